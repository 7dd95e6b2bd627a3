from __future__ import annotations

import pandas as pd
import pytest

from doleance.errors import MissingColumnError
from doleance.table.columns import Roles, find_roles

LONG = ["The staff were friendly and quick", "Too dear for what it is", "I would come back any day"]
FRENCH = ["Le personnel est très aimable", "Trop cher pour ce que c'est", "Je reviendrai sans hésiter"]


def frame(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name.replace("__", " "): values for name, values in columns.items()}, dtype="str")


CASES = {
    "English": (
        frame(id=["1", "2", "3"], comment=LONG, score=["9", "0", "7"], date=["2024-01-01"] * 3, shop=["a", "b", "a"]),
        "comment score date id",
    ),
    "French": (
        frame(Numéro=["1", "2", "3"], Commentaire=FRENCH, Note=["9", "0", "7"], Horodateur=["01/02/2024"] * 3),
        "Commentaire Note Horodateur Numéro",
    ),
    "a long question": (
        frame(When=["2024-01-01"] * 3, How__likely__are__you__to__recommend__us=["1", "2", "10"], Why=LONG),
        "Why How_likely_are_you_to_recommend_us When -",
    ),
    "no header word at all": (frame(A=["1", "2", "2"], B=LONG, C=["x", "y", "x"]), "B - - -"),
    "the score, not the group": (frame(comment=LONG, nps_class=["promoter"] * 3, nps=["9", "9", "3"]), "comment nps - -"),
    "yes or no is no score": (frame(comment=LONG, recommended=["1", "0", "1"], stars=["5", "1", "4"]), "comment stars - -"),
    "short verbatims beside a wordy shop": (frame(comment=["Great", "Awful", "Fine"], branch=["North of the river"] * 3), "comment - - -"),
    "a reply is no verbatim": (frame(Reply=[text * 3 for text in LONG], Review__text=LONG), "Review_text - - -"),
    "a column of remarks called note": (frame(Note=FRENCH, Score=["9", "0", "7"]), "Note Score - -"),
    "an id that repeats much is none": (frame(id=["1", "1", "1"], comment=LONG), "comment - - -"),
    "a date without a header word": (frame(comment=LONG, Q2=["01/02/2024", "02/02/2024", ""]), "comment - Q2 -"),
    "all comments empty": (frame(id=["1", "2", "3"], comment=["", "", ""], score=["1", "0", "9"]), "comment score - id"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_columns_find_their_roles(name: str) -> None:
    table, expected = CASES[name]
    roles = find_roles(table)
    found = (roles.verbatim, roles.score, roles.date, roles.id)
    assert found == tuple(None if word == "-" else word.replace("_", " ") if word not in table else word for word in expected.split())


@pytest.mark.parametrize(("titles", "expected"), [(["Mr", "Ms", "Dr"], None), (["So slow", "Good value", "Never again"], "Title")])
def test_a_title_has_words(titles: list[str], expected: str | None) -> None:
    assert find_roles(frame(Title=titles, comment=LONG)).title == expected


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_rows_changes_no_role(name: str) -> None:
    table, _ = CASES[name]
    assert find_roles(table.iloc[::-1].reset_index(drop=True)) == find_roles(table)


def test_named_columns_win() -> None:
    table = frame(comment=LONG, Réponse=FRENCH, score=["1", "2", "0"], note=["9", "9", "0"])
    roles = find_roles(table, Roles(verbatim="REPONSE", score="Note"))
    assert (roles.verbatim, roles.score, roles.segments) == ("Réponse", "note", ("comment", "score"))


def test_no_score_may_be_asked_for() -> None:
    roles = find_roles(frame(comment=LONG, score=["1", "2", "0"]), Roles(score="none"))
    assert (roles.score, roles.segments) == (None, ("score",))


def test_a_named_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(MissingColumnError, match="no column 'rating' for the score; the file has: comment, score"):
        find_roles(frame(comment=LONG, score=["1", "2", "0"]), Roles(score="rating"))


def test_a_table_without_words_is_an_error() -> None:
    with pytest.raises(MissingColumnError, match="No column looks like the customers' words; the file has: A, B") as caught:
        find_roles(frame(A=["1", "2"], B=["3", "4"]))
    assert caught.value.hint == "Name it, such as --verbatim B"


def test_a_single_column_is_the_verbatim() -> None:
    assert find_roles(frame(whatever=["1", "ok"])).verbatim == "whatever"


def test_personal_columns_are_no_segments() -> None:
    table = frame(
        comment=LONG,
        Email=["a@b.fr"] * 3,
        Prénom=["Léa"] * 3,
        contact_point=["x@y.org", "z@y.org", ""],
        host=["10.0.0.1"] * 3,
        shop=["a"] * 3,
    )
    roles = find_roles(table)
    assert roles.personal == ("Email", "Prénom", "contact_point", "host")
    assert roles.segments == ("shop",)


def test_other_free_text_is_told_and_kept() -> None:
    roles = find_roles(frame(What__did__you__like=["Staff and shop were nice"] * 3, What__could__be__better=[text * 2 for text in LONG]))
    assert roles.verbatim == "What could be better"
    roles = find_roles(frame(comment=[text * 2 for text in LONG], what__else=LONG))
    assert (roles.verbatim, roles.others, roles.segments) == ("comment", ("what else",), ("what else",))


def test_segments_may_be_named() -> None:
    table = frame(comment=LONG, shop=["a"] * 3, city=["b"] * 3, email=["c@d.fr"] * 3)
    assert find_roles(table, Roles(segments=("CITY", "email"))).segments == ("city",)


def test_the_question_behind_a_column_counts() -> None:
    table = frame(Q1=["9", "0", "7"], Q2=LONG, Q3=["2024-01-01"] * 3)
    roles = find_roles(table, labels={"Q1": "Would you recommend us?", "Q2": "Why?"})
    assert (roles.score, roles.verbatim, roles.date) == ("Q1", "Q2", "Q3")


def test_roles_become_plain_values() -> None:
    assert Roles(verbatim="a", segments=("b",)).to_dict()["segments"] == ["b"]
