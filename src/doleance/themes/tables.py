"""The arrays of one encoder: the vector of a word, and of a word that the table lacks from its character n-grams."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from doleance.shelf import find_model, read_settings
from doleance.themes.spelling import Spelling
from doleance.themes.vocabulary import Positions, Vocabulary

Vectors = npt.NDArray[np.float32]
Points = npt.NDArray[np.uint32]

# The end of what is longer than any word tells no more.
_LONGEST = 40
# "coool" is "cool", "gooood" "good", "suuper" "super": the first that the table has.
_REPEATS = ((re.compile(r"(.)\1{2,}"), r"\1\1"), (re.compile(r"(.)\1{2,}"), r"\1"), (re.compile(r"(.)\1+"), r"\1"))
# How much of an unknown word is the common word that it looks like a slip of; the rest are its letters.
_SLIP = np.float32(0.7)


class WordTable:
    """The word vectors of one encoder: int8, mapped into memory.

    Parameters
    ----------
    model
        The name of a folder of ``models/``.

    Attributes
    ----------
    dim
        The number of dimensions.
    words
        The words that have a vector of their own.
    """

    def __init__(self, model: str) -> None:
        folder = find_model(model)
        settings = read_settings(folder)
        self.dim = int(settings["dim"])
        self._vocabulary = Vocabulary((folder / "words.txt").read_text(encoding="utf-8").split("\n"))
        self.words = self._vocabulary.words
        self._vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self._scales = np.load(folder / "scales.npy")
        self._buckets = np.load(folder / "buckets.npy", mmap_mode="r")
        self._bucket_scale = np.float32(settings["bucket_scale"])
        self._common = np.load(folder / "common.npy")
        self._ngrams = int(settings["shortest_ngram"]), int(settings["longest_ngram"])

    def look_up(self, words: Sequence[str]) -> Vectors:
        """Return the vectors of words, each the longer the more the word tells; (n_words, dim) float32."""
        return self._gather(words, self._find(words))

    def look_up_sorted(self, words: Sequence[str]) -> tuple[Positions, Vectors]:
        """Return the place of each word in an order that does not depend on the other words, and the vectors so ordered."""
        found = self._find(words)
        is_unknown = found < 0
        keys = found.astype(np.int64)
        unknown = [words[i] for i in np.flatnonzero(is_unknown).tolist()]
        keys[is_unknown] = len(self.words) + np.argsort(sorted(range(len(unknown)), key=unknown.__getitem__))
        order = np.argsort(keys)
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return places, self._gather([words[i] for i in order.tolist()], found[order])

    def _find(self, words: Sequence[str]) -> Positions:
        """Return each word's position in the table, or that of the word without its repeated letters; -1 if there is none."""
        found = self._vocabulary.find(words)
        unknown = np.flatnonzero(found < 0)
        unknown = unknown[_has_repeats([words[i] for i in unknown.tolist()])]
        for pattern, kept in _REPEATS:
            found[unknown] = self._vocabulary.find([pattern.sub(kept, words[i]) for i in unknown.tolist()])
            unknown = unknown[found[unknown] < 0]
        return found

    def _gather(self, words: Sequence[str], found: Positions) -> Vectors:
        rows = np.maximum(found, 0)
        vectors = np.asarray(self._vectors[rows] * self._scales[rows, None], dtype=np.float32)
        unknown = np.flatnonzero(found < 0)
        if len(unknown):
            names = [words[i] for i in unknown.tolist()]
            vectors[unknown] = self._mend(names, self.guess(names))
        return vectors

    def _mend(self, words: list[str], vectors: Vectors) -> Vectors:
        """Return the vectors, nearer to a common word's where one is only a slip away."""
        meant = self._spelling.find(words)
        slips = np.flatnonzero(meant >= 0)
        common = self._common[meant[slips]]
        vectors[slips] += _SLIP * (self._vectors[common] * self._scales[common, None] - vectors[slips])
        return vectors

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling([self.words[i] for i in self._common.tolist()])

    def guess(self, words: list[str]) -> Vectors:
        """Return the means of the vectors of words' n-grams, whether or not the table has the words, (n_words, dim)."""
        rows, buckets = hash_ngrams(words, *self._ngrams, len(self._buckets))
        is_used = np.bincount(buckets, minlength=len(self._buckets)) > 0
        used, codes = np.flatnonzero(is_used), (np.cumsum(is_used) - 1)[buckets]
        counts = np.bincount(rows, minlength=len(words))
        # By columns each bucket is read once. The sums are of whole numbers: exact in any order.
        bags = sparse.csc_matrix((np.ones(len(rows), np.float32), (rows, codes)), shape=(len(words), len(used)))
        sums = bags @ self._buckets[used].astype(np.float32)
        return np.asarray(sums / counts[:, None].astype(np.float32) * self._bucket_scale, dtype=np.float32)


@lru_cache(maxsize=4)
def load_table(model: str) -> WordTable:
    """Return the table of an encoder; the files are read once."""
    return WordTable(model)


def _spell(words: Sequence[str]) -> tuple[Points, Positions]:
    """Return the characters of all words as numbers, and the word that each is of."""
    points = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    return points, np.repeat(np.arange(len(words)), [len(word) for word in words])


def _has_repeats(words: Sequence[str]) -> npt.NDArray[np.bool_]:
    points, rows = _spell(words)
    is_repeat = (points[1:] == points[:-1]) & (rows[1:] == rows[:-1])
    return np.bincount(rows[1:][is_repeat], minlength=len(words)) > 0


def hash_ngrams(words: Sequence[str], shortest: int, longest: int, n_buckets: int) -> tuple[Positions, Positions]:
    """Return the buckets of words' character n-grams, the two ends of each word marked; the same on every machine.

    The bucket is the CRC-32 of the n-gram's UTF-8 bytes, modulo ``n_buckets``. A word shorter than an n-gram is one whole.

    Returns
    -------
    rows : (n_ngrams,)
        The word that each n-gram is of.
    buckets : (n_ngrams,)
        Its bucket.
    """
    points, rows = _spell([f"<{word[:_LONGEST]}>" for word in words])
    sizes = np.bincount(rows, minlength=len(words))
    # How many characters of the word there are from each on.
    left = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(rows))
    is_first = left == sizes[rows]
    crcs = np.full(len(points), 0xFFFFFFFF, np.uint32)
    found = []
    for size in range(1, longest + 1):
        _extend(crcs, points[size - 1 :], left[: len(points) - size + 1] >= size)
        if size >= shortest:
            kept = np.flatnonzero((left >= size) | is_first)
            found.append((rows[kept], (~crcs[kept] % n_buckets).astype(np.int64)))
    return np.concatenate([rows for rows, _ in found]), np.concatenate([buckets for _, buckets in found])


def _extend(crcs: Points, points: Points, is_inside: npt.NDArray[np.bool_]) -> None:
    """Take one more character into each checksum where the word has one."""
    head = crcs[: len(points)]
    n_bytes = 1 + (points > 0x7F) + (points > 0x7FF) + (points > 0xFFFF)
    for n in range(1, int(n_bytes.max(initial=0)) + 1):
        chosen = np.flatnonzero(is_inside & (n_bytes == n))
        for byte in _encode(points[chosen], n):
            state = head[chosen]
            head[chosen] = state >> 8 ^ _crc_table()[(state ^ byte) & 0xFF]


def _encode(points: Points, n_bytes: int) -> list[Points]:
    """Return the bytes that UTF-8 writes characters with, all of as many bytes."""
    lead = 0 if n_bytes == 1 else 0xF00 >> n_bytes & 0xFF
    parts = [points >> 6 * left & 0x3F | 0x80 for left in range(n_bytes - 2, -1, -1)]
    return [np.asarray(part, dtype=np.uint32) for part in (points >> 6 * (n_bytes - 1) | lead, *parts)]


@lru_cache(maxsize=1)
def _crc_table() -> Points:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ 0xEDB88320, table >> 1).astype(np.uint32)
    return table
