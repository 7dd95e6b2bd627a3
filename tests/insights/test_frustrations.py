import numpy as np
import pandas as pd
import pytest

from doleance.insights.frustrations import COLUMNS, find_delights, find_frustrations
from doleance.schema import CUES

THEMES = pd.DataFrame({"theme_id": [0, 1, 2], "theme": ["Delivery", "Staff", "General"], "impact": [-2.0, 3.0, 0.5]})
SAID = {
    "c0": (0, "negative", "the parcel came two weeks late", "detractor"),
    "c1": (0, "negative", "nobody knew where the parcel was", "detractor"),
    "c2": (0, "positive", "delivered within a single day", "promoter"),
    "c3": (1, "positive", "Marie at the till was so patient", "promoter"),
    "c4": (1, "negative", "the cashier never looked up once", "passive"),
    "c5": (2, "negative", "very bad", "detractor"),
    "c6": (2, "negative", "bad", "detractor"),
    "c7": (2, "negative", "not good", "detractor"),
}


@pytest.fixture
def shop():
    """Return comments and units of eight customers: two suffer from delivery, one from the staff, three say only that it is bad."""
    tones = {"negative": -0.5, "positive": 0.5}
    units = pd.DataFrame(
        [(f"{key}-0", key, unit, tones[polarity], polarity, theme_id, 0.8) for key, (theme_id, polarity, unit, _) in SAID.items()],
        columns=["unit_id", "comment_id", "unit", "sentiment", "polarity", "theme_id", "strength"],
    )
    comments = pd.DataFrame({"comment_id": list(SAID), "nps_class": [said[3] for said in SAID.values()], "status": "analysed"})
    return comments, units


def test_costly_themes_come_first_and_discontent_with_nothing_last(shop):
    found = find_frustrations(*shop, THEMES)
    assert found.columns.tolist() == [*COLUMNS, *(f"n_{cue}" for cue in CUES)]
    assert found["theme"].tolist() == ["Delivery", "Staff", "General"]
    assert found["rank"].tolist() == [1, 2, 3]


def test_figures_of_a_frustration(shop):
    first = find_frustrations(*shop, THEMES).iloc[0]
    assert (first["n_comments"], first["share"], first["class_share"]) == (2, 0.25, 1.0)
    assert first["share_in_class"] == pytest.approx(2 / 5)
    # 2 people × 0.5 × 2/3 of those who speak of it × (1 + 2 points).
    assert first["priority"] == pytest.approx(2 * 0.5 * 2 / 3 * 3)
    assert first["quote_ids"] == ["c1-0", "c0-0"]
    assert np.isnan(first["trend"])


def test_people_are_counted_by_what_their_whole_comment_shows(shop):
    comments, units = shop
    # One customer who complains of delivery speaks of leaving elsewhere in the comment; one who is happy does too.
    told = pd.concat([units, units.iloc[[0]].assign(unit_id="c0-1", unit="I am leaving", theme_id=-1)], ignore_index=True)
    told = told.assign(is_leaving=told["unit_id"].isin(["c0-1", "c2-0"]), is_angry=False)

    found = find_frustrations(comments, told, THEMES).set_index("theme")

    assert found["n_leaving"].tolist() == [1, 0, 0]
    assert found["n_angry"].tolist() == [0, 0, 0]


def test_a_study_of_before_the_cues_has_no_counts(shop):
    found = find_frustrations(*shop, THEMES)

    assert found[[f"n_{cue}" for cue in CUES]].isna().all(axis=None)


def test_delights_are_the_mirror(shop):
    found = find_delights(*shop, THEMES)
    assert found["theme"].tolist() == ["Staff", "Delivery"]
    assert found["class_share"].tolist() == [1.0, 1.0]
    assert found["priority"].iloc[0] == pytest.approx(1 * 0.5 * 1 / 2 * 4)


def test_the_order_of_rows_changes_nothing(shop):
    comments, units = shop
    expected = find_frustrations(comments, units, THEMES)
    shuffled = find_frustrations(comments.sample(frac=1, random_state=1), units.sample(frac=1, random_state=2), THEMES[::-1])
    pd.testing.assert_frame_equal(expected, shuffled)


@pytest.mark.parametrize("n", [0, 1])
def test_few_rows(shop, n):
    comments, units = shop
    assert len(find_frustrations(comments.head(n), units.head(n), THEMES)) == n
    assert find_frustrations(comments, units, THEMES.head(0)).empty


def test_without_scores_classes_are_unknown(shop):
    comments, units = shop
    found = find_frustrations(comments.drop(columns="nps_class"), units, THEMES.drop(columns="impact"))
    assert found[["class_share", "share_in_class", "impact"]].isna().all(axis=None)
    assert len(found) == 3


@pytest.mark.parametrize(
    ("n_before", "n_after", "expected"), [(5, 10, 2.0), (4, 10, None), (10, 5, 0.5)], ids=["rising", "too few", "falling"]
)
def test_trend_is_the_ratio_of_shares(n_before, n_after, expected):
    comments = pd.DataFrame({"comment_id": [f"c{i}" for i in range(80)], "period": ["2026-01"] * 40 + ["2026-02"] * 40})
    told = [f"c{i}" for i in (*range(n_before), *range(40, 40 + n_after))]
    units = pd.DataFrame({"comment_id": told, "unit": "the parcel came too late", "sentiment": -0.5, "polarity": "negative", "theme_id": 0})
    units["unit_id"] = units["comment_id"] + "-0"
    trend = find_frustrations(comments, units, THEMES)["trend"].iloc[0]
    assert np.isnan(trend) if expected is None else trend == pytest.approx(expected)


def test_nothing_is_changed_in_place(shop):
    comments, units = shop
    before = comments.copy(), units.copy()
    find_frustrations(comments, units, THEMES)
    pd.testing.assert_frame_equal(comments, before[0])
    pd.testing.assert_frame_equal(units, before[1])
