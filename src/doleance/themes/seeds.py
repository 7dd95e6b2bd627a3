"""Seed words: the beginnings of words that speak for a theme."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from doleance.text.folding import fold
from doleance.themes.tokens import tokenise

_WHOLE = 3


def find_seeds(texts: Sequence[str], seeds: Sequence[Sequence[str]]) -> npt.NDArray[np.bool_]:
    """Return whether each text holds a word that begins with a seed of each theme, (n_texts, n_themes).

    Accents and case do not count; a seed of three letters or fewer must be the whole word.
    """
    held = np.zeros((len(texts), len(seeds)), bool)
    rows, codes, words = tokenise(texts)
    for theme, prefixes in enumerate(seeds):
        if prefixes:
            pattern = re.compile("|".join(re.escape(fold(seed)) + (r"\Z" if len(seed) <= _WHOLE else "") for seed in prefixes))
            is_held = np.fromiter((pattern.match(word) is not None for word in words), bool, len(words))
            held[rows[is_held[codes]], theme] = True
    return held
