import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.report.figures import Estimate, Split, chart_counts, chart_estimates, chart_line, chart_splits, choose_ticks, shorten
from doleance.report.svg import draw

ROWS = [
    Estimate(label='<script>"x"</script> class="a"', value=8.4, low=5.0, high=12.0, text="+8,4", tone="up", weight=200),
    Estimate(label="Prix & co", value=-2.2, low=-5.0, high=0.6, text="−2,2", tone="mute", weight=3),
]
SPLITS = [Split(label="</svg><img onerror=x>", shares=(0.6, 0.1, 0.3), texts=("60 %", "10 %", "30 %"))]
SPECS = {
    "estimates": chart_estimates(ROWS, str, 0.0),
    "estimates-narrow": chart_estimates(ROWS, str, 0.0, is_narrow=True),
    "estimates-without-zero": chart_estimates(ROWS, str, None),
    "line": chart_line(ROWS),
    "splits": chart_splits(SPLITS),
    "splits-narrow": chart_splits(SPLITS, is_narrow=True),
    "counts": chart_counts(ROWS),
    "counts-narrow": chart_counts(ROWS, is_narrow=True),
}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_figure_is_named_and_always_the_same(spec):
    drawn = draw(spec, "key", "A <title>", 'A "description" & more')
    assert drawn == draw(spec, "key", "A <title>", 'A "description" & more')
    root = ET.fromstring(drawn)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "key-title key-description"
    assert [child.text for child in root][:2] == ["A <title>", 'A "description" & more']
    assert {element.tag for element in root.iter()} <= {"svg", "title", "desc", "g", "path", "line", "text", "rect"}
    assert not [element for element in root.iter() if "style" in element.attrib or (element is not root and "role" in element.attrib)]


def test_what_a_figure_says_comes_from_its_rows():
    words = {element.text for element in ET.fromstring(draw(SPECS["estimates"], "k", "t", "d")).iter("text")}
    assert {"+8,4", "−2,2", "Prix & co", '<script>"x"</script> class=…'} <= words


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_ticks_hold_every_value(values):
    ticks = choose_ticks(values)
    assert ticks[0] <= min(values) + 1e-6
    assert ticks[-1] >= max(values) - 1e-6
    assert 2 <= len(ticks) <= 9


@pytest.mark.parametrize(("text", "expected"), [("short", "short"), ("a  long\nname", "a lo…")])
def test_shorten(text, expected):
    assert shorten(text, 5) == expected
