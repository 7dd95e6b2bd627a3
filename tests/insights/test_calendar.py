import pandas as pd
import pytest

from doleance.insights.calendar import add_periods, find_complete, find_halves, period_bounds


@pytest.mark.parametrize(
    ("period", "day", "name"),
    [
        pytest.param("month", "2026-04-30", "2026-04", id="month"),
        pytest.param("quarter", "2026-04-01", "2026-Q2", id="quarter"),
        pytest.param("week", "2026-04-05", "2026-W14", id="week ends on Sunday"),
        pytest.param("week", "2026-01-01", "2026-W01", id="first week"),
        pytest.param("week", "2027-01-01", "2026-W53", id="week of the year before"),
        pytest.param("week", "2024-12-30", "2025-W01", id="week of the year after"),
    ],
)
def test_name_of_a_period(period, day, name):
    comments = pd.DataFrame({"date": pd.to_datetime([f"{day} 23:59"])})
    added = add_periods(comments, period)
    assert added["period"].tolist() == [name]
    assert "period" not in comments
    first, last = period_bounds(name)
    assert first <= pd.Timestamp(day) <= last


@pytest.mark.parametrize(
    "comments", [pd.DataFrame({"score": [1, 2]}), pd.DataFrame({"date": pd.to_datetime([None, None])})], ids=["none", "missing"]
)
def test_without_dates_there_are_no_periods(comments):
    added = add_periods(comments)
    assert added["period"].isna().all()
    assert find_complete(added).empty
    assert find_halves(added) == ([], [])


def test_empty_table():
    assert add_periods(pd.DataFrame({"date": pd.to_datetime([])}))["period"].tolist() == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param("2026-01-04", "2026-03-28", [True, True, True], id="three days off at both ends"),
        pytest.param("2026-01-05", "2026-03-28", [False, True, True], id="late start"),
        pytest.param("2026-01-04", "2026-03-27", [True, True, False], id="early end"),
    ],
)
def test_first_and_last_period_must_be_spanned(first, last, expected):
    comments = add_periods(pd.DataFrame({"date": pd.to_datetime([first, "2026-02-14", last])}))
    assert find_complete(comments).tolist() == expected


def test_period_alone_is_complete_only_when_spanned_at_both_ends():
    assert find_complete(add_periods(pd.DataFrame({"date": pd.to_datetime(["2026-01-01", "2026-01-20"])}))).tolist() == [False]
    assert find_complete(add_periods(pd.DataFrame({"date": pd.to_datetime(["2026-01-01", "2026-01-30"])}))).tolist() == [True]


def test_rejected_rows_span_nothing():
    comments = pd.DataFrame(
        {"date": pd.to_datetime(["2026-01-01", "2026-01-30", "2026-02-20"]), "status": ["analysed", "empty", "rejected"]}
    )
    assert find_complete(add_periods(comments)).to_dict() == {"2026-01": True}


def test_halves_are_of_complete_periods_and_the_earlier_takes_the_odd_one():
    days = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-10"]
    comments = add_periods(pd.DataFrame({"date": pd.to_datetime(days)}))
    assert find_halves(comments) == (["2026-01", "2026-02"], ["2026-03"])


def test_dates_with_a_time_zone():
    comments = add_periods(pd.DataFrame({"date": pd.to_datetime(["2026-01-01", "2026-01-31"], utc=True)}))
    assert find_complete(comments).to_dict() == {"2026-01": True}
