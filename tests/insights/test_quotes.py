import pandas as pd
import pytest

from doleance.insights.quotes import choose_quotes

LONG = "The parcel came two weeks late"


def tell(*rows):
    units = pd.DataFrame(rows, columns=["comment_id", "unit", "strength"])
    units["unit_id"] = units["comment_id"] + "-" + units.groupby("comment_id").cumcount().astype(str)
    return units, pd.DataFrame({"comment_id": sorted(set(units["comment_id"]))})


CASES = [
    pytest.param([("a", LONG, 0.5), ("b", "Nobody answered my three e-mails", 0.9)], ["b-0", "a-0"], id="nearest first"),
    pytest.param([("a", "Late", 0.9), ("b", LONG, 0.2)], ["b-0", "a-0"], id="well sized first"),
    pytest.param(
        [("a", LONG, 0.9), ("b", LONG + "!", 0.8), ("c", "Nobody answered my three e-mails", 0.1)], ["a-0", "c-0"], id="no near-duplicate"
    ),
    pytest.param([("a", LONG, 0.9), ("a", "Nobody answered my three e-mails", 0.8)], ["a-0"], id="one a comment"),
    pytest.param(
        [("a", "Ask [NAME] or [NAME] at the front desk", 0.9), ("b", "Ask [NAME] at the front desk", 0.1)],
        ["b-0"],
        id="one placeholder at most",
    ),
    pytest.param(
        [("a", "Zebra crossing by the shop door", 0.5), ("b", "Apples rotted in the shop window", 0.5)],
        ["b-0", "a-0"],
        id="ties by content",
    ),
    pytest.param([], [], id="nothing"),
]


@pytest.mark.parametrize(("rows", "expected"), CASES)
def test_the_most_typical_quotes_come_first(rows, expected):
    units, comments = tell(*rows)
    assert choose_quotes(units, comments) == expected
    assert choose_quotes(units[::-1], comments[::-1]) == expected


def test_at_most_n_and_only_of_the_comments_given():
    units, comments = tell(("a", LONG, 0.9), ("b", "Nobody answered my three e-mails", 0.8), ("c", "The shop was closed on Sunday", 0.7))
    assert choose_quotes(units, comments, n=2) == ["a-0", "b-0"]
    assert choose_quotes(units, comments[comments["comment_id"].ne("a")], n=1) == ["b-0"]
    assert choose_quotes(units, comments, n=0) == []


def test_units_without_strength_are_quoted_too():
    units, comments = tell(("a", LONG, None), ("b", "Nobody answered my three e-mails", None))
    assert choose_quotes(units.drop(columns="strength"), comments) == ["b-0", "a-0"]
