import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.errors import MissingColumnError
from doleance.insights.calendar import add_periods
from doleance.insights.scores import add_classes, classify, measure_scores
from doleance.settings import SCALES

NPS, STARS = SCALES["nps"], SCALES["stars"]
COLUMNS = ["n", "score", "low", "high", "promoter", "passive", "detractor", "is_thin"]


@pytest.mark.parametrize(
    "scores",
    [pd.Series([10, None, 7, 6]), pd.Series([10, None, 7, 6], dtype="Int64"), pd.Series([10, None, 7, 6], dtype="object")],
    ids=["float", "nullable", "object"],
)
def test_classes_of_scores(scores):
    classes = classify(scores, NPS)
    assert classes.dropna().tolist() == ["promoter", "passive", "detractor"]
    assert classes.isna().tolist() == [False, True, False, False]


def test_classes_without_scores():
    assert add_classes(pd.DataFrame({"verbatim": ["a"]}), NPS)["nps_class"].isna().all()
    assert add_classes(pd.DataFrame({"score": []}), NPS)["nps_class"].tolist() == []


def test_nps_by_hand():
    comments = pd.DataFrame({"score": [10] * 45 + [7] * 30 + [0] * 25})
    row = measure_scores(comments, NPS).iloc[0]
    assert list(row.index) == COLUMNS
    assert (row["n"], row["promoter"], row["passive"], row["detractor"]) == (100, 45, 30, 25)
    assert row["score"] == 20
    assert row["low"] == pytest.approx(3.77, abs=0.01)
    assert row["high"] == pytest.approx(35.06, abs=0.01)
    assert not row["is_thin"]


def test_stars_by_hand():
    # 10 scores, mean 4.4, squares 202; adjusted (44 + 9)/13 and (202 + 33)/13 − (53/13)².
    row = measure_scores(pd.DataFrame({"score": [5, 5, 5, 5, 5, 5, 4, 4, 4, 2]}), STARS).iloc[0]
    half = 1.959964 * np.sqrt((235 / 13 - (53 / 13) ** 2) / 13)
    assert row["score"] == pytest.approx(4.4)
    assert row["low"] == pytest.approx(53 / 13 - half)
    assert row["high"] == pytest.approx(53 / 13 + half)
    assert (row["promoter"], row["passive"], row["detractor"]) == (9, 0, 1)


def test_silent_customers_count_and_rejected_rows_do_not():
    comments = pd.DataFrame({"score": [10, 0, 10], "verbatim": ["a", "", "b"], "status": ["analysed", "empty", "rejected"]})
    assert measure_scores(comments, NPS)[["n", "score"]].iloc[0].tolist() == [2, 0]


@pytest.mark.parametrize("comments", [pd.DataFrame({"verbatim": ["a"]}), pd.DataFrame({"score": [None]}), pd.DataFrame({"score": []})])
def test_without_scores_there_is_one_row_of_nothing(comments):
    frame = measure_scores(comments, NPS)
    assert len(frame) == 1
    assert frame["n"].iloc[0] == 0
    assert frame[["score", "low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("scale", [NPS, STARS], ids=["nps", "stars"])
def test_single_score_has_an_interval_that_holds_it(scale):
    row = measure_scores(pd.DataFrame({"score": [5.0]}), scale).iloc[0]
    assert row["low"] <= row["score"] <= row["high"]
    assert row["high"] - row["low"] > 2
    assert row["is_thin"]


def test_by_period_is_sorted_and_names_incomplete_periods():
    comments = pd.DataFrame({"date": pd.to_datetime(["2026-03-10", "2026-02-03", "2026-01-02", "2026-02-20"]), "score": [9, 9, 0, None]})
    frame = measure_scores(add_periods(comments), NPS, by="period")
    assert list(frame) == ["period", *COLUMNS, "is_complete"]
    assert frame["period"].tolist() == ["2026-01", "2026-02", "2026-03"]
    assert frame["n"].tolist() == [1, 1, 1]
    assert frame["is_complete"].tolist() == [True, True, False]


def test_by_a_column_counts_everyone_once():
    comments = pd.DataFrame({"shop": ["b", "a", None, "b"], "score": [10, 0, 10, 7]})
    frame = measure_scores(comments, NPS, by="shop")
    assert frame[["shop", "n", "score"]].to_numpy().tolist() == [["a", 1, -100.0], ["b", 2, 50.0]]


def test_without_periods_there_are_no_rows():
    assert measure_scores(pd.DataFrame({"score": [1, 2]}), NPS, by="period").empty


def test_unknown_column_is_named():
    with pytest.raises(MissingColumnError, match="'shop'"):
        measure_scores(pd.DataFrame({"score": [1]}), NPS, by="shop")


@given(st.lists(st.one_of(st.none(), st.floats(1, 5)), max_size=30), st.randoms(use_true_random=False), st.sampled_from(["nps", "stars"]))
def test_order_of_rows_changes_nothing_to_the_last_bit(scores, random, scale):
    shuffled = random.sample(scores, len(scores))
    frames = [measure_scores(pd.DataFrame({"score": pd.Series(values, dtype="float64")}), SCALES[scale]) for values in (scores, shuffled)]
    pd.testing.assert_frame_equal(*frames, check_exact=True)
