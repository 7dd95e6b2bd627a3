from __future__ import annotations

import pytest

from doleance.themes.general import find_general, general_names


@pytest.mark.parametrize(
    ("text", "is_general"),
    [
        ("Very good!", True),
        ("Très bien, merci.", True),
        ("I recommend.", True),
        ("Parfait !", True),
        ("C'est super", True),
        ("10/10, excellent", True),
        ("Very good delivery", False),
        ("Très bon accueil", False),
        ("the", False),
        ("le la les", False),
        ("", False),
        ("👍", False),
        ("42", False),
        ("parcel", False),
    ],
)
def test_a_text_is_general_when_it_only_judges(text, is_general):
    assert find_general([text]).tolist() == [is_general]


def test_texts_do_not_change_each_other(texts):
    assert find_general(texts).tolist() == [bool(find_general([text])[0]) for text in texts]


def test_no_text():
    assert find_general([]).tolist() == []


def test_the_theme_has_a_name_in_each_language():
    names = general_names()

    assert sorted(names) == ["en", "fr"]
    assert all(names.values())
