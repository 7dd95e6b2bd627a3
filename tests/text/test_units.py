from __future__ import annotations

import re
import time
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.schema import UNITS, check
from doleance.text.normaliser import normalise
from doleance.text.units import find_spans, split_units

LETTER = re.compile(r"[^\W\d_]")
CASES = [
    pytest.param("en", "Great staff but slow app.", ["Great staff", "but slow app."], id="contrast"),
    pytest.param("fr", "Bon accueil, par contre le prix est élevé", ["Bon accueil,", "par contre le prix est élevé"], id="contrast fr"),
    pytest.param("fr", "tout est bien sauf le prix", ["tout est bien", "sauf le prix"], id="exception"),
    pytest.param("fr", "Il est rapide mais aussi très poli", ["Il est rapide mais aussi très poli"], id="no contrast"),
    pytest.param("en", "It was anything but clean", ["It was anything but clean"], id="no contrast en"),
    pytest.param("en", "But the food is great", ["But the food is great"], id="starts with connective"),
    pytest.param(
        "fr", "Malgré l'attente, le personnel est gentil", ["Malgré l'attente,", "le personnel est gentil"], id="concession first"
    ),
    pytest.param(
        "en", "Although the food was good, the service was slow.", ["Although the food was good,", "the service was slow."], id="although"
    ),
    pytest.param("en", "Fast. Cheap! Really? Yes; sure", ["Fast.", "Cheap!", "Really?", "Yes;", "sure"], id="marks"),
    pytest.param("fr", "- bon accueil\n- prix corrects - choix", ["bon accueil", "prix corrects", "choix"], id="bullets"),
    pytest.param("fr", "M. Dupont et Mme. Durand sont polis.", ["M. Dupont et Mme. Durand sont polis."], id="titles"),
    pytest.param("fr", "Voir n° 12. Prix 12.5 euros", ["Voir n° 12.", "Prix 12.5 euros"], id="decimals"),
    pytest.param("fr", "thé, café, etc. Le choix est large", ["thé, café, etc.", "Le choix est large"], id="etc ends"),
    pytest.param("fr", "thé, café etc. sont froids", ["thé, café etc. sont froids"], id="etc inside"),
    pytest.param("en", "See www.shop.com/a.b or e.g. the app", ["See www.shop.com/a.b or e.g. the app"], id="addresses"),
    pytest.param("en", "Open from 9 a.m. to 5 p.m. daily", ["Open from 9 a.m. to 5 p.m. daily"], id="hours"),
    pytest.param("fr", "Super.Livraison rapide!Bravo", ["Super.", "Livraison rapide!", "Bravo"], id="no space"),
    pytest.param("fr", "Mail à j.Dupont@Poste.Fr merci", ["Mail à j.Dupont@Poste.Fr merci"], id="e-mail"),
    pytest.param(
        "fr", "bon produit... livraison très lente... SAV nul", ["bon produit...", "livraison très lente...", "SAV nul"], id="dots"
    ),
    pytest.param("fr", "Merci... pas mal", ["Merci... pas mal"], id="dots inside"),
    pytest.param("en", "Great! 5/5", ["Great! 5/5"], id="fragment joins"),
    pytest.param("fr", "1. Livraison", ["1. Livraison"], id="numbering joins"),
    pytest.param("en", "Nice :) 👍", ["Nice :) 👍"], id="faces join"),
    pytest.param("en", "👍", ["👍"], id="emoji alone"),
    pytest.param("und", "Great but slow, cher mais bon", ["Great", "but slow, cher", "mais bon"], id="unknown language"),
    pytest.param("en", "", [], id="empty"),
]


def words_of(text, language):
    return [text[start:end] for start, end in find_spans(text, language)]


@pytest.mark.parametrize(("language", "text", "units"), CASES)
def test_find_spans(language, text, units):
    assert words_of(text, language) == units


def test_only_a_long_unit_is_split_at_commas():
    short = "clean room, kind staff, good food"
    long = (
        "the room was clean and very quiet at night, the staff at the desk were kind to us, "
        "the breakfast had everything we like and I will come back next year with all of my friends"
    )
    assert words_of(short, "en") == [short]
    assert [unit[:9] for unit in words_of(long, "en")] == ["the room ", "the staff", "the break", "and I wil"]


TEXTS = st.lists(
    st.sampled_from(
        [
            "but ",
            "mais ",
            "sauf ",
            "Great ",
            "prix ",
            ". ",
            ".",
            "! ",
            "… ",
            "\n",
            " - ",
            ", ",
            "12.5 ",
            "M. ",
            "👍",
            "although ",
            "é",
            "İ ",
            "(ok) ",
            "a",
            "... ",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(TEXTS, st.text(max_size=60)), st.sampled_from(["en", "fr", "und"]))
def test_units_are_apart_in_order_trimmed_and_lose_no_letter(verbatim, language):
    text = normalise(verbatim)
    spans = find_spans(text, language)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    kept = "".join(text[start:end] for start, end in spans)
    assert [letter for letter in kept if letter.isalpha()] == [letter for letter in text if letter.isalpha()]
    if len(spans) > 1:
        assert all(len(LETTER.findall(text, start, end)) >= 2 for start, end in spans)


@pytest.mark.parametrize("piece", ["a. ", "but ", "a b, ", ". ", "although a, ", "a.B", "... a", "- "])
def test_a_long_comment_takes_linear_time(piece):
    start = time.perf_counter()
    find_spans(piece * 50_000, "en")
    assert time.perf_counter() - start < 2


def test_only_informative_comments_have_units():
    comments = pd.DataFrame(
        {
            "comment_id": ["c1", "c2", "c3"],
            "text": ["Great staff but slow app.", "n/a", "Cher"],
            "language": ["en", "en", "fr"],
            "is_informative": [True, False, True],
        }
    )
    before = comments.copy()
    units = split_units(comments)
    check(units, UNITS, "units")
    assert units["unit_id"].tolist() == ["c1-0", "c1-1", "c3-0"]
    assert units["position"].tolist() == [0, 1, 0]
    texts = dict(zip(comments["comment_id"], comments["text"], strict=True))
    assert all(texts[row.comment_id][row.start : row.end] == row.unit for row in units.itertuples())
    pd.testing.assert_frame_equal(comments, before)


def test_no_rows():
    columns = {"comment_id": "str", "text": "str", "language": "str", "is_informative": bool}
    comments = pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in columns.items()})
    units = split_units(comments)
    assert units.empty
    check(units, UNITS, "units")
