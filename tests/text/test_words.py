from __future__ import annotations

import dataclasses

import pytest

from doleance.errors import UnknownLanguageError
from doleance.settings import LANGUAGES
from doleance.text.folding import fold
from doleance.text.words import gather, load_words, read_tables


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_a_language_is_filled(language):
    words = load_words(language)
    empty = {field.name for field in dataclasses.fields(words) if not getattr(words, field.name)}
    assert empty <= {"letters"}
    assert words.code == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_entries_are_lower_case_with_straight_apostrophes(language):
    words = load_words(language)
    entries = {entry for field in dataclasses.fields(words) for entry in getattr(words, field.name)}
    assert {entry for entry in entries if entry != entry.lower() or "’" in entry} == set()


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(UnknownLanguageError, match="'xx'"):
        load_words("xx")


def test_words_are_frozen_and_read_once():
    assert load_words("en") is load_words("en")
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_words("en").code = "fr"


def test_no_word_marks_both_languages():
    assert load_words("en").vote.isdisjoint(load_words("fr").vote)


def test_opinions_are_no_stop_words():
    assert load_words("fr").stop.isdisjoint({"touchant", "moyen", "bon", "nul"})
    assert load_words("en").stop.isdisjoint({"good", "bad", "well made"})


def test_both_languages_have_the_same_tables():
    assert set(read_tables("en")) == set(read_tables("fr"))
    assert set(read_tables("en")["personal"]) == set(read_tables("fr")["personal"])


def test_gather_unites_the_languages():
    assert {"rue", "avenue"} <= set(gather("personal", "streets_before"))
    assert list(gather("personal", "titles")) == sorted(gather("personal", "titles"))


def test_given_names_are_folded_and_the_ambiguous_are_given():
    names = {key: read_tables("personal")["given"][key].split() for key in ("french", "english", "ambiguous", "places")}
    assert all(fold(name) == name for listed in names.values() for name in listed)
    assert min(len(set(names["french"])), len(set(names["english"]))) >= 350
