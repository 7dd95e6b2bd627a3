from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.text.normaliser import fold
from doleance.themes.tokens import tokenise


def split(text: str) -> list[str]:
    _, codes, words = tokenise([text])
    return [words[code] for code in codes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Élevé", "eleve"),
        ("CŒUR", "coeur"),
        ("Et cætera", "et caetera"),
        ("l\u2019accueil", "l'accueil"),
        ("e\u0301te\u0301", "ete"),
        ("plain", "plain"),
        ("ﬁn", "fin"),
        ("", ""),
    ],
    ids=["accents", "oe", "ae", "apostrophe", "combining", "ascii", "ligature", "empty"],
)
def test_fold(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'accueil d\u2019hier", ["l", "accueil", "d", "hier"]),
        ("It doesn't work", ["it", "does", "not", "work"]),
        ("It DOESN\u2019T work", ["it", "does", "not", "work"]),
        ("n'techniques", ["n", "techniques"]),
        ("le cœur net", ["le", "coeur", "net"]),
        ("24 h sur 7, 3ème", ["h", "sur", "eme"]),
        ("mot_clé", ["mot", "cle"]),
        ("colis\x1fperdu", ["colis", "perdu"]),
        ("rendez-vous", ["rendez", "vous"]),
        ("prix PRIX Prix", ["prix", "prix", "prix"]),
        ("12/20 !!! 👍", []),
        ("", []),
    ],
    ids=["elision", "n't", "N’T", "n' alone", "oe", "digits", "underscore", "separator", "hyphen", "case", "signs", "empty"],
)
def test_tokenise(text, expected):
    assert split(text) == expected


def test_rows_are_those_of_the_texts():
    rows, codes, words = tokenise(["late parcel", "", "42", "parcel"])

    assert rows.tolist() == [0, 0, 3]
    assert [words[code] for code in codes] == ["late", "parcel", "parcel"]
    assert words.tolist() == ["late", "parcel"]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["1"]], ids=["none", "empty", "two empty", "a digit"])
def test_texts_without_a_word(texts):
    rows, codes, words = tokenise(texts)

    assert (len(rows), len(codes), len(words)) == (0, 0, 0)


@given(st.lists(st.text(), max_size=8))
def test_a_text_has_the_same_tokens_alone_and_among_others(texts):
    rows, codes, words = tokenise(texts)
    together = [[words[code] for code, row in zip(codes, rows, strict=True) if row == i] for i in range(len(texts))]

    assert together == [split(text) for text in texts]


@given(st.text())
def test_folding_twice_changes_nothing(text):
    once = fold(text)

    assert fold(fold(once)) == fold(once)
