"""Reads dates as English and French exports write them; day and month are told apart by the whole column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from doleance.table.headers import fold_name, read_words
from doleance.table.scores import is_missing

TIME = r"(?:\D{1,4}(?P<hour>\d{1,2})\s*[:hH]\s*(?P<minute>\d{2})?(?:[:m]\s*(?P<second>\d{2}))?(?:[.,]\d+)?\s*(?P<half>[aApP]\.?[mM]\.?)?)?"
ZONE = r"\s*(?:Z|UTC|GMT|[+\-]\d{2}:?\d{2})?(?:\s*\(?[A-Z]{2,5}\)?)?"
ISO = rf"^\s*(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?{TIME}{ZONE}\s*$"
NUMERIC = rf"^\s*(?P<first>\d{{1,2}})[/.\- ](?P<second_part>\d{{1,2}})[/.\- ](?P<year>\d{{4}}|\d{{2}}){TIME}{ZONE}\s*$"
WEEKDAY = r"(?:[^\W\d]+\.?,?\s+)?"
DAY, MONTH = r"(?P<day>\d{1,2})[^\W\d]{0,2}", r"(?P<name>[^\W\d]{3,})\.?"
DAY_MONTH = rf"^\s*{WEEKDAY}{DAY}[ \-.]+{MONTH},?[ \-]+(?P<year>\d{{4}}|\d{{2}}){TIME}{ZONE}\s*$"
MONTH_DAY = rf"^\s*{WEEKDAY}{MONTH}\s+{DAY},?\s+(?P<year>\d{{4}}){TIME}{ZONE}\s*$"
MONTH_YEAR = rf"^\s*{MONTH}\s+(?P<year>\d{{4}})\s*$"
COUNTED = r"\s*\d{5}(?:[.,]\d+)?\s*|\s*\d{10}(?:\.\d+)?\s*|\s*\d{13}\s*"
COMPACT = r"^\s*(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)\s*$"
PARTS = ("year", "month", "day", "hour", "minute", "second")
EXCEL_START, EXCEL_LOW, EXCEL_HIGH = pd.Timestamp("1899-12-30"), 20_000, 80_000
SECONDS, MILLISECONDS = (1e8, 5e9), (1e11, 5e12)
YEARS = range(1900, 2101)
CENTURY = 70


@dataclass(frozen=True, slots=True)
class DateColumn:
    """The dates of a column, which of its cells hold something that is no date, and what had to be assumed."""

    dates: pd.Series
    is_wrong: pd.Series
    notes: tuple[str, ...] = ()


def parse_dates(values: pd.Series, *, dayfirst: bool | None = None, is_french: bool = False, name: str = "date") -> DateColumn:
    """Return the date in each cell as the wall clock says it (a time zone is dropped), missing where there is none.

    Parameters
    ----------
    values
        Text: ISO, dd/mm/yyyy or mm/dd/yyyy, month names, Excel serials, seconds or milliseconds since 1970.
    dayfirst
        How 03/04/2025 is read; None lets the whole column decide.
    is_french
        Which way an undecided column goes: True reads the day first.
    name
        The column's name, for the notes.
    """
    codes, uniques = pd.factorize(values)
    cells = pd.Series(uniques, dtype="str")
    found = _parse_iso(cells).fillna(_parse_named(cells)).fillna(_parse_counted(cells))
    numeric, notes = _parse_numeric(cells[found.isna()], dayfirst=dayfirst, is_french=is_french, name=name)
    found = found.fillna(numeric)
    is_wrong = found.isna() & ~is_missing(cells.where(found.isna(), ""))
    dates = pd.Series(found.to_numpy()[codes], index=values.index).astype("datetime64[ns]")
    return DateColumn(dates, pd.Series(is_wrong.to_numpy()[codes], index=values.index, dtype=bool), notes)


def _parse_iso(cells: pd.Series) -> pd.Series:
    parts = cells.str.extract(ISO)
    compact = cells.str.extract(COMPACT)
    for part in ("year", "month", "day"):
        parts[part] = parts[part].fillna(compact[part])
    return _assemble(parts)


def _parse_named(cells: pd.Series) -> pd.Series:
    found = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[ns]")
    if not cells.str.contains(r"[^\W\d]{3}", regex=True).any():
        return found
    for pattern in (DAY_MONTH, MONTH_DAY, MONTH_YEAR):
        parts = cells.str.extract(pattern)
        parts["month"] = parts["name"].map(lambda word: load_months().get(fold_name(word)) if isinstance(word, str) else None)
        found = found.fillna(_assemble(parts))
    return found


@lru_cache(maxsize=1)
def load_months() -> dict[str, int]:
    """Return the number of each month name, folded, in both languages."""
    return {word: int(number) for number, words in read_words("dates.toml")["months"].items() for word in words}


def _parse_counted(cells: pd.Series) -> pd.Series:
    """Return the dates of Excel's serials and of seconds or milliseconds since 1970; of a column of them only."""
    found = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[ns]")
    numbers = pd.to_numeric(cells.where(cells.str.fullmatch(COUNTED)).str.replace(",", "."))
    if numbers.isna().all():
        return found
    serial = numbers.between(EXCEL_LOW, EXCEL_HIGH)
    # A serial holds a time as a fraction: rounded, or 14:00 would become 13:59:59.999.
    found = found.fillna((EXCEL_START + pd.to_timedelta(numbers.where(serial), unit="D")).dt.round("s"))
    seconds = numbers.where(numbers.between(*SECONDS)).fillna(numbers.where(numbers.between(*MILLISECONDS)) / 1000)
    return found.fillna((pd.Timestamp(0) + pd.to_timedelta(seconds, unit="s")).dt.round("ms"))


def _parse_numeric(cells: pd.Series, *, dayfirst: bool | None, is_french: bool, name: str) -> tuple[pd.Series, tuple[str, ...]]:
    parts = cells.str.extract(NUMERIC)
    if parts["year"].isna().all():
        return pd.Series(pd.NaT, index=cells.index, dtype="datetime64[ns]"), ()
    first, second = (pd.to_numeric(parts[part]) for part in ("first", "second_part"))
    n_day, n_month = int((first > 12).sum()), int((second > 12).sum())
    notes: tuple[str, ...] = ()
    if dayfirst is None and n_day == n_month:
        dayfirst = is_french
        order, other = ("day/month", "--monthfirst") if dayfirst else ("month/day", "--dayfirst")
        notes = (f"The dates of {name!r} may be day/month or month/day; they were read as {order}. If that is wrong, use {other}.",)
    elif dayfirst is None:
        dayfirst = n_day > n_month
    parts["day"], parts["month"] = (first, second) if dayfirst else (second, first)
    return _assemble(parts), notes


def _assemble(parts: pd.DataFrame) -> pd.Series:
    numbers = pd.DataFrame(index=parts.index)
    for part in PARTS:
        values = pd.to_numeric(parts[part]) if part in parts else pd.Series(float("nan"), index=parts.index)
        numbers[part] = values.astype("float64").fillna(1 if part == "day" else 0)
    is_short = parts["year"].str.len() == 2
    numbers.loc[is_short, "year"] += numbers["year"].map(lambda year: 1900 if year >= CENTURY else 2000)
    if "half" in parts:
        half = parts["half"].str.lower().str[0]
        numbers.loc[half.eq("p") & (numbers["hour"] < 12), "hour"] += 12
        numbers.loc[half.eq("a") & numbers["hour"].eq(12), "hour"] = 0
    is_absent = parts["year"].isna() | ~numbers["year"].isin(YEARS)
    return pd.to_datetime(numbers.mask(is_absent), errors="coerce").astype("datetime64[ns]")
