"""Words and their places, without pandas: an encoder is ready before pandas would be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]


class Vocabulary:
    """Distinct words in a fixed order.

    Parameters
    ----------
    words
        The words; the place of each is its position here.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self._places = {word: place for place, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def find(self, words: Iterable[str]) -> Positions:
        """Return the place of each word, −1 for one that is not here."""
        places = self._places
        return np.array([places.get(word, -1) for word in words], np.int64)


def number_distinct(keys: npt.NDArray[Any]) -> tuple[Positions, Positions]:
    """Return the number of each key, keys numbered as they first appear, and where each first appears."""
    _, firsts, codes = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(firsts)
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.arange(len(order))
    return numbers[codes.ravel()], firsts[order]


def number_words(words: Iterable[str]) -> tuple[Positions, list[str]]:
    """Return the number of each word, words numbered as they first appear, and the distinct words."""
    said = list(words)
    places = {word: place for place, word in enumerate(dict.fromkeys(said))}
    return np.array([places[word] for word in said], np.int64), list(places)
