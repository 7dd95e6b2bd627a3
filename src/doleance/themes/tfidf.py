"""Vectors from the words of the study itself, for a language that no encoder at hand knows."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from doleance.text.folding import fold
from doleance.themes.encoders import scale_rows
from doleance.themes.estimator import Estimator, not_fitted
from doleance.themes.tables import Vectors
from doleance.themes.vocabulary import Vocabulary

# Below this many distinct texts a word counts even where only one holds it.
_FEW = 50
_MOST_WORDS, _MOST_PARTS = 10_000, 20_000
_SHORTEST, _LONGEST, _LONGEST_WORD = 2, 5, 40
_N_ITER = 4
# A singular value, or a text's length in the reduced space, of this size is rounding.
_NOTHING = 1e-6
_VOCABULARY, _WEIGHTS, _COMPONENTS = "vocabulary.json", "weights.npy", "components.npy"

Floats = npt.NDArray[np.float64]


class _Letters(dict[int, int]):
    """Signs by their code: letters, with the marks that belong to them in scripts such as Devanagari, stay; others become spaces."""

    def __missing__(self, code: int) -> int:
        self[code] = code if unicodedata.category(chr(code))[0] in "LM" else ord(" ")
        return self[code]


_LETTERS = _Letters()


class TfidfEncoder(Estimator):
    """Texts as the words and parts of words they hold, weighted by TF-IDF and reduced (latent semantic analysis, Deerwester et al. 1990).

    It knows only what it was fitted on: two texts are near where they share words, or parts of words, or where others
    use theirs together. Equal texts count once, and their order changes nothing.

    Parameters
    ----------
    dim
        The greatest number of dimensions.
    random_state
        The seed.

    Attributes
    ----------
    words_ : list of str
    parts_ : list of str
        Of 2 to 5 letters, a space where the word begins or ends.
    weights_ : (n_words + n_parts,) float32
        The inverse document frequency of each.
    components_ : (n_dimensions, n_words + n_parts) float32

    Examples
    --------
    >>> texts = ["Lieferung zu spät", "späte Lieferung", "Personal freundlich"]
    >>> vectors = TfidfEncoder().fit(texts).encode(texts)
    >>> bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    True
    """

    def __init__(self, dim: int = 100, *, random_state: int = 0) -> None:
        self.dim = dim
        self.random_state = random_state

    @property
    def is_fitted(self) -> bool:
        """Whether it has learned its words."""
        return hasattr(self, "components_")

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn the words of texts, how telling each is, and which go together."""
        distinct = sorted({_spread(text) for text in texts} - {""})
        bags, found = _count_words(distinct)
        fewest = 1 if len(distinct) < _FEW else 2
        self.words_ = _choose(bags, found, _MOST_WORDS, fewest)
        every = sorted({part for word in found for part in _cut(word)})
        self.parts_ = _choose(bags @ _mark_parts(found, every), every, _MOST_PARTS, fewest)
        counts = self._count(distinct)
        n_holding = np.bincount(counts.indices, minlength=counts.shape[1])
        self.weights_ = (np.log((1 + len(distinct)) / (1 + n_holding)) + 1).astype(np.float32)
        self.components_ = _reduce(self._weigh(counts), self.dim, self.random_state)
        return self

    def transform(self, texts: Sequence[str]) -> Vectors:
        """Return ``encode(texts)``."""
        return self.encode(texts)

    def fit_transform(self, texts: Sequence[str], y: object = None) -> Vectors:
        """Return ``fit(texts).encode(texts)``."""
        return self.fit(texts).encode(texts)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the names of the dimensions."""
        self._check_fitted()
        return np.array([f"tfidf_{i}" for i in range(len(self.components_))], dtype=object)

    def encode(self, texts: Sequence[str], /) -> Vectors:
        """Return the vectors of texts.

        Returns
        -------
        (n_texts, n_dimensions) float32
            Of unit length; zero for a text without a word or part of one that was learned, and so without a letter.
        """
        self._check_fitted()
        reduced = np.asarray(self._weigh(self._count([_spread(text) for text in texts])) @ self.components_.T.astype(np.float64))
        return scale_rows(np.where(np.linalg.norm(reduced, axis=1, keepdims=True) > _NOTHING, reduced, 0))

    def save(self, folder: Path) -> None:
        """Write what was learned into a folder of plain files."""
        self._check_fitted()
        folder.mkdir(parents=True, exist_ok=True)
        body = {"parameters": self.get_params(), "words": self.words_, "parts": self.parts_}
        (folder / _VOCABULARY).write_text(json.dumps(body, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
        np.save(folder / _WEIGHTS, self.weights_)
        np.save(folder / _COMPONENTS, self.components_)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the encoder that ``save`` wrote; OSError, ValueError, KeyError or TypeError where the folder holds none."""
        body = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
        encoder = cls(**body["parameters"])
        encoder.words_, encoder.parts_ = list(body["words"]), list(body["parts"])
        encoder.weights_ = np.load(folder / _WEIGHTS, allow_pickle=False)
        encoder.components_ = np.load(folder / _COMPONENTS, allow_pickle=False)
        n_features = len(encoder.words_) + len(encoder.parts_)
        if encoder.weights_.shape != (n_features,) or encoder.components_.shape[1:] != (n_features,):
            raise ValueError(f"{_WEIGHTS} and {_COMPONENTS} do not fit the {n_features} words and parts of {_VOCABULARY}")
        return encoder

    def _check_fitted(self) -> None:
        if not self.is_fitted:
            raise not_fitted(self)

    def _count(self, spread: Sequence[str]) -> sparse.csr_matrix:
        """Return how often each text holds each word and part that was learned, (n_texts, n_words + n_parts)."""
        bags, found = _count_words(spread)
        counts = sparse.hstack([bags @ _mark_words(found, self.words_), bags @ _mark_parts(found, self.parts_)], format="csr")
        # Sorted columns make every sum over a row independent of which other texts are in the batch.
        counts.sort_indices()
        return counts

    def _weigh(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return the counts dampened and weighted; words and parts make half of a text each, whatever their numbers."""
        weighed = sparse.csr_matrix(
            ((1 + np.log(counts.data)) * self.weights_.astype(np.float64)[counts.indices], counts.indices, counts.indptr), counts.shape
        )
        n_words = len(self.words_)
        halves = [_level(weighed[:, :n_words]), _level(weighed[:, n_words:])]
        return sparse.hstack(halves, format="csr")


def split_words(text: str) -> list[str]:
    """Return the words of a text in any script, as they are written; signs and digits are left out."""
    return text.translate(_LETTERS).split()


def _spread(text: str) -> str:
    """Return the words of a text, folded, one space between them."""
    return " ".join(split_words(fold(text)))


def _cut(word: str) -> Iterator[str]:
    """Yield the parts of a word, its two ends marked by a space."""
    marked = f" {word[:_LONGEST_WORD]} "
    for size in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(marked) - size + 1):
            yield marked[start : start + size]


def _count_words(spread: Sequence[str]) -> tuple[sparse.csr_matrix, list[str]]:
    """Return how often each text holds each word, (n_texts, n_words), and the words, sorted."""
    texts = [text.split() for text in spread]
    words = sorted({word for text in texts for word in text})
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    columns = Vocabulary(words).find(word for text in texts for word in text)
    bags = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts), len(words)))
    bags.sum_duplicates()
    return bags, words


def _mark_words(found: Sequence[str], known: Sequence[str]) -> sparse.csr_matrix:
    """Return which known word each word is, (n_found, n_known)."""
    columns = Vocabulary(known).find(found)
    rows = np.flatnonzero(columns >= 0)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns[rows])), shape=(len(found), len(known)))


def _mark_parts(found: Sequence[str], known: Sequence[str]) -> sparse.csr_matrix:
    """Return how often each word holds each known part, (n_found, n_known)."""
    index = {part: place for place, part in enumerate(known)}
    pairs = [(row, index[part]) for row, word in enumerate(found) for part in _cut(word) if part in index]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(found), len(known)))


def _choose(counts: sparse.csr_matrix, names: Sequence[str], most: int, fewest: int) -> list[str]:
    """Return, sorted, the names that most texts hold: those of ``fewest`` texts or more, ``most`` at the most."""
    n_holding = np.bincount(counts.indices, minlength=len(names))
    order = np.lexsort((np.arange(len(names)), -n_holding))[:most]
    return [names[place] for place in sorted(order.tolist()) if n_holding[place] >= fewest]


def _level(weighed: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the rows at unit length; a row of zeros stays one."""
    squares = np.asarray(weighed.multiply(weighed).sum(axis=1), dtype=np.float64).ravel()
    return sparse.diags(np.divide(1, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 0)) @ weighed


def _reduce(weighed: sparse.csr_matrix, dim: int, seed: int) -> Vectors:
    """Return the directions in which texts differ most, (n_dimensions, n_features); one of zeros where there is no text."""
    from sklearn.utils.extmath import randomized_svd

    n_wanted = min(dim, *weighed.shape)
    if n_wanted < 1 or not weighed.nnz:
        return np.zeros((1, weighed.shape[1]), np.float32)
    with threadpool_limits(limits=1):
        _, sizes, found = randomized_svd(weighed, n_wanted, n_iter=_N_ITER, random_state=seed)
    components: Floats = np.asarray(found, dtype=np.float64)[sizes > _NOTHING * sizes[0]]
    # The sign of a direction is free: its largest weight is made positive.
    largest = components[np.arange(len(components)), np.abs(components).argmax(axis=1)]
    signed: Any = components * np.where(largest < 0, -1.0, 1.0)[:, None]
    return np.asarray(signed, dtype=np.float32)
