from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from doleance.themes.rows import draw_texts, draw_units, find_distinct, find_nearest


def make_units(texts: list[str]) -> pd.DataFrame:
    """Return units of comments that hold two each: the text and one more."""
    rows = [(f"c{i}", place, unit) for i, text in enumerate(texts) for place, unit in enumerate((text, f"and {i}"))]
    return pd.DataFrame(rows, columns=["comment_id", "position", "unit"]).assign(start=lambda units: 10 * units["position"])


def test_distinct_rows_are_in_an_order_of_their_content():
    vectors = np.array([[1], [2], [1], [1]], np.float32)

    assert find_distinct(["b", "a", "b", "a"], None).tolist() == [1, 0]
    assert sorted(find_distinct(["b", "a", "b", "a"], vectors).tolist()) == [0, 1, 3]


@pytest.mark.parametrize("most", [0, 1, 99, 100, 200])
def test_texts_are_drawn_in_their_order(most):
    texts = np.array([f"text {i}" for i in range(100)])

    drawn = draw_texts(np.arange(100), texts, most)

    assert len(drawn) == min(most, 100)
    assert drawn.tolist() == sorted(drawn.tolist())


@pytest.mark.parametrize("texts", [[f"text {i}" for i in range(100)], ["Very good"] * 100], ids=["distinct", "equal"])
@pytest.mark.parametrize("most", [1, 100, 199, 200, 300])
def test_no_more_units_are_drawn_than_asked(texts, most):
    assert len(draw_units(make_units(texts), most)) == min(most, 200)


@pytest.mark.parametrize("texts", [[f"text {i}" for i in range(40)], ["Very good", "Too slow"] * 20], ids=["distinct", "few"])
@pytest.mark.parametrize("most", [1, 30, 55])
def test_units_are_drawn_by_content(texts, most):
    units = make_units(texts)
    columns = list(units)

    first, second = (draw_units(given, most) for given in (units, units.sample(frac=1, random_state=5)))

    assert_frame_equal(first.sort_values(columns), second.sort_values(columns))
    assert first.index.is_monotonic_increasing


def test_the_nearest_theme_within_reach():
    nearest, strength = find_nearest(np.array([[0.1, 0.6], [0.2, 0.1], [1.5, 0.0]], np.float32))

    assert nearest.tolist() == [1, -1, 0]
    assert strength.tolist() == pytest.approx([0.6, 0, 1])


def test_no_theme_is_near_where_there_is_none():
    nearest, strength = find_nearest(np.zeros((2, 0), np.float32))

    assert (nearest.tolist(), strength.tolist()) == ([-1, -1], [0, 0])
