from __future__ import annotations

import pytest

from doleance.errors import MissingColumnError
from doleance.table.headers import fold_name, has_role_words, is_french, load_role_words, match_column, quote

COLUMNS = ["Commentaire libre", "Note", "Date de réponse"]


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Date_de réponse", "date de reponse"),
        ("IPAddress", "ip address"),
        ("Q12_NPS_GROUP", "q12 nps group"),
        ("#", "#"),
        ("  Œuvre ", "œuvre"),
    ],
)
def test_a_name_is_folded(name: str, folded: str) -> None:
    assert fold_name(name) == folded
    assert fold_name(folded) == folded


@pytest.mark.parametrize("name", ["Note", "note", "NOTE", " note "])
def test_a_column_is_found_in_any_case(name: str) -> None:
    assert match_column(name, "score", COLUMNS) == "Note"


def test_a_column_is_found_without_accents() -> None:
    assert match_column("date de reponse", "date", COLUMNS) == "Date de réponse"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("comentaire libre", 'Did you mean --verbatim "Commentaire libre"?'),
        ("xyzzy", 'Use one of them, such as --verbatim "Commentaire libre".'),
    ],
)
def test_a_column_that_is_not_there_is_told(name: str, hint: str) -> None:
    with pytest.raises(MissingColumnError, match="the file has: Commentaire libre, Note, Date de réponse") as caught:
        match_column(name, "verbatim", COLUMNS)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("headers", "expected"), [(["Date de réponse"], True), (["Horodateur"], True), (["Comment", "Score", "Date"], False)]
)
def test_a_french_header_is_known(headers: list[str], expected: bool) -> None:
    assert is_french(headers) is expected


def test_a_header_is_told_from_data() -> None:
    assert has_role_words(["id", "Commentaire", "Note"])
    assert not has_role_words(["1", "Très bien", "9"])


@pytest.mark.parametrize("role", ["verbatim", "score", "date", "language", "title", "id", "personal", "french"])
def test_the_words_of_a_role_are_folded(role: str) -> None:
    assert [word for word in load_role_words()[role].exact if fold_name(word) != word] == []


@pytest.mark.parametrize(
    ("header", "is_personal"),
    [
        ("E-mail", True),
        ("Adresse e-mail du client", True),
        ("Nom", True),
        ("Prénom", True),
        ("RecipientLastName", True),
        ("IPAddress", True),
        ("Numéro de téléphone", True),
        ("Nom du magasin", False),
        ("Product name", False),
        ("Store", False),
        ("Description", False),
    ],
)
def test_personal_columns_are_known(header: str, is_personal: bool) -> None:
    assert (load_role_words()["personal"].rank(header) is not None) is is_personal


def test_a_name_is_quoted_where_a_shell_needs_it() -> None:
    assert (quote("score"), quote("my score")) == ("score", '"my score"')
