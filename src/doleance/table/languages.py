"""Reads a column that states the language of each comment."""

from __future__ import annotations

import re
from functools import lru_cache

import pandas as pd

from doleance.table.headers import fold_name, read_words

CODE = re.compile(r"([a-z]{2})(?: [a-z0-9]{2,4})*")


def normalise_languages(values: pd.Series) -> pd.Series:
    """Return the two-letter code of each language; a word that is no known language is kept, an empty cell is missing.

    Examples
    --------
    >>> normalise_languages(pd.Series(["FR", "fr-CA", "Français", "English (UK)", "Klingon"])).tolist()
    ['fr', 'fr', 'fr', 'en', 'klingon']
    """
    codes = {cell: _find_code(cell) for cell in values.unique()}
    return values.map(codes).astype("str")


def _find_code(cell: str) -> str | float:
    folded = fold_name(cell)
    if not folded:
        return float("nan")
    known = load_languages().get(folded) or load_languages().get(folded.split()[0])
    if known:
        return known
    code = CODE.fullmatch(folded)
    return code[1] if code else folded


@lru_cache(maxsize=1)
def load_languages() -> dict[str, str]:
    """Return the code of each name of a language, folded."""
    return {word: code for code, words in read_words("roles.toml")["languages"].items() for word in words}
