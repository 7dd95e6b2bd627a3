"""Texts become vectors: the bilingual static table of ``models/``."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from doleance.themes.estimator import Estimator
from doleance.themes.tables import Vectors, load_table
from doleance.themes.tokens import tokenise
from doleance.workers import run_chunks

_CHUNK = 16_384
# Below, starting the processes takes longer than they save.
_POOLED = 400_000


class LearnedEncoder(Estimator):
    """What encoders of ``models/`` share: there is nothing to fit, and to transform is to encode."""

    model: str

    @property
    def dim(self) -> int:
        """The number of dimensions."""
        raise NotImplementedError

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, (n_texts, dim) float32."""
        raise NotImplementedError

    def fit(self, texts: Sequence[str] | None = None, y: object = None) -> Self:
        """Return self: all is learned beforehand."""
        return self

    def transform(self, texts: Sequence[str]) -> Vectors:
        """Return ``encode(texts)``."""
        return self.encode(texts)

    def fit_transform(self, texts: Sequence[str], y: object = None) -> Vectors:
        """Return ``encode(texts)``."""
        return self.encode(texts)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the names of the dimensions."""
        return np.array([f"{self.model}_{i}" for i in range(self.dim)], dtype=object)


class StaticEncoder(LearnedEncoder):
    """A table of word vectors in which French and English lie in one space.

    A text is the sum of its words' vectors, each weighted by how much it tells (smooth inverse frequency, Arora et al.
    2017), scaled to unit length. A word that the table lacks counts as the same without its repeated letters (*suuuper*);
    where that lacks too, as the mean of its character n-grams, and if it is one slip away from a common word
    (*livrasion*), as seven parts of that word and three of its n-grams. Beyond some hundred thousand texts all cores work.

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

    @property
    def dim(self) -> int:
        """The number of dimensions."""
        return load_table(self.model).dim

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts.

        Returns
        -------
        (n_texts, dim) float32
            Of unit length; zero only for a text without a word, addresses and *@names* being none (see ``tokenise``).
            A text has the same bytes in any batch.
        """
        return encode_chunks(partial(_encode_chunk, model=self.model), texts, self.dim, _CHUNK, _POOLED)


def encode_chunks(encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str], dim: int, size: int, most: int) -> Vectors:
    """Return the vectors of texts, ``size`` at a time, in several processes where they are more than ``most``."""
    # A worker starts no workers of its own.
    is_pooled = len(texts) > most and multiprocessing.parent_process() is None
    chunks = [texts[start : start + size] for start in range(0, len(texts), size)]
    vectors, start = np.empty((len(texts), dim), np.float32), 0
    for part in run_chunks(encode, chunks, jobs=0 if is_pooled else 1):
        vectors[start : start + len(part)] = part
        start += len(part)
    return vectors


def _encode_chunk(texts: Sequence[str], model: str) -> Vectors:
    rows, codes, words = tokenise(texts)
    places, vectors = load_table(model).look_up_sorted(words)
    bounds = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(texts)))]).astype(np.int32)
    ones = np.ones(len(rows), np.float32)
    bags = sparse.csr_matrix((ones, places[codes].astype(np.int32), bounds), shape=(len(texts), len(words)))
    # Columns in a fixed order make a text's sum independent of which others are in the batch: the same text, the same
    # bytes. Transposing twice puts them in order, faster than sorting does.
    return _scale(bags.tocsc().tocsr() @ vectors)


def scale_rows(vectors: npt.NDArray[np.floating[Any]]) -> Vectors:
    """Return the rows at unit length, as float32; a row of zeros stays one."""
    return np.asarray(_scale(np.array(vectors, order="C")), dtype=np.float32)


def _scale(vectors: npt.NDArray[Any]) -> npt.NDArray[Any]:
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    lengths[lengths == 0] = np.inf
    vectors /= lengths[:, None]
    return vectors
