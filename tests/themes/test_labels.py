from __future__ import annotations

import numpy as np
import pytest

from doleance.text.languages import detect_languages
from doleance.themes.labels import find_main_language, label_by_words, settle_languages

TEXTS = np.array(
    [
        "Die Lieferung kam zu spät",
        "Lieferung zu spät",
        "späte Lieferung",
        "Das Personal war nett",
        "nettes Personal",
        "PERSONAL nett",
        "Lampe",
    ],
    dtype=object,
)
GROUPS = [np.array([0, 1, 2]), np.array([3, 4, 5]), np.array([6]), np.array([], dtype=int)]


def test_a_group_is_named_by_what_it_says_more_than_others():
    first, second, *_ = label_by_words(GROUPS, TEXTS, "en")

    assert first.keywords == ("Lieferung", "spät")
    assert first.names == {"en": "Lieferung, spät"}
    assert second.keywords == ("Personal", "nett")


@pytest.mark.parametrize("place", [2, 3], ids=["one text", "no text"])
def test_a_group_too_small_has_no_name(place):
    label = label_by_words(GROUPS, TEXTS, "fr")[place]

    assert (label.names, label.keywords) == ({}, ())


def test_what_everybody_says_names_nothing():
    texts = np.array([f"der Kunde {word}" for word in ("kam", "kam", "ging", "ging") * 20], dtype=object)
    groups = [np.flatnonzero([text.endswith(word) for text in texts]) for word in ("kam", "ging")]

    assert [label.keywords for label in label_by_words(groups, texts, "en")] == [("kam",), ("ging",)]


FRENCH, ENGLISH, MUTE = "Le personnel est très gentil", "The staff was very kind", "42"
FOREIGN = "Das Personal war sehr freundlich zu uns"


@pytest.mark.parametrize(
    ("texts", "language", "found"),
    [
        ([FRENCH, ENGLISH], None, ["fr", "en"]),
        ([FRENCH, ENGLISH], "en", ["fr", "en"]),
        ([FRENCH, MUTE, FRENCH, ENGLISH], None, ["fr", "fr", "fr", "en"]),
        ([ENGLISH, MUTE, FRENCH, ENGLISH, ""], None, ["en", "en", "fr", "en", "en"]),
        ([FRENCH, MUTE, FRENCH, ENGLISH], "en", ["fr", "en", "fr", "en"]),
        ([ENGLISH, FOREIGN, MUTE], "fr", ["en", "fr", "fr"]),
        ([MUTE, FRENCH, FOREIGN, ENGLISH], None, ["en", "fr", "en", "en"]),
        ([MUTE, "!?", FOREIGN], None, ["en", "en", "en"]),
        ([MUTE], "fr", ["fr"]),
        ([], None, []),
        ([], "fr", []),
    ],
    ids=[
        "each its own",
        "what is said outweighs what is given",
        "most are French",
        "most are English",
        "the language given",
        "a third language",
        "as many of each",
        "none tells",
        "none tells, one given",
        "no text",
        "no text, one given",
    ],
)
def test_a_text_that_does_not_tell_has_the_language_given_or_of_most(texts, language, found):
    languages = settle_languages(np.array(detect_languages(texts), dtype=object), language)

    assert languages.dtype == object
    assert languages.tolist() == found


@pytest.mark.parametrize(
    ("languages", "main"),
    [(["fr", "fr", "en"], "fr"), (["en", "fr"], "en"), (["und", "und", "fr"], "fr"), (["und"], "en"), ([], "en")],
    ids=["French", "as many", "unknown ones do not count", "none known", "none"],
)
def test_the_main_language_is_that_of_most(languages, main):
    assert find_main_language(np.array(languages, dtype=object)) == main
