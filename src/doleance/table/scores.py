"""Reads the customers' scores and finds the scale they are on; a scale that cannot be known is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from doleance.errors import ScaleError
from doleance.settings import SCALES
from doleance.table.headers import fold_name, read_words

# "9", "8,0", "9/10", "9 - Extremely likely", "10 (très probable)", "5 stars"; and "Extremely likely - 10".
LEADING = r"^\s*([+\-−]?\d+(?:[.,]\d+)?)\s*(?:/\s*\d+)?\s*(?:[^\d\s,.][^\d]*)?$"
TRAILING = r"^[^\d]*[^\d\s]\s*[-–—:=(]\s*(\d+(?:[.,]\d+)?)\s*\)?$"
STARS = r"^[★⭐]+[☆✩]*$"
OTHER = "Name another column with --score, or go without: --score none"
POINTS = (0, 10)
SURE = 50
MOSTLY = 0.95


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """The scores of a column: its name, the numbers, and which cells hold something that is no number."""

    name: str
    scores: pd.Series
    is_wrong: pd.Series


@lru_cache(maxsize=1)
def missing_words() -> frozenset[str]:
    """Return the words that mean "no answer", folded."""
    return frozenset({"", *(fold_name(word) for word in read_words("roles.toml")["missing"]["words"])})


def is_missing(cells: pd.Series) -> pd.Series:
    """Tell which cells say that there is no answer."""
    words = {cell: fold_name(cell) in missing_words() for cell in cells.unique()}
    return cells.map(words).astype(bool)


def parse_scores(values: pd.Series, name: str = "score") -> ScoreColumn:
    """Return the number in each cell, missing where there is none.

    Examples
    --------
    >>> parse_scores(pd.Series(["9 - Likely", "8,0", "7/10", "n/a", "good"])).scores.tolist()
    [9.0, 8.0, 7.0, nan, nan]
    """
    codes, uniques = pd.factorize(values)
    cells = pd.Series(uniques, dtype="str")
    found = cells.str.extract(LEADING, expand=False)
    found = found.fillna(cells.str.extract(TRAILING, expand=False))
    stars = cells.str.count("[★⭐]").astype("float64").where(cells.str.fullmatch(STARS))
    numbers = pd.to_numeric(found.str.replace(",", ".", regex=False).str.replace("−", "-", regex=False)).astype("float64").fillna(stars)
    is_wrong = numbers.isna() & ~is_missing(cells.where(numbers.isna(), ""))
    return ScoreColumn(
        name,
        pd.Series(numbers.to_numpy()[codes], index=values.index, dtype="float64"),
        pd.Series(is_wrong.to_numpy()[codes], index=values.index, dtype=bool),
    )


def is_binary(scores: pd.Series) -> bool:
    """Tell whether scores are but 0 and 1: a yes and a no."""
    return set(scores.unique()) == {0.0, 1.0}


def is_in_range(scores: pd.Series) -> bool:
    """Tell whether scores lie from 0 to 10 but for a few, which are faults."""
    n_usual = int(scores.between(*POINTS).sum())
    return n_usual > 0 and len(scores) - n_usual <= max(1, (1 - MOSTLY) * len(scores))


def find_scale(column: ScoreColumn, label: str = "", export_scale: str = "", sample: str = "") -> tuple[str, str]:
    """Return the name of the scale that scores are on, and a note on how it was told.

    Parameters
    ----------
    column
        The scores.
    label
        The header, with the question where the file states it.
    export_scale
        The scale that the tool of the export is known for.
    sample
        A cell of the column, for the message when none of them is a number.

    Raises
    ------
    ScaleError
        The scores may be on several scales, or on none that is known.
    """
    scores = column.scores.dropna()
    if scores.empty:
        if column.is_wrong.any():
            message = f"The score column {column.name!r} holds no numbers but text such as {sample!r}."
            raise ScaleError(message, hint="Name the column of numbers with --score, or go without one: --score none")
        return "nps", ""
    stated = _stated_scale(label or column.name)
    usual = scores[scores.between(*POINTS)]
    if not is_in_range(scores):
        raise _refuse(column.name, scores, "a scale of 0–10, 1–10 or 1–5 is needed", OTHER)
    if export_scale:
        return export_scale, _tell(export_scale, "the export")
    low, high = usual.min(), usual.max()
    if is_binary(usual):
        raise _refuse(column.name, scores, "0 and 1 are no scale of scores", OTHER)
    if stated in ("1-10", "nps"):
        return stated, ""
    if stated == "stars" and high <= SCALES["stars"].high:
        return "stars", _tell("stars", f"the header {column.name!r}")
    return _judge(column.name, usual, low=float(low), high=float(high))


def _judge(name: str, scores: pd.Series, *, low: float, high: float) -> tuple[str, str]:
    """Return the scale of scores whose header says nothing about it."""
    if (scores % 1 != 0).any():
        raise _refuse(name, scores, "whole numbers are expected", "--scale nps if the question ran 0–10, --scale stars for stars of 1–5")
    if high <= SCALES["1-5"].high and not (low == 0 and len(scores) < SURE):
        if low >= SCALES["1-5"].low:
            hint = "--scale stars for a mean of 1–5 stars, or --scale 1-5 to read 5 as promoter and 1–3 as detractor"
            raise _refuse(name, scores, "five points have no NPS of their own", hint)
        hint = "--scale nps if the question ran 0–10, or --scale stars if it ran 1–5 (a 0 is then left out)"
        raise _refuse(name, scores, "a scale of 0–10, 1–10 or 1–5 is needed", hint)
    if low == 0 and high > SCALES["1-5"].high:
        return "nps", ""
    if len(scores) >= SURE:
        hint = "--scale nps if the question ran 0–10, or --scale 1-10 if it ran 1–10"
        raise _refuse(name, scores, "nobody gave 0, so 0–10 and 1–10 cannot be told apart", hint)
    other = "stars of 1–5, use --scale stars" if low == 0 else "1–10, use --scale 1-10"
    return "nps", f"The scores run from {low:g} to {high:g} and are few; they were read as 0–10. If the question ran {other}."


def _stated_scale(label: str) -> str:
    folded = fold_name(label)
    scales = read_scale_patterns()
    return next((scale for scale in ("1-10", "nps", "stars") if any(pattern.search(folded) for pattern in scales[scale])), "")


@lru_cache(maxsize=1)
def read_scale_patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Return, for each scale, the patterns of headers that state it."""
    return {scale: tuple(re.compile(pattern) for pattern in patterns) for scale, patterns in read_words("roles.toml")["scales"].items()}


def _refuse(name: str, scores: pd.Series, why: str, hint: str) -> ScaleError:
    seen = f"{len(scores)} score(s) from {scores.min():g} to {scores.max():g}"
    return ScaleError(f"The scale of the column {name!r} cannot be known: {seen}; {why}.", hint=f"{hint}.")


def _tell(scale: str, source: str) -> str:
    return f"The scores are stars of 1–5, as {source} says: the headline is their mean, not an NPS." if scale == "stars" else ""
