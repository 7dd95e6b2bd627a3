"""Misspelled words: which common word an unknown one is one slip away from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from doleance.themes.vocabulary import Positions

# In shorter words one letter more or less makes another word.
_SHORTEST, _LONGEST = 5, 24
_BASE = 0x9E3779B97F4A7C15
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))
_POWERS = np.array([pow(_BASE, i, 1 << 64) for i in range(_LONGEST)], np.uint64)

Hashes = npt.NDArray[np.uint64]


class Spelling:
    """Common words, findable by one slip: a letter left out, added, changed, or two in each other's place.

    Two words are one slip apart where they are equal after at most one letter is left out of each (after Garbe's
    symmetric deletion); all such forms are kept as hashes, so that many words are looked up in one pass.

    Parameters
    ----------
    words
        The common words, the most common first.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._letters, places = _spell(words)
        rows, hashes = _leave_out(self._letters)
        order = np.lexsort((rows, hashes))
        self._hashes, self._rows = hashes[order], rows[order]
        self._places = places

    def find(self, words: Sequence[str]) -> Positions:
        """Return the place of the common word that each word is a slip of, −1 for none, (n_words,).

        Letters in each other's place are the likeliest slip, then one too many or too few, then another letter; then
        the same first letter counts, then how common the word is.
        """
        found = np.full(len(words), -1, np.int64)
        letters, places = _spell(words)
        if not len(places) or not len(self._places):
            return found
        rows, hashes = _leave_out(letters)
        start, end = (np.searchsorted(self._hashes, hashes, side=side) for side in ("left", "right"))
        counts = end - start
        asked = np.repeat(rows, counts)
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        met = self._rows[np.repeat(start, counts) + offsets]
        typed, right = letters[asked], self._letters[met]
        is_swap = _weigh(typed) == _weigh(right)
        is_other = ~is_swap & ((typed > 0).sum(axis=1) == (right > 0).sum(axis=1))
        order = np.lexsort((met, typed[:, 0] != right[:, 0], is_other, ~is_swap, asked))
        first = np.unique(asked[order], return_index=True)
        found[places[first[0]]] = self._places[met[order][first[1]]]
        return found


def _spell(words: Sequence[str]) -> tuple[Hashes, Positions]:
    """Return the letters of the words that are neither short nor long, (n, 24), zero after their end, and their places."""
    places = np.array([i for i, word in enumerate(words) if _SHORTEST <= len(word) <= _LONGEST], np.int64)
    kept = np.array([words[i] for i in places.tolist()], dtype=f"<U{_LONGEST}")
    return kept.view(np.uint32).reshape(len(places), _LONGEST).astype(np.uint64), places


def _leave_out(letters: Hashes) -> tuple[Positions, Hashes]:
    """Return the hash of each word whole and with each of its letters left out, and the word that it is of."""
    sums = np.cumsum(letters * _POWERS, axis=1, dtype=np.uint64)
    before = np.hstack([np.zeros((len(letters), 1), np.uint64), sums[:, :-1]])
    # Letters after the one left out move up by a place: one power of the base less.
    without = before + (sums[:, -1:] - sums) * _INVERSE
    rows, columns = np.nonzero(letters)
    return np.concatenate([np.arange(len(letters)), rows]), np.concatenate([sums[:, -1], without[rows, columns]])


def _weigh(letters: Hashes) -> Hashes:
    """Return a number that is the same for words of the same letters in any order."""
    mixed = (letters * _POWERS[1]) ^ (letters * _POWERS[2] >> np.uint64(29))
    return np.asarray((mixed * mixed).sum(axis=1, dtype=np.uint64), dtype=np.uint64)
