import numpy as np
import pandas as pd
import pytest

from doleance.insights.segments import measure_segments
from doleance.settings import SCALES

NPS = SCALES["nps"]
COLUMNS = [
    "segment",
    "value",
    "n",
    "score",
    "low",
    "high",
    "promoter",
    "passive",
    "detractor",
    "is_thin",
    "is_hidden",
    "p",
    "q",
    "is_significant",
]


def make(n=200, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "comment_id": np.arange(n).astype(str),
            "score": rng.choice([10.0, 8.0, 3.0], n),
            "shop": np.repeat(["Lyon", "Paris"], n // 2),
            "language": rng.choice(["en", "fr"], n),
        }
    )


def test_rows_are_segments_and_values_in_order():
    frame = measure_segments(make(), NPS)
    assert list(frame) == COLUMNS
    assert frame[["segment", "value"]].to_numpy().tolist() == [["shop", "Lyon"], ["shop", "Paris"], ["language", "en"], ["language", "fr"]]
    assert frame.groupby("segment")["n"].sum().tolist() == [200, 200]


def test_value_against_the_others_by_hand():
    comments = pd.DataFrame({"score": [10.0] * 50 + [0.0] * 50, "shop": ["a"] * 50 + ["b"] * 50})
    frame = measure_segments(comments, NPS)
    assert frame["score"].tolist() == [100, -100]
    assert frame["is_significant"].all()
    assert frame["p"].iloc[0] == frame["p"].iloc[1]


def test_fewer_than_five_are_hidden():
    comments = pd.DataFrame({"score": [10.0] * 4 + [0.0] * 30 + [8.0] * 5, "shop": ["a"] * 4 + ["b"] * 30 + ["c"] * 5})
    frame = measure_segments(comments, NPS).set_index("value")
    assert frame["is_hidden"].to_dict() == {"a": True, "b": False, "c": False}
    assert frame.loc["a", ["score", "low", "high", "promoter", "passive", "detractor", "p", "q"]].isna().all()
    assert frame.loc["a", "n"] == 4
    assert not frame.loc["a", "is_significant"]
    assert frame["is_thin"].to_dict() == {"a": True, "b": False, "c": True}


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        pytest.param(np.tile(np.arange(18, 58), 3), ["18–27", "28–37", "38–47", "48–57"], id="whole numbers"),
        pytest.param(np.tile(np.arange(40), 3) + 0.5, ["0.5–10.5", "10.5–20.5", "20.5–30.5", "30.5–39.5"], id="decimals"),
        pytest.param(np.repeat(["0", "1"], 60).astype(object), ["0", "1"], id="few numbers as text"),
        pytest.param(np.repeat([10, 9, 2], 40), ["2", "9", "10"], id="few numbers in their order"),
        pytest.param(np.r_[np.zeros(80), np.arange(1, 41)], ["0–10", "11–40"], id="mostly nothing"),
    ],
)
def test_numbers_are_banded_where_there_are_many(values, labels):
    comments = pd.DataFrame({"score": np.tile([10.0, 3.0], len(values) // 2), "amount": values})
    found = measure_segments(comments, NPS)
    assert found["value"].tolist() == labels
    assert found["n"].sum() == len(values)


def test_numbers_as_text_are_banded_like_numbers():
    amounts = pd.Series(np.tile(np.arange(18, 58), 3))
    frames = [measure_segments(pd.DataFrame({"score": 10.0, "age": column}), NPS) for column in (amounts, amounts.astype(str))]
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(np.arange(120), id="key"),
        pytest.param([f"customer {number}" for number in range(120)], id="free text"),
        pytest.param(["same"] * 120, id="one value"),
        pytest.param(pd.date_range("2026-01-01", periods=120), id="dates"),
        pytest.param([None] * 120, id="nothing"),
        pytest.param([""] * 100 + ["a"] * 20, id="one value and blanks"),
    ],
)
def test_columns_that_cut_nothing_are_left_out(column):
    assert measure_segments(pd.DataFrame({"score": 10.0, "column": column}), NPS).empty


@pytest.mark.parametrize("n", [0, 1])
def test_few_rows(n):
    frame = measure_segments(make().head(n), NPS)
    assert list(frame) == COLUMNS
    assert frame.empty


def test_rejected_rows_and_missing_scores_do_not_count():
    comments = make().assign(status=["analysed"] * 150 + ["rejected"] * 50)
    comments.loc[:9, "score"] = np.nan
    frame = measure_segments(comments, NPS)
    assert frame.loc[frame["segment"].eq("shop"), "n"].tolist() == [90, 50]


def test_order_of_rows_changes_nothing():
    comments = make().assign(basket=np.random.default_rng(1).gamma(2, 20, 200).round(2))
    shuffled = measure_segments(comments.sample(frac=1, random_state=3), NPS)
    pd.testing.assert_frame_equal(measure_segments(comments, NPS), shuffled, check_exact=True)


@pytest.mark.slow
def test_random_segments_raise_few_alarms():
    rng = np.random.default_rng(0)
    alarms = []
    for seed in range(60):
        comments = make(300, seed).assign(**{f"cut {number}": rng.choice(list("abcd"), 300) for number in range(4)})
        alarms.append(measure_segments(comments, NPS)["is_significant"].any())
    assert np.mean(alarms) <= 0.08
