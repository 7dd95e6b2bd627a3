from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from doleance.table.raw import Fault, as_text, drop_blank_end, frame_faults, frame_rows, name_columns


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  as it is ", "  as it is "),
        (None, ""),
        (float("nan"), ""),
        (9.0, "9"),
        (0.1, "0.1"),
        (12345678.9, "12345678.9"),
        (7, "7"),
        (False, "false"),
        (dt.datetime(2024, 3, 1), "2024-03-01"),
        (dt.datetime(2024, 3, 1, 9, 30), "2024-03-01 09:30:00"),
        (["a", 1], "a; 1"),
    ],
)
def test_a_value_becomes_text(value: object, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("cells", "names", "n_notes"),
    [
        (["a", "b"], ["a", "b"], 0),
        ([" a\n b ", "\ufeffc"], ["a b", "c"], 0),
        (["a", "", "a", "a"], ["a", "column 2", "a (2)", "a (3)"], 1),
        (["a (2)", "a", "a"], ["a (2)", "a", "a (3)"], 1),
    ],
)
def test_columns_get_names_that_differ(cells: list[str], names: list[str], n_notes: int) -> None:
    found, notes = name_columns(cells)
    assert found == names
    assert len(notes) == n_notes


def test_faults_become_a_frame_with_short_values() -> None:
    faults = frame_faults([Fault(1, "score", "x" * 500, "must be a number", "score left out")])
    assert list(faults.columns) == ["row", "column", "value", "rule", "action"]
    assert len(faults["value"].iloc[0]) == 80
    assert list(frame_faults([]).columns) == list(faults.columns)


@pytest.mark.parametrize(("n_filled", "n_blank"), [(1, 0), (1, 3), (2, 500), (0, 5)])
def test_blank_rows_at_the_end_are_dropped(n_filled: int, n_blank: int) -> None:
    frame = frame_rows(["a", "b"], [["", "x"]] * n_filled + [["", ""]] * n_blank)
    kept, notes = drop_blank_end(frame)
    assert (len(kept), len(frame), len(notes)) == (n_filled, n_filled + n_blank, int(n_blank > 0))


def test_no_rows_make_an_empty_frame_of_text() -> None:
    pd.testing.assert_frame_equal(frame_rows(["a"], []), pd.DataFrame({"a": pd.Series([], dtype="str")}))
