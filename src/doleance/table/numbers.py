"""Reads numbers as people write them in English and French."""

from __future__ import annotations

import re

import pandas as pd

# Space, no-break space, narrow no-break space, thin space, and the Swiss apostrophe part thousands.
THOUSANDS = re.compile("(?<=\\d)[ \u00a0\u202f\u2009'’](?=\\d{3}(?!\\d))")
PLAIN = r"[+\-−]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+\-]?\d+)?"
NUMBER = re.compile(PLAIN)
GROUPED = r"[+\-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number, with a point or a comma.

    Examples
    --------
    >>> is_number("1 234,5"), is_number("12 rue")
    (True, False)
    """
    return NUMBER.fullmatch(THOUSANDS.sub("", cell.strip())) is not None


def parse_numbers(values: pd.Series, *, is_french: bool = False) -> pd.Series | None:
    """Return a column of text as numbers, or None unless every cell that is not empty is one.

    Codes stay text: a cell with a leading zero ("0042") or more than 15 digits. Where commas could part thousands as well as
    decimals ("1,234" and no other kind), ``is_french`` makes them decimals.
    """
    present = values[values != ""]
    if present.empty or not NUMBER.fullmatch(THOUSANDS.sub("", present.iloc[0].strip()).replace(",", "")):
        return None
    plain = present.str.strip()
    if plain.str.contains(r"[ \u00a0\u202f\u2009'’]", regex=True).any():
        plain = plain.str.replace(THOUSANDS, "", regex=True)
    if plain.str.contains(r"^[+\-−]?0\d|\d{16}", regex=True).any():
        return None
    if plain.str.contains(",", regex=False).any():
        plain = _point(plain, is_french=is_french)
    if not plain.str.fullmatch(PLAIN).all():
        return None
    numbers = pd.to_numeric(plain.str.replace("−", "-", regex=False)).astype("float64").reindex(values.index)
    is_whole = bool(plain.str.fullmatch(r"[+\-−]?\d+").all())
    return numbers.astype("Int64") if is_whole else numbers


def _point(plain: pd.Series, *, is_french: bool) -> pd.Series:
    with_comma = plain[plain.str.contains(",", regex=False)]
    has_both = bool(with_comma.str.contains(".", regex=False).any())
    if bool(with_comma.str.fullmatch(GROUPED).all()) and (has_both or not is_french):
        return plain.str.replace(",", "", regex=False)
    return plain.str.replace(",", ".", regex=False)
