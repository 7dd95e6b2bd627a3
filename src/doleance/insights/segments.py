"""Measures the score by the client's own columns, such as shop or product."""

from __future__ import annotations

import numpy as np
import pandas as pd

from doleance.insights.tallies import Floats, compare, describe, find_kept, q_values, read_scores, tally_scores
from doleance.schema import MIN_SHOWN, OWN_COLUMNS, segment_columns
from doleance.settings import Scale

FIGURES = ["score", "low", "high", "promoter", "passive", "detractor"]
COLUMNS = ["segment", "value", "n", *FIGURES, "is_thin", "is_hidden", "p", "q", "is_significant"]
N_BANDS = 4
# Numbers beyond this share of distinct values are keys of customers rather than something to cut by.
MAX_DISTINCT = 0.95


def measure_segments(comments: pd.DataFrame, scale: Scale, alpha: float = 0.05) -> pd.DataFrame:
    """Return the score of each value of each segment, tested against the other values of that segment.

    Everyone who gave a score counts; rejected rows do not, nor do rows without a value of the segment. Intervals are those
    of ``scores.measure_scores``, tests those of ``tallies.compare`` (the value against all others together), q-values those
    of Benjamini and Hochberg over all rows tested. Where fewer than five customers stand behind a value its figures are
    hidden (NaN) and it is not tested. A segment is associated with a score, it does not explain it: segments overlap.

    Segments are the client's columns with 2 to 30 values, columns of numbers with more values (in four bands with about
    equally many customers), and the language where there are two.

    Needs: score, the client's columns, language where known.

    Returns
    -------
    pd.DataFrame
        segment, value, n, score, low, high, promoter, passive, detractor, is_thin (n < 30), is_hidden (n < 5), p, q,
        is_significant (q < alpha); values of a segment in order, counts as floats so that they can be hidden.
    """
    comments = comments[find_kept(comments)]
    scores = read_scores(comments)
    parts = [_measure_segment(name, labels, scores, scale, alpha) for name, labels in _find_segments(comments).items()]
    frame = pd.concat([part for part in parts if len(part) > 1] or [pd.DataFrame(columns=COLUMNS)], ignore_index=True)
    q = q_values(frame["p"].to_numpy(dtype=np.float64))
    return frame.assign(q=q, is_significant=q < alpha)[COLUMNS]


def _measure_segment(name: str, labels: pd.Categorical, scores: Floats, scale: Scale, alpha: float) -> pd.DataFrame:
    tally = tally_scores(scores, scale, labels.codes.astype(np.int64), len(labels.categories))
    frame = describe(tally, scale, alpha).astype(dict.fromkeys(FIGURES, np.float64))
    others = tally.together().minus(tally)
    is_hidden = tally.n < MIN_SHOWN
    frame.loc[is_hidden, FIGURES] = np.nan
    p = np.where(is_hidden | (others.n < MIN_SHOWN), np.nan, compare(tally, others, scale, alpha).p)
    return frame.assign(segment=name, value=labels.categories.astype(str), is_hidden=is_hidden, p=p)


def _find_segments(comments: pd.DataFrame) -> dict[str, pd.Categorical]:
    few = set(segment_columns(comments))
    found = {}
    for name in comments.columns:
        values = comments[name]
        numbers = None if name in OWN_COLUMNS else _read_numbers(values)
        if name in few or (name == "language" and values.nunique() >= 2):
            found[str(name)] = _label_values(values, numbers)
        elif numbers is not None and values.nunique() > 2:
            found[str(name)] = _label_bands(numbers)
    return found


def _read_numbers(values: pd.Series) -> pd.Series | None:
    """Return a column as numbers, or nothing where it holds anything else."""
    if values.dtype.kind in "bmM" or values.isna().all():
        return None
    try:
        numbers = pd.to_numeric(values, errors="coerce").astype(np.float64)
    except TypeError:
        return None
    return numbers if numbers.notna().equals(values.notna()) and np.isfinite(numbers.dropna()).all() else None


def _label_values(values: pd.Series, numbers: pd.Series | None) -> pd.Categorical:
    """Return the values as text, numbers in their order and all else in that of text."""
    if numbers is None:
        text = values.astype("string").str.strip()
        text = text.mask(text.eq(""))
        return pd.Categorical(text, categories=sorted(text.dropna().unique()))
    order = np.sort(numbers.dropna().unique())
    return pd.Categorical(numbers, categories=order).rename_categories(_name_number)


def _label_bands(numbers: pd.Series) -> pd.Categorical:
    """Return numbers in bands of about equal size: ``18–24`` for whole numbers, ``10–20.5`` (10 ≤ x < 20.5) for others."""
    present = numbers.dropna().to_numpy()
    is_whole = bool((present == np.rint(present)).all())
    if is_whole and len(np.unique(present)) > MAX_DISTINCT * len(present):
        return pd.Categorical.from_codes(np.full(len(numbers), -1), categories=pd.Index([], dtype="object"))
    ordered = np.sort(present)
    starts = ordered[len(ordered) * np.arange(1, N_BANDS) // N_BANDS]
    inner = np.unique(starts if is_whole else _round(starts))
    inner = inner[(inner > ordered[0]) & (inner <= ordered[-1])]
    places = np.where(numbers.isna(), -1, np.searchsorted(inner, numbers.to_numpy(), side="right"))
    starts, ends = np.r_[ordered[0], inner], np.r_[inner - is_whole, ordered[-1]]
    names = [_name_band(start, end) for start, end in zip(starts, ends, strict=True)]
    return pd.Categorical.from_codes(places, categories=pd.Index(names, dtype="object"))


def _name_band(start: float, end: float) -> str:
    return _name_number(start) if start == end else f"{_name_number(start)}–{_name_number(end)}"


def _round(values: Floats) -> Floats:
    """Return values to three significant digits."""
    return np.array([float(f"{value:.3g}") for value in values])


def _name_number(number: float) -> str:
    return np.format_float_positional(number, trim="-")
