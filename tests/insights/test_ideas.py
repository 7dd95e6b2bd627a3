import re

import pandas as pd
import pytest

from doleance.insights.ideas import COLUMNS, find_ideas
from doleance.insights.lists import load_lists

THEMES = pd.DataFrame({"theme_id": [0, 1], "theme": ["delivery", "staff"], "keywords": [["parcel"], ["till"]]})
COMMENTS = pd.DataFrame({"comment_id": ["a", "b", "c"], "nps_class": ["detractor", "promoter", "passive"]})
UNITS = pd.DataFrame(
    {
        "unit_id": ["a-0", "b-0", "c-0"],
        "comment_id": ["a", "b", "c"],
        "unit": ["the parcel came two weeks late", "Marie at the till was patient", "where do I change my address"],
        "theme_id": [0, 1, 0],
        "strength": 0.8,
    }
)


def rank(theme_id, quote_id, n=5):
    return pd.DataFrame({"theme_id": [theme_id], "theme": ["x"], "n_comments": [n], "priority": [1.0], "quote_ids": [[quote_id]]})


def ask(**changed):
    topic = {
        "question_en": "Where do I change my address?",
        "question_fr": "",
        "n_comments": 4,
        "unit_ids": ["c-0"],
        "promoter": 0,
        "passive": 3,
        "detractor": 1,
    }
    return pd.DataFrame([{**topic, **changed}])


@pytest.fixture
def findings():
    """Return one finding of each kind."""
    return {
        "frustrations": rank(0, "a-0"),
        "delights": rank(1, "b-0"),
        "questions": ask(),
        "requests": pd.DataFrame({"unit_id": ["a-0", "c-0"], "comment_id": ["a", "c"], "request": ["x", "y"], "theme_id": [0, 0]}),
    }


def test_each_basis_gives_its_kind(findings):
    found = find_ideas(COMMENTS, UNITS, THEMES, findings)
    assert found.columns.tolist() == COLUMNS
    told = found.set_index("basis")
    assert told["kind"].to_dict() == {"frustration": "guide", "delight": "portrait", "question": "tutorial", "request": "article"}
    assert told["nps_class"].to_dict() == {"frustration": "detractor", "delight": "promoter", "question": "passive", "request": "passive"}
    assert told.loc["frustration", "quote_ids"] == ["a-0"]
    assert told.loc["question", ["theme_id", "theme", "keywords"]].tolist() == [0, "delivery", ["parcel"]]


def test_titles_are_written_in_both_languages(findings):
    told = find_ideas(COMMENTS, UNITS, THEMES, findings).set_index("basis")
    assert told.loc["frustration", "title_en"].startswith("Delivery: ")
    assert told.loc["frustration", "title_fr"].startswith("Delivery\u00a0: ")
    assert told.loc["question", "title_en"].startswith("Where do I change my address? ")
    assert told.loc["question", "title_fr"].startswith("Delivery\u00a0: ")


def test_a_question_without_a_theme_is_quoted_in_the_other_language(findings):
    found = find_ideas(COMMENTS, UNITS, THEMES, {"questions": ask(unit_ids=[])})
    assert found["title_fr"].tolist() == ["Un client demande, nous répondons\u00a0: «\u00a0Where do I change my address?\u00a0»"]
    assert found[["theme_id", "theme"]].to_numpy().tolist() == [[-1, ""]]


def test_a_question_that_no_steps_answer_is_a_faq_entry():
    assert find_ideas(COMMENTS, UNITS, THEMES, {"questions": ask(question_en="Why is my order late?")})["kind"].tolist() == ["faq"]


def test_ten_at_most_and_no_theme_twice_on_a_basis():
    themes = pd.DataFrame({"theme_id": range(30), "theme": [f"theme {i}" for i in range(30)]})
    many = pd.concat([rank(i % 15, "a-0") for i in range(30)])
    found = find_ideas(COMMENTS, UNITS, themes, {"frustrations": many, "delights": many})
    assert len(found) == 10
    assert not found.duplicated(["basis", "theme_id"]).any()
    assert found["basis"].value_counts().to_dict() == {"frustration": 5, "delight": 5}


@pytest.mark.parametrize(("counts", "expected"), [((5, 1), [5]), ((1, 1), [1, 1])], ids=["left out beside others", "kept alone"])
def test_ideas_of_a_single_person(counts, expected):
    ranked = pd.concat([rank(i, "a-0", n) for i, n in enumerate(counts)])
    assert find_ideas(COMMENTS, UNITS, THEMES, {"frustrations": ranked})["n_comments"].tolist() == expected


def test_nothing_found_gives_no_idea():
    assert find_ideas(COMMENTS.head(0), UNITS.head(0), THEMES, {}).columns.tolist() == COLUMNS


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_title_has_one_place_to_fill(language):
    for form, titles in load_lists(language).titles.items():
        place = "{question}" if form in ("question", "tutorial", "quoted") else "{theme}"
        assert titles
        assert all(re.findall(r"\{\w+\}", title) == [place] for title in titles)
