from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.errors import InputError, ValidationError
from doleance.schema import COMMENTS, OWN_COLUMNS, THEMES, UNITS, check, find_faults, segment_columns, write_as_text

TABLES = {"comments": COMMENTS, "units": UNITS, "themes": THEMES}


def make_comments(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"comment_id": ["c1", "c2"], "verbatim": ["Bien", ""], **columns})


@pytest.mark.parametrize("columns", TABLES.values(), ids=TABLES)
def test_every_column_is_told_apart_and_explained(columns):
    names = [column.name for column in columns]

    assert len(set(names)) == len(names)
    assert all(column.meaning for column in columns)
    assert columns[0].is_required


def test_the_same_name_has_the_same_kind_in_every_table():
    kinds = {(column.name, column.kind) for columns in TABLES.values() for column in columns}

    assert len({name for name, _ in kinds}) == len(kinds)


def test_a_sound_table_has_no_fault():
    comments = make_comments(score=[9.0, None], nps_class=["promoter", None], date=pd.to_datetime(["2026-01-01", None]), Shop=["a", 1])

    assert find_faults(comments, COMMENTS).empty
    assert check(comments, COMMENTS, "comments") is None


@pytest.mark.parametrize(
    ("columns", "column", "row", "rule"),
    [
        ({"sentiment": [0.5, 2.0]}, "sentiment", 1, "must be -1 or more and 1 or less"),
        ({"n_redactions": [-1, 0]}, "n_redactions", 0, "must be 0 or more"),
        ({"polarity": ["good", None]}, "polarity", 0, "must be one of negative, neutral, positive"),
        ({"score": ["9", "10"]}, "score", -1, "must be of kind number"),
        ({"score": [True, False]}, "score", -1, "must be of kind number"),
        ({"date": ["2026-01-01", "soon"]}, "date", -1, "must be of kind date"),
        ({"is_informative": [1, 0]}, "is_informative", -1, "must be of kind boolean"),
        ({"n_redactions": [0.5, 1.0]}, "n_redactions", -1, "must be of kind integer"),
        ({"verbatim": [1, 2]}, "verbatim", -1, "must be of kind string"),
        ({"comment_id": ["c1", "c1"]}, "comment_id", 0, "must not repeat"),
        ({"comment_id": ["c1", None]}, "comment_id", 1, "must be present"),
    ],
    ids=["too high", "too low", "unknown value", "text", "truth", "date", "number", "fraction", "verbatim", "twice", "no key"],
)
def test_a_fault_says_where_and_what(columns, column, row, rule):
    fault = find_faults(make_comments(**columns), COMMENTS).iloc[0]

    assert (fault["column"], fault["row"], fault["rule"]) == (column, row, rule)


def test_a_column_that_is_required():
    faults = find_faults(pd.DataFrame({"comment_id": ["c1"]}), COMMENTS)

    assert faults[["column", "row", "rule"]].values.tolist() == [["verbatim", -1, "is required"]]  # noqa: PD011 - a frame


def test_all_faults_at_once():
    comments = make_comments(sentiment=[3.0, -3.0], polarity=["x", "y"], comment_id=["c1", "c1"])

    with pytest.raises(ValidationError, match=r"The table of comments has 6 fault\(s\); the first: column 'sentiment', row 1") as caught:
        check(comments, COMMENTS, "comments")

    assert len(caught.value.failures) == 6
    assert caught.value.hint


@pytest.mark.parametrize("columns", TABLES.values(), ids=TABLES)
def test_a_table_without_rows_has_no_fault(columns):
    assert find_faults(pd.DataFrame({column.name: [] for column in columns}), columns).empty


def test_the_tables_of_a_study_keep_the_schema(sixty_study):
    for name, columns in TABLES.items():
        assert find_faults(getattr(sixty_study, name), columns).empty, name


@pytest.mark.parametrize(
    ("values", "is_segment"),
    [
        (["a", "b"] * 10, True),
        (["a"] * 20, False),
        ([f"v{i}" for i in range(20)], False),
        (["a"] * 18 + [None] * 2, False),
        ([1, 2] * 10, True),
        (["a", "b", "c", "d"] * 5, True),
        (["a", "b", "c", "d", "e"] * 4, False),
    ],
    ids=["two values", "one value", "all distinct", "one and missing", "numbers", "five times each", "four times each"],
)
def test_a_segment_is_said_more_than_once(values, is_segment):
    comments = pd.DataFrame({"Shop": values, "score": [1, 2] * 10})

    assert segment_columns(comments) == (["Shop"] if is_segment else [])


def test_own_columns_are_no_segments():
    comments = pd.DataFrame({name: ["a", "b"] * 10 for name in OWN_COLUMNS})

    assert segment_columns(comments) == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (pd.Series(["a", 1, None], dtype=object), ["a", "1", None]),
        (pd.Series(["a\ud800b"], dtype=object), ["a\ufffdb"]),
        (pd.Series(["a", "b"], dtype="category"), ["a", "b"]),
        (pd.Series([1.5, None]), [1.5, None]),
        (pd.Series([None, None], dtype=object), [None, None]),
    ],
    ids=["mixed", "surrogate", "category", "numbers", "missing"],
)
def test_mixed_cells_become_text(cells, expected):
    frame = pd.DataFrame({2024: cells})

    written = write_as_text(frame)

    assert [None if pd.isna(cell) else cell for cell in written["2024"]] == expected
    assert list(frame.columns) == [2024]


def test_a_name_that_stands_twice():
    with pytest.raises(InputError, match="more than one column 'Shop'"):
        write_as_text(pd.DataFrame([["a", "b"]], columns=["Shop", "Shop"]))


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans()), max_size=6))
def test_any_column_can_be_written(cells):
    written = write_as_text(pd.DataFrame({"Shop": pd.Series(cells, dtype=object)}))

    assert len(written.to_parquet()) > 0
