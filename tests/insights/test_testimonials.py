import pandas as pd
import pytest

from doleance.insights.testimonials import COLUMNS, find_testimonials
from doleance.text.units import split_units

THEMES = pd.DataFrame({"theme_id": [0, 1], "theme": ["Staff", "Delivery"]})
GOOD = "Marie at the counter wrapped forty glasses by hand before closing."


def judge(texts, language="en", nps_class="promoter", polarity="positive"):
    comments = pd.DataFrame(
        {"comment_id": [f"c{i}" for i in range(len(texts))], "text": texts, "language": language, "nps_class": nps_class}
    )
    units = split_units(comments.assign(is_informative=True))
    return comments, units.assign(sentiment=0.6, polarity=polarity, theme_id=0, strength=0.7)


CASES = [
    pytest.param(GOOD, True, id="specific praise"),
    pytest.param("Very good shop, always great, thank you very much, perfect.", False, id="praise of nothing"),
    pytest.param("Marie wrapped forty glasses by hand but the parcel broke.", False, id="turns"),
    pytest.param("They wrapped forty glasses by hand before closing time.", False, id="leans on what came before"),
    pytest.param("[NAME] wrapped forty glasses by hand before closing time.", False, id="placeholder"),
    pytest.param("Have you seen Marie wrap forty glasses before closing time?", False, id="question"),
    pytest.param("Marie wrapped forty glasses.", False, id="too short"),
    pytest.param("marie wrapped forty glasses by hand before closing time.", False, id="no capital"),
    pytest.param("Marie wrapped forty glasses by hand, please open a second counter.", False, id="asks for something"),
    pytest.param("MARIE WRAPPED FORTY GLASSES BY HAND BEFORE CLOSING TIME.", False, id="shouted"),
]


@pytest.mark.parametrize(("text", "is_kept"), CASES)
def test_what_is_worth_quoting(text, is_kept):
    found = find_testimonials(*judge([text]), THEMES)
    assert found["quote"].tolist() == ([text] if is_kept else [])


def test_french_praise_is_quoted_alike():
    kept = "Marie a emballé quarante verres à la main juste avant la fermeture."
    found = find_testimonials(*judge([kept, "Marie a emballé quarante verres à la main mais le colis est cassé."], language="fr"), THEMES)
    assert found["quote"].tolist() == [kept]
    assert found.columns.tolist() == COLUMNS


@pytest.mark.parametrize("change", [{"nps_class": "passive"}, {"polarity": "negative"}], ids=["a passive", "negative"])
def test_only_positive_promoters_are_quoted(change):
    kept = {"nps_class": ["promoter"]} if "polarity" in change else {}
    comments, units = judge([GOOD], **{**kept, **change})
    assert find_testimonials(pd.concat([comments, comments.assign(comment_id="x", nps_class="promoter", text="")]), units, THEMES).empty


def test_themes_take_turns_and_a_comment_gives_one():
    comments, units = judge(
        [
            GOOD,
            "Paul carried the heavy oak table up three floors alone.",
            f"Parcel delivered Tuesday before breakfast, ribbon untouched. {GOOD}",
        ]
    )
    units.loc[units["comment_id"].eq("c2"), "theme_id"] = 1
    found = find_testimonials(comments, units, THEMES, n=2)
    assert sorted(found["theme_id"]) == [0, 1]
    assert len(find_testimonials(comments, units, THEMES)) == found["comment_id"].nunique() + 1


def test_the_title_is_no_part_of_a_quote():
    comments, units = judge([f"Bravo. {GOOD}"])
    assert find_testimonials(comments.assign(title="Bravo"), units, THEMES)["quote"].tolist() == [GOOD]


def test_the_order_of_rows_changes_nothing():
    comments, units = judge(
        [GOOD, "Paul carried the heavy oak table up three floors alone.", "Wooden spoons arrived wrapped in linen and ribbon yesterday."]
    )
    expected = find_testimonials(comments, units, THEMES)
    assert len(expected) == 3
    pd.testing.assert_frame_equal(expected, find_testimonials(comments[::-1], units[::-1], THEMES[::-1]))


def test_few_rows():
    comments, units = judge([GOOD])
    assert find_testimonials(comments.head(0), units.head(0), THEMES).columns.tolist() == COLUMNS
    assert len(find_testimonials(comments.drop(columns="nps_class"), units, THEMES)) == 1
