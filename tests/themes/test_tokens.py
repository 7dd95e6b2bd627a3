from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.text.folding import fold
from doleance.themes.tokens import tokenise

PIECES = [
    "a",
    "Be",
    "www.",
    "www",
    ".",
    "..",
    "@",
    "://",
    "/",
    ":",
    "-",
    "_",
    "é",
    "1",
    "n't",
    "N\u2019T",
    " ",
    "\n",
    "!",
    "(",
    "[email]",
    "😀",
]
PIECES += ["http", "x@y.fr", "eightlet", "ninelette", "a" * 17, "\u0301", "œ", "½", "ﬁ", "²", "İ", "™", "\ud800", "\x1f", "\x00", "ж"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


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
        ("Voir https://www.example.com/a-b?c=d#e, merci", ["voir", "merci"]),
        ("(WWW.Example.com)", []),
        ("ftp://un.example/deux fini", ["fini"]),
        ("wwww.", ["wwww"]),
        ("écrire à jean.dupont-martin+1@example.org.", ["ecrire", "a"]),
        ("merci @Ma_Boutique2 !", ["merci"]),
        (".@boutique...merci", ["merci"]),
        ("@boutique-fermée", ["fermee"]),
        ("rendez-vous @ 15h, 2@ chacun", ["rendez", "vous", "h", "chacun"]),
        ("[Téléphone] ou [e-mail], [NAME] [XXXX]", ["ou"]),
        ("[Courriel], [prenom], [Prénom], [numéro], [REDACTED] ou [xxx]", ["ou"]),
        ("[Livraison] lente, [x]", ["livraison", "lente", "x"]),
        ("ж @nom https://example.org/x [email] доставка", ["ж", "доставка"]),
        ("", []),
    ],
    ids=ascii,
)
def test_tokenise(text, expected):
    assert split(text) == expected


def test_rows_are_those_of_the_texts():
    rows, codes, words = tokenise(["late parcel", "", "42", "parcel"])

    assert rows.tolist() == [0, 0, 3]
    assert [words[code] for code in codes] == ["late", "parcel", "parcel"]
    assert words == ["late", "parcel"]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["1"]], ids=["none", "empty", "two empty", "a digit"])
def test_texts_without_a_word(texts):
    rows, codes, words = tokenise(texts)

    assert (len(rows), len(codes), len(words)) == (0, 0, 0)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text() | TEXTS, max_size=8))
def test_a_text_has_the_same_tokens_alone_and_among_others(texts):
    rows, codes, words = tokenise(texts)
    together = [[words[code] for code, row in zip(codes, rows, strict=True) if row == i] for i in range(len(texts))]

    assert together == [split(text) for text in texts]


@settings(max_examples=300, deadline=None)
@given(st.text() | TEXTS)
def test_a_letter_of_another_script_changes_no_other_word(text):
    # Such a text is read by expressions, not by arrays of characters: each way checks the other.
    assert split(f"{text} ж") == [*split(text), "ж"]


def test_words_are_numbered_by_their_first_appearance():
    rows, codes, words = tokenise(["son prix", "ж cœur prix", "cœur son"])

    assert rows.tolist() == [0, 0, 1, 1, 1, 2, 2]
    assert words == ["son", "prix", "ж", "coeur"]
    assert codes.tolist() == [0, 1, 2, 3, 1, 3, 0]


def test_long_words_are_told_apart_by_any_letter():
    words = ["remboursement", "remboursemens", "demboursement", *("a" * n for n in range(1, 40)), "a" * 38 + "b", "b" + "a" * 38]

    assert split(" ".join([*words, *words])) == [*words, *words]


@pytest.mark.parametrize("text", ["a@" * 50_000, "://" * 50_000, "www." * 50_000, "@a" * 50_000], ids=["mail", "web", "www", "names"])
@pytest.mark.parametrize("end", ["", "ж"], ids=["arrays", "expressions"])
def test_rows_of_addresses_take_no_time(text, end):
    assert len(split(f"fin {text} {end}")) == 1 + len(end)


def test_many_texts():
    texts = [f"colis {'perdu ' * (i % 5)}" for i in range(5000)]
    rows, _, words = tokenise(texts)

    assert np.bincount(rows).tolist() == [1 + i % 5 for i in range(5000)]
    assert words == ["colis", "perdu"]


@given(st.text())
def test_folding_twice_changes_nothing(text):
    once = fold(text)

    assert fold(fold(once)) == fold(once)
