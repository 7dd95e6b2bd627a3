"""Which units judge and say nothing of what: *très bien*, *very good*. They share one theme of their own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from doleance.settings import LANGUAGES
from doleance.text.folding import fold
from doleance.text.words import load_words, read_tables
from doleance.themes.tokens import tokenise


def find_general(texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return, for each text, whether all its words judge, greet, or are function words, and one at least judges."""
    rows, codes, words = tokenise(texts)
    folded = [str(word) for word in words]
    judging, common = _judging_words(), _common_words()
    is_judging = np.array([word in judging for word in folded], bool)
    is_either = is_judging | np.array([word in common for word in folded], bool)
    n_words = np.bincount(rows, minlength=len(texts))
    n_either = np.bincount(rows, weights=is_either[codes], minlength=len(texts))
    n_judging = np.bincount(rows, weights=is_judging[codes], minlength=len(texts))
    return np.asarray((n_words > 0) & (n_either == n_words) & (n_judging > 0))


def general_names() -> dict[str, str]:
    """Return the name of the general theme in each language."""
    return {language: str(read_tables(f"themes_{language}")["general"]["name"]) for language in LANGUAGES}


@lru_cache(maxsize=1)
def _judging_words() -> frozenset[str]:
    return frozenset(fold(word) for language in LANGUAGES for word in read_tables(f"themes_{language}")["general"]["words"])


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    pieces = (piece for language in LANGUAGES for word in load_words(language).stop for piece in fold(word).replace("'", " ").split())
    return frozenset(pieces)
