"""Texts become vectors: the bilingual static table of ``models/``."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from doleance.shelf import find_model, read_settings
from doleance.themes.estimator import Estimator
from doleance.themes.tokens import tokenise

Vectors = npt.NDArray[np.float32]


class StaticEncoder(Estimator):
    """A table of word vectors in which French and English lie in one space.

    A text is the sum of its words' vectors, each weighted by how much it tells (smooth inverse frequency, Arora et al.
    2017), scaled to unit length. A word that the table lacks is the sum of its character n-grams' vectors.

    Parameters
    ----------
    model
        The name of a folder of ``models/``.

    Examples
    --------
    >>> StaticEncoder().encode(["livraison en retard", "late delivery"]).shape
    (2, 256)
    """

    def __init__(self, model: str = "encoder-fast") -> None:
        self.model = model

    def fit(self, texts: Sequence[str] | None = None, y: object = None) -> Self:
        """Return self: the table is learned beforehand."""
        return self

    def transform(self, texts: Sequence[str]) -> Vectors:
        """Return ``encode(texts)``."""
        return self.encode(texts)

    def fit_transform(self, texts: Sequence[str], y: object = None) -> Vectors:
        """Return ``encode(texts)``."""
        return self.encode(texts)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the names of the dimensions."""
        return np.array([f"{self.model}_{i}" for i in range(_load_table(self.model).dim)], dtype=object)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts.

        Returns
        -------
        (n_texts, dim) float32
            Of unit length; zero only for a text without a letter.
        """
        table = _load_table(self.model)
        rows, codes, words = tokenise(list(texts))
        vectors = table.look_up(words)
        # Sorted columns make the sum independent of which other texts are in the batch: the same text, the same bytes.
        bags = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, codes)), shape=(len(texts), len(words)))
        sums = _sum_in_word_order(bags, words, vectors)
        return scale_rows(sums)


def scale_rows(vectors: npt.NDArray[np.floating[Any]]) -> Vectors:
    """Return the rows at unit length, as float32; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0), dtype=np.float32)


def _sum_in_word_order(bags: sparse.csr_matrix, words: pd.Index, vectors: Vectors) -> Vectors:
    order = np.argsort(words.to_numpy().astype(str), kind="stable")
    ordered = bags[:, order]
    ordered.sort_indices()
    return np.asarray(ordered @ vectors[order], dtype=np.float32)


class _Table:
    """The arrays of one encoder, mapped into memory."""

    def __init__(self, model: str) -> None:
        folder = find_model(model)
        settings = read_settings(folder)
        self.dim = int(settings["dim"])
        self.shortest, self.longest = int(settings["shortest_ngram"]), int(settings["longest_ngram"])
        self.words = pd.Index((folder / "words.txt").read_text(encoding="utf-8").split("\n"), dtype=object)
        self.vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self.scales = np.load(folder / "scales.npy")
        self.buckets = np.load(folder / "buckets.npy", mmap_mode="r")
        self.bucket_scale = np.float32(settings["bucket_scale"])

    def look_up(self, words: pd.Index) -> Vectors:
        """Return the weighted vectors of words, (n_words, dim)."""
        found = self.words.get_indexer(words)
        vectors = self.vectors[np.maximum(found, 0)].astype(np.float32) * self.scales[np.maximum(found, 0), None]
        for i in np.flatnonzero(found < 0).tolist():
            grams = hash_ngrams(str(words[i]), self.shortest, self.longest, len(self.buckets))
            vectors[i] = self.buckets[grams].astype(np.float32).mean(axis=0) * self.bucket_scale
        return np.asarray(vectors, dtype=np.float32)


@lru_cache(maxsize=4)
def _load_table(model: str) -> _Table:
    return _Table(model)


def hash_ngrams(word: str, shortest: int, longest: int, n_buckets: int) -> list[int]:
    """Return the buckets of a word's character n-grams, its two ends marked; the same on every machine."""
    marked = f"<{word[:40]}>"
    return [
        zlib.crc32(marked[i : i + size].encode()) % n_buckets
        for size in range(shortest, longest + 1)
        for i in range(max(1, len(marked) - size + 1))
    ]


def encode(texts: Sequence[str], model: str = "encoder-fast") -> Vectors:
    """Return bilingual vectors of texts, float32 (n_texts, dim), of unit length; zero only for text without a letter."""
    return StaticEncoder(model).encode(texts)
