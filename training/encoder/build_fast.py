"""Builds models/encoder-fast: a table of word vectors distilled from two teachers.

    python training/encoder/build_fast.py --data FOLDER [--cache FOLDER]

Needs the packages of requirements/train.txt. Everything is solved in closed form or by conjugate gradients from fixed
starts, so the same inputs give the same file. See models/encoder-fast/card.md for what was learned from what.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from corpus import count_words, read_corpus, read_pairs
from scipy import sparse
from teachers import DIM, find_space, teach, unit

from doleance.themes.spelling import Spelling
from doleance.themes.tables import hash_ngrams
from doleance.themes.tokens import tokenise

OUT = Path(__file__).resolve().parents[2] / "models" / "encoder-fast"
N_BUCKETS, NGRAMS = 24_000, (3, 5)
PULL, LIFT = 2.0, 1.6
# The most frequent words say little of what their letters mean.
N_FREQUENT = 2000
# Words that others may be slips of; a rare word of the table that looks like one is half that common word.
N_COMMON, FEWEST_LETTERS, TIMES, SLIP = 20_000, 6, 20, 0.5


@dataclass
class Lesson:
    """The sentences, where they are to lie, and each word's weight and the teachers' vector in the same space."""

    corpus: pd.DataFrame
    targets: np.ndarray
    weights: pd.Series
    is_english: np.ndarray
    words: np.ndarray


def prepare(data: Path, cache: Path | None) -> Lesson:
    """Return what there is to learn; the teachers' vectors are kept in ``cache``."""
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(data)
    texts, is_english = corpus["text"].tolist(), corpus["lang"].eq("en").to_numpy()
    english = np.zeros((len(texts), 384), np.float32)
    english[is_english] = teach("minilm", corpus.loc[is_english, "text"].tolist(), cache)
    space, targets = find_space(corpus, teach("use", texts, cache), english)
    weights, is_english = count_words(data)
    names = weights.index.tolist()
    joined = space.join(teach("use", names, cache), teach("minilm", names, cache), is_english)
    # Single words lie elsewhere in the teachers' space than sentences do: each is centred on its own language's mean.
    means = np.where(is_english[:, None], joined[is_english].mean(axis=0), joined[~is_english].mean(axis=0))
    print(f"{len(weights):,} words, {len(corpus):,} sentences", flush=True)
    return Lesson(corpus, targets, weights, is_english, unit((joined - means) @ space.axes))


def bag(texts: Sequence[str], weights: pd.Series) -> sparse.csr_matrix:
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


def fit_words(bags: sparse.csr_matrix, targets: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Return word vectors whose weighted means come near the sentences' targets, pulled to the teachers' word vectors."""
    # One factor puts the teachers' word vectors on the scale of sentences' shares; LIFT keeps words that no sentence
    # holds as loud as those that the fit makes longer (without it technical words drown).
    factor = LIFT * float((targets * (bags @ words)).sum() / ((bags @ words) ** 2).sum())
    start = words * factor
    masses = np.asarray(bags.multiply(bags).sum(axis=0)).ravel()
    pull = PULL * float(np.median(masses[masses > 0]))
    return solve(lambda e: bags.T @ (bags @ e) + pull * e, bags.T @ targets + pull * start, start, 40)


def mend(vectors: np.ndarray, weights: pd.Series, is_english: np.ndarray) -> np.ndarray:
    """Return the vectors with those of rare words that are slips of common ones drawn to them."""
    names = weights.index.tolist()
    rare = np.arange(N_COMMON, len(names))
    met = Spelling(names[:N_COMMON]).find(names[N_COMMON:])
    share = 1 / weights.to_numpy() - 1
    is_slip = (met >= 0) & (is_english[met] == is_english[rare]) & (share[met] > TIMES * share[rare])
    is_slip &= [i >= 0 and len(names[r]) >= FEWEST_LETTERS and names[r][0] == names[i][0] for r, i in zip(rare, met, strict=True)]
    mended = vectors.copy()
    mended[rare[is_slip]] += SLIP * (vectors[met[is_slip]] - vectors[rare[is_slip]])
    print(f"{is_slip.sum():,} rare words are slips", flush=True)
    return mended


def fit_buckets(words: list[str], vectors: np.ndarray) -> np.ndarray:
    """Return bucket vectors whose means over a word's n-grams come near its vector."""
    rows, buckets = hash_ngrams(words, *NGRAMS, N_BUCKETS)
    values = 1 / np.bincount(rows, minlength=len(words))[rows]
    matrix = sparse.csr_matrix((values, (rows, buckets)), shape=(len(words), N_BUCKETS))
    return solve(lambda b: matrix.T @ (matrix @ b) + 0.02 * b, matrix.T @ vectors, np.zeros((N_BUCKETS, vectors.shape[1])), 60)


def save(weights: pd.Series, vectors: np.ndarray, buckets: np.ndarray) -> None:
    """Write the arrays: words sorted, int8 rows, each with the scale that carries its weight."""
    OUT.mkdir(parents=True, exist_ok=True)
    order = np.argsort(weights.index.to_numpy().astype(str), kind="stable")
    vectors, kept = vectors[order], weights.iloc[order]
    peaks = np.abs(vectors).max(axis=1, keepdims=True)
    np.save(OUT / "vectors.npy", np.round(vectors / peaks * 127).astype(np.int8))
    np.save(OUT / "scales.npy", (peaks[:, 0] / 127 * kept.to_numpy()).astype(np.float32))
    np.save(OUT / "common.npy", np.argsort(order, kind="stable")[:N_COMMON].astype(np.int32))
    limit = np.quantile(np.abs(buckets), 0.9999)
    np.save(OUT / "buckets.npy", np.round(np.clip(buckets / limit, -1, 1) * 127).astype(np.int8))
    (OUT / "words.txt").write_text("\n".join(kept.index), encoding="utf-8")
    (OUT / "settings.toml").write_text(
        f'kind = "encoder"\nsummary = "Bilingual static word vectors, French and English"\ndim = {DIM}\n'
        f"shortest_ngram = {NGRAMS[0]}\nlongest_ngram = {NGRAMS[1]}\nbucket_scale = {limit / 127:.9g}\n",
        encoding="utf-8",
    )


def check(data: Path) -> None:
    """Print how often the French of a pair kept apart finds its English first, and the other way round."""
    from doleance.themes.choices import encode

    held = read_pairs(data)[0]
    english, french = encode(held["en"].tolist()), encode(held["fr"].tolist())
    near = french @ english.T
    right = np.arange(len(held))
    print(f"fr→en {(near.argmax(1) == right).mean():.3f}  en→fr {(near.argmax(0) == right).mean():.3f}")


def main() -> None:
    """Build the model and print its check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    asked = parser.parse_args()
    lesson = prepare(asked.data, asked.cache)
    bags = bag(lesson.corpus["text"].tolist(), lesson.weights)
    vectors = mend(fit_words(bags, lesson.targets, lesson.words), lesson.weights, lesson.is_english)
    names = lesson.weights.index.tolist()
    save(lesson.weights, vectors, fit_buckets(names[N_FREQUENT:], vectors[N_FREQUENT:]))
    check(asked.data)


if __name__ == "__main__":
    main()
