"""Texts become vectors that know the order of words: a small network over the word vectors of ``encoders``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from doleance.shelf import find_model, read_settings
from doleance.themes.encoders import LearnedEncoder, encode_chunks, scale_rows
from doleance.themes.tables import Vectors, load_table
from doleance.themes.tokens import tokenise
from doleance.themes.vocabulary import Positions, Vocabulary

_CHUNK = 8192
# Below, starting the processes takes longer than they save.
_POOLED = 30_000
# A longer text is read in windows of so many words at most; it is what they say on average.
_WINDOW = 48
# So many words at a time stay in the processor's cache.
_AT_ONCE = 2048
# OpenBLAS multiplies small matrices another way than large ones, with other last bits. In blocks of so many rows, columns
# and inner terms the two agree, and a text's vector does not depend on what else is in the batch.
_ROWS, _COLUMNS, _INNER = 16, 16, 256
_TINY = np.float32(1e-6)


class ContextEncoder(LearnedEncoder):
    """A network that reads each word beside its neighbours, in the space of ``StaticEncoder``.

    Each word's vector is changed by those around it in a few convolutions (after Liu et al. 2022) and by what the text
    says on average; attention then weighs the words. The vector says what a text is about, in French and in English;
    where it is asked for, more dimensions say which way a text speaks (*late* and *not late* differ there).

    Parameters
    ----------
    model
        The name of a folder of ``models/``.
    stance
        Whether the vectors have these dimensions too. Themes are found without them: praise and blame of one thing are of
        one theme.

    Examples
    --------
    >>> texts = ["The delivery was not late", "It arrived on time", "The delivery was late"]
    >>> said, same, opposite = ContextEncoder(stance=True).encode(texts)
    >>> bool(said @ same > said @ opposite)
    True
    """

    def __init__(self, model: str = "encoder-fine", *, stance: bool = False) -> None:
        self.model = model
        self.stance = stance

    @property
    def dim(self) -> int:
        """The number of dimensions."""
        network = load_network(self.model)
        return network.dim + (network.n_stances if self.stance else 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts.

        Returns
        -------
        (n_texts, dim) float32
            Of unit length; zero only for a text without a word, as ``tokenise`` knows words. Whatever the batch, a text's
            vector is the same within 1e-5, and to the last bit where the processor's matrix products allow it.
        """
        return encode_chunks(partial(_encode_chunk, model=self.model, dim=self.dim), list(texts), self.dim, _CHUNK, _POOLED)


def _encode_chunk(texts: Sequence[str], model: str, dim: int) -> Vectors:
    with threadpool_limits(limits=1):
        return scale_rows(load_network(model).read(texts)[:, :dim])


class _Network:
    """The arrays of one encoder, and how a text runs through them."""

    def __init__(self, model: str) -> None:
        folder = find_model(model)
        settings = read_settings(folder)
        self.table = load_table(str(settings["table"]))
        self.dim, self.n_stances = self.table.dim, int(settings["n_stances"])
        self.stance_weight, self.plain_weight = np.float32(settings["stance_weight"]), np.float32(settings["plain_weight"])
        self.words = Vocabulary((folder / "words.txt").read_text(encoding="utf-8").split("\n"))
        with np.load(folder / "network.npz", allow_pickle=False) as arrays:
            self.arrays: dict[str, Any] = {
                key: arrays[key] if key == "word" else np.ascontiguousarray(arrays[key], dtype=np.float32) for key in arrays
            }
        self.n_blocks = sum(key.startswith("text_") for key in self.arrays)

    def read(self, texts: Sequence[str]) -> Vectors:
        """Return what texts say: what they are about, of unit length, then which way, (n_texts, dim + n_stances)."""
        rows, codes, words = tokenise(texts)
        raw = self.table.look_up(words)
        first = self._enter(words, raw)
        counts = np.bincount(rows, minlength=len(texts))
        starts, sizes, owners = _cut_windows(counts)
        pooled = np.zeros((len(starts), self.arrays["out"].shape[0]), np.float32)
        gates = np.zeros(len(codes), np.float32)
        for chosen, places in _group(starts, sizes):
            pooled[chosen], gates[places] = self._pool(self._mix(first[codes[places]]))
        gated, plain = (self._sum(raw, codes, starts, weights) for weights in (gates, np.ones_like(gates)))
        a = self.arrays
        about = scale_rows(_multiply(gated, a["base"]) + _multiply(pooled, a["out"]) + a["out_bias"])
        # The plain sum is right about texts unlike those that the network learned from.
        about = scale_rows(about + self.plain_weight * plain)
        way = self.stance_weight * np.tanh(_multiply(pooled, a["stance"]) + a["stance_bias"])
        # Each window counts by its words.
        shares = sparse.csr_matrix((sizes.astype(np.float32), (owners, np.arange(len(owners)))), shape=(len(texts), len(owners)))
        return np.asarray(shares @ np.hstack([about, way]) / np.maximum(counts, 1).astype(np.float32)[:, None], dtype=np.float32)

    @staticmethod
    def _sum(raw: Vectors, codes: Positions, starts: Positions, weights: Vectors) -> Vectors:
        """Return the weighted sum of each window's word vectors, of unit length."""
        bags = sparse.csr_matrix((weights, codes, np.append(starts, len(codes))), shape=(len(starts), len(raw)))
        return scale_rows(bags @ raw)

    def _enter(self, words: Sequence[str], raw: Vectors) -> Vectors:
        """Return what each distinct word brings into the network, (n_words, width)."""
        a = self.arrays
        lengths = np.linalg.norm(raw, axis=1, keepdims=True)
        state = _multiply(raw / (lengths + _TINY), a["enter"][:-1]) + np.log(lengths + np.float32(0.01)) * a["enter"][-1] + a["enter_bias"]
        found = self.words.find(words)
        known = np.flatnonzero(found >= 0)
        state[known] += a["word"][found[known]] * a["word_scale"][found[known], None]
        return np.asarray(state, dtype=np.float32)

    def _mix(self, state: Vectors) -> Vectors:
        """Return the states of words that have seen their neighbours, (n, n_words, width)."""
        a = self.arrays
        for i in range(self.n_blocks):
            calm = _calm(state)
            mixed = _slide(calm, a[f"mix_{i}"])
            mixed += calm.mean(axis=1, keepdims=True) * a[f"text_{i}"] + a[f"mix_{i}_bias"]
            hidden = _multiply(mixed, a[f"widen_{i}"])
            hidden += a[f"widen_{i}_bias"]
            np.maximum(hidden, 0, out=hidden)
            state += _multiply(hidden, a[f"narrow_{i}"])
            state += a[f"narrow_{i}_bias"]
        return _calm(state)

    def _pool(self, state: Vectors) -> tuple[Vectors, Vectors]:
        """Return the mean of the words' states beside those that attention weighs, and how loud each word's vector is."""
        a = self.arrays
        logits = _multiply(state, a["attend"])
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        heads = weights.transpose(0, 2, 1) @ state
        pooled = np.concatenate([state.mean(axis=1), heads.reshape(len(heads), -1)], axis=1)
        gates = 2 / (1 + np.exp(-(_multiply(state, a["gate"]) + a["gate_bias"])))
        return pooled, gates[:, :, 0]


def _multiply(state: Vectors, matrix: Vectors) -> Vectors:
    """Return the product of the last axis with a matrix, the same for a row whatever the others are."""
    rows, width = state.reshape(-1, state.shape[-1]), matrix.shape[1]
    n_rows = len(rows)
    if n_rows % _ROWS:
        rows = np.concatenate([rows, np.zeros((-n_rows % _ROWS, rows.shape[1]), np.float32)])
    if width % _COLUMNS:
        matrix = np.concatenate([matrix, np.zeros((len(matrix), -width % _COLUMNS), np.float32)], axis=1)
    product = rows[:, :_INNER] @ matrix[:_INNER]
    for start in range(_INNER, len(matrix), _INNER):
        product += rows[:, start : start + _INNER] @ matrix[start : start + _INNER]
    return product[:n_rows, :width].reshape(*state.shape[:-1], width)


def _calm(state: Vectors) -> Vectors:
    """Return each word's state scaled to a mean square of 1."""
    squares = np.einsum("nld,nld->nl", state, state) / np.float32(state.shape[2])
    return np.asarray(state / np.sqrt(squares + _TINY)[:, :, None], dtype=np.float32)


def _slide(state: Vectors, kernel: Vectors) -> Vectors:
    """Return the sum of each word's neighbours, each dimension weighted by its place in the kernel, (n, n_words, width)."""
    reach, n_words = len(kernel) // 2, state.shape[1]
    total = state * kernel[reach]
    for shift in range(1, min(reach, n_words - 1) + 1):
        total[:, shift:] += state[:, :-shift] * kernel[reach - shift]
        total[:, :-shift] += state[:, shift:] * kernel[reach + shift]
    return np.asarray(total, dtype=np.float32)


def _cut_windows(counts: npt.NDArray[np.int64]) -> tuple[Positions, Positions, Positions]:
    """Return where each window starts among the words, how many it holds, and the text it is of."""
    n_windows = -(-counts // _WINDOW)
    owners = np.repeat(np.arange(len(counts)), n_windows)
    order = np.arange(len(owners)) - np.repeat(np.cumsum(n_windows) - n_windows, n_windows)
    # The words of a text are shared out as evenly as they can be.
    least, extra = counts[owners] // n_windows[owners], counts[owners] % n_windows[owners]
    sizes = least + (order < extra)
    return np.cumsum(sizes) - sizes, sizes, owners


def _group(starts: Positions, sizes: Positions) -> Iterator[tuple[Positions, Positions]]:
    """Yield windows of one size, few enough for the cache, with the places of their words, (n, size)."""
    order = np.argsort(sizes, kind="stable")
    cuts = np.flatnonzero(np.diff(sizes[order])) + 1
    for group in np.split(order, cuts):
        if not len(group):
            continue
        size = int(sizes[group[0]])
        step = max(_ROWS, _AT_ONCE // size // _ROWS * _ROWS)
        for start in range(0, len(group), step):
            chosen = group[start : start + step]
            yield chosen, starts[chosen, None] + np.arange(size)


@lru_cache(maxsize=2)
def load_network(model: str) -> _Network:
    """Return the network of an encoder; the files are read once."""
    return _Network(model)
