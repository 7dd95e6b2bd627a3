from __future__ import annotations

import pandas as pd
import pytest

from doleance.table.dates import parse_dates

CASES = {
    "iso": ("2024-03-01", "2024-03-01"),
    "iso with time": ("2024-03-01 14:05:09", "2024-03-01 14:05:09"),
    "iso with zone keeps the clock": ("2024-03-01T23:30:00+02:00", "2024-03-01 23:30"),
    "iso zulu": ("2024-03-01T14:05:09.123Z", "2024-03-01 14:05:09"),
    "utc in words": ("2024-03-01 14:05:09 UTC", "2024-03-01 14:05:09"),
    "month only": ("2024-03", "2024-03-01"),
    "compact": ("20240301", "2024-03-01"),
    "day proves itself": ("25/03/2024", "2024-03-25"),
    "month first proves itself": ("03/25/2024", "2024-03-25"),
    "American evening": ("3/25/2024 9:05:00 PM", "2024-03-25 21:05"),
    "midnight": ("3/25/2024 12:05 AM", "2024-03-25 00:05"),
    "French hours": ("25/03/2024 à 14h05", "2024-03-25 14:05"),
    "points": ("25.03.2024", "2024-03-25"),
    "short year": ("25/03/24", "2024-03-25"),
    "French month": ("1er mars 2024", "2024-03-01"),
    "French month with accent": ("vendredi 9 août 2024 10:15", "2024-08-09 10:15"),
    "short French month": ("12 févr. 2024", "2024-02-12"),
    "English month": ("March 1, 2024", "2024-03-01"),
    "English month after the day": ("2nd of March 2024", None),
    "short English month": ("12-Feb-2024", "2024-02-12"),
    "weekday": ("Fri, 1 Mar 2024 10:00:00 GMT", "2024-03-01 10:00"),
    "month and year": ("March 2024", "2024-03-01"),
    "Excel serial": ("45352", "2024-03-01"),
    "Excel serial with time": ("45352.5", "2024-03-01 12:00"),
    "seconds": ("1709294709", "2024-03-01 12:05:09"),
    "milliseconds": ("1709294709000", "2024-03-01 12:05:09"),
    "no such day": ("2024-02-31", None),
    "a word": ("yesterday", None),
    "another age": ("0024-03-01", None),
}


@pytest.mark.parametrize("name", CASES)
def test_a_date_is_read(name: str) -> None:
    cell, expected = CASES[name]
    column = parse_dates(pd.Series([cell, ""], dtype="str"))
    assert column.dates.dtype == "datetime64[ns]"
    if expected is None:
        assert column.dates.isna().all()
        assert column.is_wrong.tolist() == [True, False]
    else:
        assert column.dates.iloc[0].floor("s") == pd.Timestamp(expected)
        assert column.is_wrong.tolist() == [False, False]


@pytest.mark.parametrize(
    ("cells", "options", "expected", "n_notes"),
    [
        pytest.param(["03/04/2024", "25/12/2024"], {}, "2024-04-03", 0, id="one day over 12 decides for all"),
        pytest.param(["03/04/2024", "12/25/2024"], {}, "2024-03-04", 0, id="one month over 12 decides for all"),
        pytest.param(["03/04/2024"], {"is_french": True}, "2024-04-03", 1, id="undecided in a French file"),
        pytest.param(["03/04/2024"], {}, "2024-03-04", 1, id="undecided in an English file"),
        pytest.param(["03/04/2024"], {"dayfirst": True}, "2024-04-03", 0, id="named by the user"),
        pytest.param(["03/04/2024"], {"dayfirst": False, "is_french": True}, "2024-03-04", 0, id="the user knows better"),
    ],
)
def test_the_whole_column_tells_day_from_month(cells: list[str], options: dict[str, bool], expected: str, n_notes: int) -> None:
    column = parse_dates(pd.Series(cells, dtype="str"), **options)
    assert column.dates.iloc[0] == pd.Timestamp(expected)
    assert len(column.notes) == n_notes
    assert all("--dayfirst" in note or "--monthfirst" in note for note in column.notes)


def test_words_for_no_answer_are_no_faults() -> None:
    column = parse_dates(pd.Series(["2024-03-01", "N/A", "-"], dtype="str"))
    assert column.is_wrong.tolist() == [False, False, False]


def test_the_order_of_rows_changes_nothing() -> None:
    cells = pd.Series(["03/04/2024", "25/12/2024", "01/02/2024", ""], dtype="str")
    assert parse_dates(cells[::-1]).dates.sort_index().equals(parse_dates(cells).dates)
