import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.insights.periods import add_periods, compare_periods, measure_change, measure_theme_periods
from doleance.settings import SCALES

NPS, STARS = SCALES["nps"], SCALES["stars"]
COLUMNS = ["theme_id", "theme", "n_before", "n_after", "share_before", "share_after", "score_before", "score_after"]
COLUMNS += ["mix", "rate", "contribution", "low", "high", "p", "q", "is_significant"]


def name_themes(n):
    return pd.DataFrame({"theme_id": range(n), "theme": [f"theme {number}" for number in range(n)]})


def deal(seed, n=200, n_themes=5):
    rng = np.random.default_rng(seed)
    said = rng.random((n, n_themes)) < np.linspace(0.02, 0.3, n_themes)
    return pd.DataFrame(
        {
            "comment_id": np.arange(n).astype(str),
            "score": rng.integers(0, 501, n) / 100,
            "period": rng.choice(["2026-01", "2026-02", "2026-03"], n),
            "theme_ids": [np.flatnonzero(row).tolist() for row in said],
        }
    )


@pytest.fixture
def halves():
    """Return 10 customers of January and 10 of February: theme 0 is said more, theme 1 is scored worse."""
    before = pd.DataFrame({"score": [0.0] * 2 + [10.0] * 4 + [8.0] * 4, "theme_ids": [[0]] * 2 + [[1]] * 4 + [[]] * 4, "period": "2026-01"})
    after = pd.DataFrame({"score": [0.0] * 4 + [8.0] * 4 + [8.0] * 2, "theme_ids": [[0]] * 4 + [[1]] * 4 + [[]] * 2, "period": "2026-02"})
    return pd.concat([before, after], ignore_index=True)


def test_decomposition_by_hand(halves):
    # 20 → −40, base −10. Theme 0: share .2 → .4 at −100; theme 1: .4 at 100 → 0; the rest: .4 → .2 at 0.
    frame = compare_periods(halves, name_themes(2), NPS)
    assert list(frame) == COLUMNS
    assert frame["theme_id"].tolist() == [0, 1, -1]
    assert frame["theme"].tolist() == ["theme 0", "theme 1", ""]
    assert frame["mix"].tolist() == pytest.approx([0.2 * (-100 + 10), 0, -0.2 * (0 + 10)])
    assert frame["rate"].tolist() == pytest.approx([0, -40, 0])
    assert frame["contribution"].sum() == pytest.approx(-60)
    assert frame[["n_before", "n_after"]].to_numpy().tolist() == [[2, 4], [4, 4], [4, 2]]


def test_customer_with_two_themes_weighs_half_on_each(halves):
    both = halves.assign(theme_ids=[[0, 1] if ids == [1] else ids for ids in halves["theme_ids"]])
    frame = compare_periods(both, name_themes(2), NPS)
    assert frame["share_before"].tolist() == pytest.approx([0.4, 0.2, 0.4])
    assert frame["score_before"].tolist() == pytest.approx([0, 100, 0])


def test_theme_of_one_half_only_is_all_mix(halves):
    new = halves.assign(
        theme_ids=[
            [] if ids == [0] and period == "2026-01" else ids for ids, period in zip(halves["theme_ids"], halves["period"], strict=True)
        ]
    )
    row = compare_periods(new, name_themes(2), NPS).iloc[0]
    assert np.isnan(row["score_before"])
    assert row["rate"] == 0
    assert row["mix"] == pytest.approx(0.4 * (-100 + 10))


def test_theme_that_nobody_mentions(halves):
    row = compare_periods(halves, name_themes(3), NPS).iloc[2]
    assert row[["mix", "rate", "contribution"]].tolist() == [0, 0, 0]
    assert np.isnan(row["p"])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["nps", "1-5", "stars"]))
def test_contributions_add_up_and_order_changes_nothing(seed, scale):
    comments, themes = deal(seed), name_themes(5)
    frame = compare_periods(comments, themes, SCALES[scale])
    change = measure_change(comments, SCALES[scale])
    assert frame["contribution"].sum() == pytest.approx(change["change"].iloc[0], abs=1e-9)
    assert (frame["mix"] + frame["rate"]).to_numpy() == pytest.approx(frame["contribution"].to_numpy())
    assert frame[["share_before", "share_after"]].sum().tolist() == pytest.approx([1, 1])
    known = frame.dropna(subset="p")
    assert ((known["low"] <= known["contribution"]) & (known["contribution"] <= known["high"])).all()
    shuffled = comments.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(
        frame, compare_periods(shuffled, themes.sample(frac=1, random_state=seed), SCALES[scale]), check_exact=True
    )
    pd.testing.assert_frame_equal(change, measure_change(shuffled, SCALES[scale]), check_exact=True)


def test_change_by_hand(halves):
    row = measure_change(halves, NPS).iloc[0]
    assert row[["before_from", "before_to", "after_from", "after_to"]].tolist() == ["2026-01", "2026-01", "2026-02", "2026-02"]
    assert (row["score_before"], row["score_after"], row["change"]) == (20, -40, -60)
    # Adjusted: (4.75 − 2.75)/13 → (0.75 − 4.75)/13; variances (7.5/13 − (2/13)²)/13 and (5.5/13 − (4/13)²)/13.
    half = 1.959964 * np.sqrt((7.5 / 13 - (2 / 13) ** 2) / 13 + (5.5 / 13 - (4 / 13) ** 2) / 13)
    assert row["low"] == pytest.approx(100 * (-6 / 13 - half), abs=1e-3)
    assert row["high"] == pytest.approx(100 * (-6 / 13 + half), abs=1e-3)
    assert not row["is_significant"]


def test_incomplete_periods_are_left_out():
    days = ["2026-01-01"] * 6 + ["2026-02-01"] * 6 + ["2026-03-09"] * 6
    comments = add_periods(
        pd.DataFrame({"date": pd.to_datetime(days), "score": [10.0] * 6 + [8.0] * 6 + [0.0] * 6, "theme_ids": [[0]] * 18})
    )
    assert measure_change(comments, NPS)["change"].tolist() == [-100]
    assert compare_periods(comments, name_themes(1), NPS)["contribution"].tolist() == [-100, 0]


@pytest.mark.parametrize(
    "comments",
    [
        pytest.param(deal(0).drop(columns="period"), id="no period"),
        pytest.param(deal(0).assign(period="2026-01"), id="one period"),
        pytest.param(deal(0).drop(columns="score"), id="no score"),
        pytest.param(deal(0).head(1), id="one row"),
        pytest.param(deal(0).head(0), id="no row"),
        pytest.param(deal(0).head(8), id="fewer than five in a half"),
    ],
)
def test_without_two_halves_there_is_nothing_to_compare(comments):
    frame = compare_periods(comments, name_themes(5), NPS)
    assert frame.empty
    assert list(frame) == COLUMNS
    change = measure_change(comments, NPS)
    assert len(change) == 1
    assert change[["score_before", "score_after", "change", "low", "high", "p"]].isna().all(axis=None)
    assert not change["is_significant"].any()


def test_silent_customers_belong_to_no_theme(halves):
    silent = pd.DataFrame({"score": [0.0] * 10, "theme_ids": [None] * 10, "period": "2026-02", "status": "empty"})
    comments = pd.concat([halves.assign(status="analysed"), silent], ignore_index=True)
    frame = compare_periods(comments, name_themes(2), NPS)
    assert frame["n_after"].tolist() == [4, 4, 12]
    assert frame["contribution"].sum() == pytest.approx(measure_change(comments, NPS)["change"].iloc[0], abs=1e-9)


def test_share_of_a_theme_by_period():
    comments = pd.DataFrame(
        {
            "period": ["2026-02", "2026-01", "2026-01", "2026-01", None],
            "theme_ids": [[0, 1], [1], [], [1], [0]],
            "status": ["analysed", "analysed", "analysed", "empty", "analysed"],
        }
    )
    frame = measure_theme_periods(comments, name_themes(2))
    assert frame.to_numpy().tolist() == [[0, "2026-01", 0, 0.0], [0, "2026-02", 1, 1.0], [1, "2026-01", 1, 0.5], [1, "2026-02", 1, 1.0]]
    assert measure_theme_periods(comments.drop(columns="period"), name_themes(2)).empty
    assert measure_theme_periods(comments.head(0), name_themes(2)).empty


def survey(rng, n, effects, planted=0.0):
    """Return six months of scores around 8, with themes that move a score and one that may come in month four."""
    month = rng.integers(1, 7, n)
    said = rng.random((n, len(effects))) < np.linspace(0.03, 0.2, len(effects))
    said[:, 0] = (month >= 4) & (rng.random(n) < planted) if planted else said[:, 0]
    scores = np.clip(np.clip(np.rint(rng.normal(8, 2, n)), 0, 10) + np.rint(said @ effects), 0, 10)
    return pd.DataFrame(
        {"score": scores, "period": [f"2026-{number:02d}" for number in month], "theme_ids": [np.flatnonzero(row).tolist() for row in said]}
    )


@pytest.mark.slow
@pytest.mark.parametrize("effects", [np.zeros(10), np.linspace(-3, 2, 10)], ids=["no effects", "effects"])
def test_periods_that_do_not_differ_raise_few_alarms(effects):
    rng = np.random.default_rng(0)
    found, held = [], []
    for _ in range(200):
        frame = compare_periods(survey(rng, 400, effects), name_themes(10), NPS)
        found.append(frame["is_significant"].any())
        known = frame.dropna(subset="p")
        held += ((known["low"] <= 0) & (known["high"] >= 0)).tolist()
    assert np.mean(found) <= 0.05
    assert 0.93 <= np.mean(held) <= 0.975


@pytest.mark.slow
def test_planted_problem_is_found_as_a_change():
    rng = np.random.default_rng(0)
    frames = [compare_periods(survey(rng, 600, np.array([-3.0, *np.zeros(9)]), planted=0.08), name_themes(10), NPS) for _ in range(100)]
    assert np.mean([frame["is_significant"].iloc[0] for frame in frames]) >= 0.85
    assert np.mean([frame["contribution"].iloc[0] < 0 for frame in frames]) >= 0.99
