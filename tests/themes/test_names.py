from __future__ import annotations

import pytest

from doleance.themes.names import name_themes


def group(opinions, language: str) -> tuple[list[str], list[list[str]]]:
    subjects = sorted({opinion.subject for opinion in opinions})
    return subjects, [
        [opinion.text for opinion in opinions if (opinion.subject, opinion.language) == (subject, language)] for subject in subjects
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_names_are_well_formed_and_distinct(opinions, language):
    _, groups = group(opinions, language)

    names = [found.name for found in name_themes(groups, language)]

    assert all(names)
    assert len({name.casefold() for name in names}) == len(names)
    assert all(name[0].isupper() and name == name.strip() and "  " not in name and len(name) <= 60 for name in names)
    assert all(word.strip("'").isalpha() for name in names for word in name.replace("-", " ").split())


@pytest.mark.parametrize(
    ("language", "subject", "word"),
    [
        ("en", "refund", "refund"),
        ("fr", "refund", "remboursement"),
        ("en", "price", "price"),
        ("fr", "price", "prix"),
        ("en", "delivery", "parcel"),
        ("en", "website", "website"),
        ("fr", "website", "site"),
    ],
)
def test_a_name_says_what_the_units_speak_of(opinions, language, subject, word):
    subjects, groups = group(opinions, language)

    found = name_themes(groups, language)[subjects.index(subject)]

    assert word in found.name.lower()
    assert any(word in keyword.lower() for keyword in found.keywords)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_keywords_are_few_and_share_no_word(opinions, language):
    for found in name_themes(group(opinions, language)[1], language):
        words = [word for keyword in found.keywords for word in keyword.split()]
        assert 1 <= len(found.keywords) <= 8
        assert len(words) == len(set(words))
        assert 0 < found.support <= 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_order_of_units_changes_no_name(opinions, language):
    _, groups = group(opinions, language)

    assert name_themes([units[::-1] for units in groups], language) == name_themes(groups, language)


def test_the_order_of_groups_changes_no_name(opinions):
    _, groups = group(opinions, "en")

    assert name_themes(groups[::-1], "en")[::-1] == name_themes(groups, "en")


@pytest.mark.parametrize(
    "groups",
    [[], [[]], [[""], ["👍"]], [["42"]], [["very good"], ["so bad"]], [["the the the"]]],
    ids=["no group", "no unit", "no word", "digits", "only judging", "function words"],
)
def test_a_group_without_a_noun_has_no_name(groups):
    assert [found.name for found in name_themes(groups, "en")] == [""] * len(groups)


def test_two_groups_of_the_same_words_have_two_names():
    names = [found.name for found in name_themes([["late parcel", "parcel lost"]] * 2, "en")]

    assert names[0] != names[1]


def test_spelling_is_set_right():
    units = ["interet de la carte", "l'intérêt de la carte", "aucun interet"]

    found = name_themes([units, ["colis perdu"]], "fr")[0]

    assert "intérêt" in " ".join([found.name.lower(), *found.keywords])


def test_typographic_apostrophes_are_plain_ones():
    straight, curly = ([f"service d{sign}accueil parfait", f"le service d{sign}accueil"] for sign in ("'", "\u2019"))

    assert name_themes([straight], "fr") == name_themes([curly], "fr")
