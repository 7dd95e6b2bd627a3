import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.insights.drivers import find_mentions, measure_drivers
from doleance.insights.scores import measure_scores
from doleance.settings import SCALES

NPS, STARS = SCALES["nps"], SCALES["stars"]
COLUMNS = ["theme_id", "theme", "n_scored", "promoter", "passive", "detractor", "mention_score"]
COLUMNS += ["impact", "impact_low", "impact_high", "impact_p", "impact_q", "is_significant", "is_thin"]


def name_themes(n):
    return pd.DataFrame({"theme_id": range(n), "theme": [f"theme {number}" for number in range(n)]})


def deal(rng, n, n_themes, shares=None, scores=(10.0, 8.0, 3.0), mix=(0.45, 0.30, 0.25)):
    said = rng.random((n, n_themes)) < (rng.uniform(0.01, 0.2, n_themes) if shares is None else shares)
    return pd.DataFrame(
        {
            "comment_id": np.arange(n).astype(str),
            "score": rng.choice(scores, n, p=mix),
            "theme_ids": [np.flatnonzero(row).tolist() for row in said],
        }
    )


@pytest.fixture
def shop():
    """Return 40 customers: 10 detractors on theme 0, 20 promoters on theme 1, 10 passives on nothing."""
    return pd.DataFrame(
        {"score": [2.0] * 10 + [10.0] * 20 + [8.0] * 10, "theme_ids": [[0]] * 10 + [[1]] * 20 + [[]] * 10, "status": ["analysed"] * 40}
    )


def test_impact_by_hand(shop):
    frame = measure_drivers(shop, name_themes(2), NPS)
    assert list(frame) == COLUMNS
    # All: 100·(20 − 10)/40 = 25. Without theme 0: 100·20/30. Without theme 1: −100·10/20.
    assert frame["impact"].tolist() == pytest.approx([25 - 200 / 3, 25 + 50])
    assert frame["mention_score"].tolist() == [-100, 100]
    assert frame[["promoter", "passive", "detractor"]].to_numpy().tolist() == [[0, 0, 10], [20, 0, 0]]
    assert frame["is_significant"].all()
    assert frame["is_thin"].all()


def test_impact_equals_the_formula_of_the_vendors(shop):
    frame = measure_drivers(shop, name_themes(2), NPS)
    for theme_id, impact in frame[["theme_id", "impact"]].itertuples(index=False):
        says = shop["theme_ids"].map(lambda ids, theme_id=theme_id: theme_id in ids)
        others = measure_scores(shop[~says], NPS)["score"].iloc[0]
        assert impact == pytest.approx(measure_scores(shop, NPS)["score"].iloc[0] - others)


def test_base_is_who_has_a_score_and_an_analysed_comment(shop):
    strangers = pd.DataFrame(
        {"score": [0.0, 0.0, np.nan, 10.0], "theme_ids": [[], None, [0], [1]], "status": ["empty", "uninformative", "analysed", "rejected"]}
    )
    more = pd.concat([shop, strangers], ignore_index=True)
    pd.testing.assert_frame_equal(measure_drivers(shop, name_themes(2), NPS), measure_drivers(more, name_themes(2), NPS))


def test_comment_counts_once_for_a_theme(shop):
    twice = shop.assign(theme_ids=shop["theme_ids"].map(lambda ids: ids * 3))
    pd.testing.assert_frame_equal(measure_drivers(shop, name_themes(2), NPS), measure_drivers(twice, name_themes(2), NPS))


@pytest.mark.parametrize(
    ("n_said", "is_measured"),
    [
        pytest.param(4, False, id="four"),
        pytest.param(5, True, id="five"),
        pytest.param(35, True, id="all but five"),
        pytest.param(40, False, id="all"),
    ],
)
def test_theme_needs_five_on_each_side(shop, n_said, is_measured):
    said = shop.assign(theme_ids=[[0]] * n_said + [[]] * (40 - n_said))
    row = measure_drivers(said, name_themes(1), NPS).iloc[0]
    assert row["n_scored"] == n_said
    assert pd.notna(row["impact"]) == is_measured
    assert pd.notna(row["impact_p"]) == is_measured


@pytest.mark.parametrize(
    "comments", [pd.DataFrame({"theme_ids": []}), pd.DataFrame({"theme_ids": [[0]]}), pd.DataFrame({"theme_ids": [[0]], "score": [5.0]})]
)
def test_few_rows_give_no_impact(comments):
    frame = measure_drivers(comments, name_themes(2), NPS)
    assert frame["impact"].isna().all()
    assert not frame["is_significant"].any()
    assert frame["theme_id"].tolist() == [0, 1]


def test_no_themes():
    assert measure_drivers(pd.DataFrame({"theme_ids": [[]] * 9, "score": [5.0] * 9}), name_themes(0), NPS).empty


def test_unknown_themes_and_arrays():
    rows, places = find_mentions(pd.DataFrame({"theme_ids": [np.array([7, 3]), (3, 99), None]}), pd.Series([3, 7]))
    assert sorted(zip(rows.tolist(), places.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 0)]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["nps", "stars"]))
def test_order_of_rows_and_themes_changes_nothing_to_the_last_bit(seed, scale):
    rng = np.random.default_rng(seed)
    comments = deal(rng, 60, 4, scores=(4.33, 2.17, 5.0))
    themes = name_themes(4)
    shuffled = measure_drivers(comments.sample(frac=1, random_state=seed), themes.sample(frac=1, random_state=seed), SCALES[scale])
    frame = measure_drivers(comments, themes, SCALES[scale])
    pd.testing.assert_frame_equal(frame, shuffled, check_exact=True)
    known = frame.dropna(subset="impact")
    assert (known["impact_low"] <= known["impact"]).all()
    assert (known["impact"] <= known["impact_high"]).all()
    assert not (frame["is_significant"] & ~(frame["impact_q"] < 0.05)).any()


def test_impact_of_stars_is_in_stars():
    comments = pd.DataFrame({"score": [1.0] * 20 + [5.0] * 20, "theme_ids": [[0]] * 20 + [[]] * 20})
    assert measure_drivers(comments, name_themes(1), STARS)["impact"].tolist() == [-2.0]


@pytest.mark.parametrize(
    ("n", "share", "mention", "other"),
    [
        pytest.param(50, 0.30, (0.45, 0.30, 0.25), (0.45, 0.30, 0.25), id="no effect, 50"),
        pytest.param(200, 0.10, (0.15, 0.20, 0.65), (0.45, 0.30, 0.25), id="costly, 200"),
        pytest.param(400, 0.05, (0.15, 0.20, 0.65), (0.45, 0.30, 0.25), id="costly and rare, 400"),
        pytest.param(400, 0.05, (0.80, 0.15, 0.05), (0.45, 0.30, 0.25), id="earning and rare, 400"),
        pytest.param(1000, 0.10, (0.50, 0.20, 0.30), (0.90, 0.08, 0.02), id="costly among promoters, 1000"),
    ],
)
def test_interval_of_an_impact_covers_the_truth(n, share, mention, other):
    # Many studies at once: each is one theme of its own study, so the file is drawn study by study and measured by counts.
    rng = np.random.default_rng(n)
    cells = rng.multinomial(n, np.r_[share * np.array(mention), (1 - share) * np.array(other)], size=300)
    truth = 100 * share * (mention[0] - mention[2] - other[0] + other[2])
    held = []
    for counts in cells:
        comments = pd.DataFrame(
            {"score": np.repeat([10.0, 8.0, 3.0] * 2, counts), "theme_ids": [[0]] * sum(counts[:3]) + [[]] * sum(counts[3:])}
        )
        row = measure_drivers(comments, name_themes(1), NPS).iloc[0]
        held += [row["impact_low"] <= truth <= row["impact_high"]] if pd.notna(row["impact"]) else []
    # 300 draws: 95 % give or take three standard errors of 1.3.
    assert 0.91 <= np.mean(held) <= 0.99


@pytest.mark.slow
@pytest.mark.parametrize("mix", [(0.45, 0.30, 0.25), (0.15, 0.20, 0.65), (0.90, 0.08, 0.02)], ids=["mixed", "bad", "extreme"])
def test_random_scores_raise_no_alarm(mix):
    rng = np.random.default_rng(0)
    themes = name_themes(20)
    found = np.array([measure_drivers(deal(rng, 400, 20, mix=mix), themes, NPS)["is_significant"] for _ in range(200)])
    assert found.any(axis=1).mean() <= 0.05
    assert found.mean() <= 0.02


def test_planted_problem_is_found():
    rng = np.random.default_rng(0)
    n_found = 0
    for _ in range(40):
        comments = deal(rng, 600, 12, scores=(10.0, 8.0, 7.0, 3.0), mix=(0.45, 0.2, 0.15, 0.2))
        has_problem = (np.arange(600) >= 300) & (rng.random(600) < 0.08)
        ids = [[0, *said] if planted else [t for t in said if t] for said, planted in zip(comments["theme_ids"], has_problem, strict=True)]
        planted = comments.assign(theme_ids=ids, score=np.maximum(comments["score"] - 3 * has_problem, 0))
        n_found += measure_drivers(planted, name_themes(12), NPS)["is_significant"].iloc[0]
    assert n_found >= 36


@pytest.mark.slow
def test_hundred_thousand_comments_and_forty_themes_take_a_second():
    comments = deal(np.random.default_rng(0), 100_000, 40)
    started = time.perf_counter()
    measure_drivers(comments, name_themes(40), NPS)
    assert time.perf_counter() - started < 3  # about 0.5 s on a quiet core
