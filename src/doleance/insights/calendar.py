"""Cuts time into periods and says which of them the dates span whole."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from doleance.insights.tallies import find_kept

# A file that starts on the 4th still holds its first month; one that starts on the 5th does not.
MAX_GAP = pd.Timedelta(days=3)


def add_periods(comments: pd.DataFrame, period: str = "month") -> pd.DataFrame:
    """Return the comments with the month, week or quarter of their date.

    Needs: date (where there is none, every period is missing).
    Adds: period, such as ``2026-04``, ``2026-W14`` (ISO week) or ``2026-Q2``; they sort as text.
    """
    if "date" not in comments:
        return comments.assign(period=pd.Series(None, index=comments.index, dtype="str"))
    days = pd.to_datetime(comments["date"]).dt.normalize()
    places, distinct = pd.factorize(days)
    names = np.array([*(_name_period(pd.Timestamp(day), period) for day in distinct), None], dtype=object)
    return comments.assign(period=pd.Series(names[places], index=comments.index, dtype="str"))


def _name_period(day: pd.Timestamp, period: str) -> str:
    if period == "week":
        return f"{day:%G-W%V}"
    return f"{day.year}-Q{day.quarter}" if period == "quarter" else f"{day:%Y-%m}"


def period_bounds(period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day of a period.

    Examples
    --------
    >>> [str(day.date()) for day in period_bounds("2026-W14")]
    ['2026-03-30', '2026-04-05']
    """
    year, part = period.split("-")
    if part.startswith("W"):
        first = pd.Timestamp(date.fromisocalendar(int(year), int(part[1:]), 1))
        return first, first + pd.Timedelta(days=6)
    span = pd.Period(period.replace("-", "") if part.startswith("Q") else period, freq="Q" if part.startswith("Q") else "M")
    return span.start_time.normalize(), span.end_time.normalize()


def find_complete(comments: pd.DataFrame) -> pd.Series:
    """Return whether each period is complete, indexed by period in order.

    The first period is incomplete when the first date of the file is more than three days after the period's first
    day, the last when the last date is more than three days before its last day; those between are complete.
    """
    kept = comments[find_kept(comments)]
    names = sorted(kept["period"].dropna().unique()) if "period" in kept else []
    complete = pd.Series(True, index=pd.Index(names, dtype="object"), dtype=bool)
    if not names or "date" not in kept:
        return complete
    days = pd.to_datetime(kept["date"]).dt.tz_localize(None)
    complete.iloc[0] &= bool(days.min().normalize() - period_bounds(names[0])[0] <= MAX_GAP)
    complete.iloc[-1] &= bool(period_bounds(names[-1])[1] - days.max().normalize() <= MAX_GAP)
    return complete


def find_halves(comments: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the earlier and the later half of the complete periods; of an odd number the earlier half takes one more.

    Both are empty where there are fewer than two complete periods.
    """
    complete = find_complete(comments)
    names = [str(name) for name in complete.index[complete]]
    if len(names) < 2:
        return [], []
    middle = (len(names) + 1) // 2
    return names[:middle], names[middle:]
