"""Prints what the encoders are worth, as Markdown tables.

    python benchmarks/encoder.py [--data FOLDER] [--encoders fast fine] [--only clusters typos translation meanings speed same]

clusters     k-means at the human number of themes on labelled sets, beside TF-IDF and the teachers: agreement with people
typos        a misspelled word beside its right form, against the whole vocabulary
translation  French and English sentences of a pair that training kept apart
meanings     a sentence beside one that says the same and one that says the opposite
speed        texts a second on one core beside vaderSentiment, time to load, memory
same         the same vectors in any batch, order and process

FOLDER holds the labelled sets (gzip CSV, as for training/); what needs them is left out without it. Teachers count where
their packages are installed (see encoder_vectors.py). Run it with little else running: it uses one thread.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, normalized_mutual_info_score

from doleance.shelf import find_model
from encoder_sets import draw_comments, read_held_pairs, read_labelled
from encoder_speed import tell_speed, tell_start
from encoder_vectors import Encode, list_encoders, load_teachers, vectors

PAIRS = Path(__file__).resolve().parents[1] / "corpora" / "encoder-pairs"
TFIDF, N_AXES = "TF-IDF, SVD 100", 100
SEEDS, N_STARTS = (0, 1, 2), 2
NEAR = 0.99
N_SAME, BATCH = 500, 7
ODD = ["", "?!", "👍", "à", "word " * 600, "l’été NOËL c'est", "mañana 日本語", "\n\t x"]

SIZES = {"*comments*": len, "*themes*": lambda frame: frame["label"].nunique()}

Rows = Iterable[Sequence[str]]


class Options(NamedTuple):
    """What was asked for on the command line."""

    encoders: list[str]
    data: Path | None
    pairs: Path


def print_table(title: str, rows: Rows) -> None:
    """Print a title and rows as a Markdown table, the first row being the header."""
    header, *others = rows
    print(f"\n{title}\n")
    print("|", " | ".join(header), "|")
    print("|---" + "|---:" * (len(header) - 1) + "|")
    for row in others:
        print("|", " | ".join(row), "|", flush=True)


def list_functions(encoders: Iterable[str]) -> dict[str, Encode]:
    """Return a function from texts to vectors for each encoder and for each teacher at hand."""
    return {encoder: partial(vectors, encoder=encoder) for encoder in encoders} | load_teachers()


def encode_tfidf(texts: Sequence[str]) -> np.ndarray:
    """Return the vectors that need no model: TF-IDF of words, then singular vectors, at unit length."""
    counts = TfidfVectorizer().fit_transform(texts)
    found = TruncatedSVD(min(N_AXES, min(counts.shape) - 1), random_state=0).fit_transform(counts)
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def measure_clusters(found: np.ndarray, frame: pd.DataFrame) -> dict[str, float]:
    """Return how far k-means agrees with people, and with the language, averaged over seeds."""
    scores = []
    for seed in SEEDS:
        labels = KMeans(frame["label"].nunique(), n_init=N_STARTS, random_state=seed).fit_predict(found)
        ami, nmi = (score(frame["label"], labels) for score in (adjusted_mutual_info_score, normalized_mutual_info_score))
        scores.append({"AMI": ami, "NMI": nmi, "lang_nmi": normalized_mutual_info_score(frame["lang"], labels)})
    return pd.DataFrame(scores).mean().to_dict()


def tell_clusters(options: Options) -> None:
    """Print AMI, NMI and lang_nmi of every set, and their mean over the app reviews."""
    if options.data is None:
        print("\nClusters: left out, the labelled sets are needed (--data FOLDER).")
        return
    sets = dict(read_labelled(options.data))
    functions = list_functions(options.encoders) | {TFIDF: encode_tfidf}
    scores = {
        (method, name): measure_clusters(encode(frame["text"].tolist()), frame)
        for method, encode in functions.items()
        for name, frame in sets.items()
    }
    mixed = [name for name, frame in sets.items() if set(frame["lang"]) == {"en", "fr"}]
    for score in ("AMI", "NMI", "lang_nmi"):
        names = mixed if score == "lang_nmi" else list(sets)
        sizes = [[what, *(f"{count(sets[name]):,}" for name in names), ""] for what, count in SIZES.items()]
        rows = []
        for method in functions:
            values = {name: scores[method, name][score] for name in names}
            mean = np.mean([values[name] for name in mixed]) if mixed else np.nan
            rows.append([method, *(f"{value:.3f}" for value in values.values()), f"{mean:.3f}"])
        print_table(f"Clusters: {score}", [["", *names, "mean of those in two languages"], *sizes, *rows])


def rank_typos(pairs: pd.DataFrame, encode: Encode, words: list[str]) -> np.ndarray:
    """Return for each pair the share of the vocabulary that the misspelled word is less near to than to its right form."""
    table, typed, right = (encode(texts) for texts in (words, pairs["typed"].tolist(), pairs["right"].tolist()))
    places = pd.Index(words)
    shares = []
    for i, (wrong, good) in enumerate(zip(pairs["typed"], pairs["right"], strict=True)):
        is_farther = table @ typed[i] < typed[i] @ right[i]
        # The two words of the pair are no rivals.
        own = np.setdiff1d(places.get_indexer([wrong, good]), [-1])
        shares.append((is_farther.sum() - is_farther[own].sum()) / (len(words) - len(own)))
    return np.array(shares)


def tell_typos(options: Options) -> None:
    """Print by language how near misspelled words lie to their right forms."""
    pairs = read_tsv(options.pairs / "typos.tsv", "Typos")
    if pairs is None:
        return
    words = (find_model("encoder-fast") / "words.txt").read_text(encoding="utf-8").split("\n")
    rows = [["", "language", "pairs", "of them typed word known", "nearer than to 99 %", "median percentile"]]
    for encoder in options.encoders:
        ranks = rank_typos(pairs, partial(vectors, encoder=encoder), words)
        for language, part in pairs.groupby("language"):
            own = ranks[part.index]
            known = part["typed"].isin(words).sum()
            rows.append([encoder, language, f"{len(own)}", f"{known}", f"{(own >= NEAR).mean():.3f}", f"{100 * np.median(own):.2f}"])
    print_table(f"Typos: against {len(words):,} words", rows)


def tell_translation(options: Options) -> None:
    """Print how often a sentence finds its translation first among those of all pairs."""
    pairs = read_held_pairs(options.data) if options.data else None
    if pairs is None:
        print("\nTranslation: left out, pairs_tatoeba_enfr.csv.gz is needed (--data FOLDER).")
        return
    rows, own = [["", "fr→en", "en→fr"]], np.arange(len(pairs))
    for method, encode in list_functions(options.encoders).items():
        near = encode(pairs["fr"].tolist()) @ encode(pairs["en"].tolist()).T
        rows.append([method, *(f"{(near.argmax(axis) == own).mean():.3f}" for axis in (1, 0))])
    print_table(f"Translation: {len(pairs):,} pairs kept apart", rows)


def tell_meanings(options: Options) -> None:
    """Print by language and kind how often a sentence is nearer to the one that says the same than to its opposite."""
    frame = read_tsv(options.pairs / "meanings.tsv", "Meanings")
    if frame is None:
        return
    functions = {encoder: partial(vectors, encoder=encoder, stance=True) for encoder in options.encoders} | load_teachers()
    for method, encode in functions.items():
        sentence, same, opposite = (encode(frame[name].tolist()) for name in ("sentence", "same", "opposite"))
        frame[method] = (sentence * same).sum(axis=1) > (sentence * opposite).sum(axis=1)
    groups = []
    for language, part in frame.groupby("language"):
        groups += [(language, kind, rows) for kind, rows in part.groupby("kind")] + [(language, "*all*", part)]
    rows = [[language, kind, f"{len(part)}", *(f"{part[method].mean():.3f}" for method in functions)] for language, kind, part in groups]
    print_table("Meanings: nearer to the same than to the opposite", [["language", "kind", "sentences", *functions], *rows])


def read_tsv(path: Path, part: str) -> pd.DataFrame | None:
    """Return a file of pairs, or say that the part is left out."""
    if path.is_file():
        return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
    print(f"\n{part}: left out, {path.name} is not in {path.parent.name}.")
    return None


def tell_speed_and_start(options: Options) -> None:
    """Print the tables of the clock and the memory."""
    print_table("Speed: one core; *ratio*: texts a second over vaderSentiment's, by CPU time", tell_speed(options.encoders, options.data))
    print_table("Start: a fresh process, from `import numpy` on", tell_start(options.encoders, options.data))


def encode_in_ways(texts: list[str], encoder: str) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the vectors of the same texts made one by one, in another order, in small batches, in two fresh processes."""
    yield "one by one", np.vstack([vectors([text], encoder) for text in texts])
    yield "reversed", vectors(texts[::-1], encoder)[::-1]
    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    yield f"batches of {BATCH}", np.vstack([vectors(batch, encoder) for batch in batches])
    halves = [texts[: len(texts) // 3], texts[len(texts) // 3 :]]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield "two processes", np.vstack(list(pool.map(partial(vectors, encoder=encoder), halves)))


def tell_same(options: Options) -> None:
    """Print the greatest difference of the vectors to those of one call, and whether their bytes are the same."""
    texts = draw_comments(options.data, N_SAME, 0)["mixed"] + ODD
    rows = [["", "against one call", "greatest difference", "same bytes"]]
    for encoder in options.encoders:
        whole = vectors(texts, encoder)
        for way, found in encode_in_ways(texts, encoder):
            is_same = np.ascontiguousarray(found).tobytes() == whole.tobytes()
            rows.append([encoder, way, f"{np.abs(found - whole).max():.1e}", "yes" if is_same else "no"])
    print_table(f"Same: {len(texts)} texts", rows)


PARTS = {
    "clusters": tell_clusters, "typos": tell_typos, "translation": tell_translation,
    "meanings": tell_meanings, "speed": tell_speed_and_start, "same": tell_same,
}  # fmt: skip


def main() -> None:
    """Print the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="the labelled sets")
    parser.add_argument("--pairs", type=Path, metavar="FOLDER", default=PAIRS, help="typos.tsv and meanings.tsv (default: the project's)")
    parser.add_argument("--encoders", nargs="+", metavar="NAME", default=list_encoders(), help="default: those on the shelf")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args()
    for part in asked.only:
        PARTS[part](Options(asked.encoders, asked.data, asked.pairs))


if __name__ == "__main__":
    main()
