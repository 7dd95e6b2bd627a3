import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.insights.tallies import (
    Tally,
    adjust,
    compare,
    find_classes,
    interval,
    q_values,
    read_scores,
    tally_scores,
)
from doleance.settings import SCALES

NPS, STARS = SCALES["nps"], SCALES["stars"]
POINTS = np.array([100.0, 0.0, -100.0])
MIXES = {"mixed": (0.45, 0.30, 0.25), "bad": (0.15, 0.20, 0.65), "extreme": (0.90, 0.08, 0.02)}


def count(classes):
    classes = np.atleast_2d(np.asarray(classes, dtype=float))
    return Tally(n=classes.sum(axis=1), total=classes @ POINTS, squares=classes @ POINTS**2, classes=classes)


def draw(rng, mix, n, draws=4_000):
    return count(rng.multinomial(n, MIXES[mix], size=draws))


@pytest.mark.parametrize(
    ("scale", "score", "place"),
    [
        pytest.param("nps", 9, 0, id="nps 9"),
        pytest.param("nps", 8, 1, id="nps 8"),
        pytest.param("nps", 7, 1, id="nps 7"),
        pytest.param("nps", 6, 2, id="nps 6"),
        pytest.param("nps", np.nan, -1, id="no score"),
        pytest.param("1-5", 4, 1, id="1-5: 4"),
        pytest.param("1-5", 3, 2, id="1-5: 3"),
        pytest.param("stars", 4, 0, id="4 stars"),
        pytest.param("stars", 3, 1, id="3 stars"),
        pytest.param("stars", 2, 2, id="2 stars"),
    ],
)
def test_class_of_a_score(scale, score, place):
    assert find_classes(np.array([float(score)]), SCALES[scale]).tolist() == [place]


def test_tally_counts_points_and_classes_by_group():
    tally = tally_scores(np.array([10, 0, 8, np.nan, 9.0]), NPS, np.array([0, 0, 0, 0, -1]), 2)
    assert tally.n.tolist() == [3, 0]
    assert tally.total.tolist() == [0, 0]
    assert tally.squares.tolist() == [20_000, 0]
    assert tally.classes.tolist() == [[1, 1, 1], [0, 0, 0]]
    assert np.isnan(tally.mean[1])


def test_rejected_rows_have_no_score():
    comments = pd.DataFrame({"score": [9.0, 3.0, None], "status": ["analysed", "rejected", "empty"]})
    assert read_scores(comments)[0] == 9
    assert np.isnan(read_scores(comments)[1:]).all()


def test_adjusted_score_by_hand():
    # 45 promoters, 30 passives, 25 detractors: (45.75 − 25.75)/103 and (71.5/103 − (20/103)²)/103.
    mean, variance = adjust(count([45, 30, 25]), NPS)
    assert mean[0] == pytest.approx(100 * 20 / 103)
    assert variance[0] == pytest.approx(100**2 * (71.5 / 103 - (20 / 103) ** 2) / 103)
    assert interval(count([45, 30, 25]), NPS, 0.05)[0][0] == pytest.approx(19.4175 - 1.95996 * 7.9831, abs=0.001)


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.floats(0.01, 0.5))
def test_interval_holds_the_score_and_stays_on_the_scale(classes, alpha):
    low, high = interval(count(classes), NPS, alpha)
    if sum(classes) == 0:
        assert np.isnan([low[0], high[0]]).all()
        return
    score = count(classes).mean[0]
    assert -100 <= low[0] <= score <= high[0] <= 100


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.lists(st.integers(0, 40), min_size=3, max_size=3))
def test_difference_changes_sign_with_its_sides(one, other):
    there, back = compare(count(one), count(other), NPS, 0.05), compare(count(other), count(one), NPS, 0.05)
    np.testing.assert_allclose(there.value, -back.value)
    np.testing.assert_allclose(there.low, -back.high, atol=1e-9)
    np.testing.assert_allclose(there.p, back.p)
    if sum(one) and sum(other):
        assert there.low[0] <= there.value[0] <= there.high[0]
        assert 0 <= there.p[0] <= 1


def test_difference_between_equal_and_between_opposite_groups():
    same = compare(count([20, 10, 20]), count([40, 20, 40]), NPS, 0.05)
    assert same.value[0] == 0
    assert same.p[0] == pytest.approx(1)
    apart = compare(count([50, 0, 0]), count([0, 0, 50]), NPS, 0.05)
    assert apart.value[0] == 200
    assert apart.high[0] == 200
    assert apart.p[0] < 1e-6


def test_everyone_alike_is_no_difference():
    assert compare(count([10, 0, 0]), count([500, 0, 0]), NPS, 0.05).p[0] == 1


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("n", [10, 50, 200, 1000])
def test_interval_of_a_score_covers_the_truth(mix, n):
    tally = draw(np.random.default_rng(n), mix, n)
    low, high = interval(tally, NPS, 0.05)
    truth = np.dot(MIXES[mix], POINTS)
    assert 0.92 <= np.mean((low <= truth) & (truth <= high)) <= 0.975


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("n", [20, 50, 200, 1000])
def test_interval_of_a_difference_covers_the_truth(mix, n):
    rng = np.random.default_rng(n)
    difference = compare(draw(rng, mix, n), draw(rng, "mixed", n), NPS, 0.05)
    truth = np.dot(MIXES[mix], POINTS) - np.dot(MIXES["mixed"], POINTS)
    assert 0.93 <= np.mean((difference.low <= truth) & (truth <= difference.high)) <= 0.97


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("n", [6, 20, 60])
@pytest.mark.parametrize("level", [0.05, 0.0025])
def test_small_group_against_many_alarms_no_more_than_it_should(mix, n, level):
    rng = np.random.default_rng(n)
    difference = compare(draw(rng, mix, n, 40_000), draw(rng, mix, 600, 40_000), NPS, 0.05)
    assert np.mean(difference.p < level) <= 1.1 * level + 0.0013  # the smallest groups have few scores to have


@pytest.mark.parametrize("mix", [(0.02, 0.03, 0.05, 0.15, 0.75), (0.3, 0.1, 0.1, 0.15, 0.35)], ids=["happy", "split"])
@pytest.mark.parametrize("n", [10, 30, 100])
def test_interval_of_mean_stars_covers_the_truth(mix, n):
    stars = np.arange(1, 6.0)
    counts = np.random.default_rng(n).multinomial(n, mix, size=4_000).astype(float)
    tally = Tally(n=counts.sum(axis=1), total=counts @ stars, squares=counts @ stars**2, classes=np.zeros((4_000, 3)))
    low, high = interval(tally, STARS, 0.05)
    truth = np.dot(mix, stars)
    assert 0.93 <= np.mean((low <= truth) & (truth <= high)) <= 0.97


def test_q_values_leave_out_what_was_not_tested():
    # Benjamini–Hochberg by hand: 0.01·3/1, 0.02·3/2, 0.9.
    q = q_values(np.array([0.02, np.nan, 0.01, 0.9]))
    np.testing.assert_allclose(q, [0.03, np.nan, 0.03, 0.9])
    assert q_values(np.array([])).tolist() == []
    assert np.isnan(q_values(np.array([np.nan]))).all()
