from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.themes.seeds import find_seeds


@pytest.mark.parametrize(
    ("text", "seed", "is_held"),
    [
        ("Livraison lente", "livr", True),
        ("délivré hier", "livr", False),
        ("LIVRÉ hier", "livr", True),
        ("expédié", "expedi", True),
        ("expedie", "expédi", True),
        ("the app froze", "app", True),
        ("the apple froze", "app", False),
        ("the application froze", "appl", True),
        ("l'application", "appl", True),
        ("prix. (cassés)", "c.s", False),
        ("", "livr", False),
        ("42", "livr", False),
    ],
    ids=[
        "start",
        "inside",
        "upper case",
        "accent",
        "accent of the seed",
        "short whole",
        "short start",
        "four letters",
        "elision",
        "no pattern",
        "empty",
        "digits",
    ],
)
def test_a_seed_is_the_beginning_of_a_word(text, seed, is_held):
    assert find_seeds([text], [(seed,)]).tolist() == [[is_held]]


def test_each_theme_has_its_column():
    held = find_seeds(["colis perdu", "prix trop haut", "rien"], [("colis", "livr"), (), ("prix",)])

    assert held.tolist() == [[True, False, False], [False, False, True], [False, False, False]]


@pytest.mark.parametrize(("n_texts", "n_themes"), [(0, 0), (0, 2), (2, 0)], ids=["nothing", "no text", "no theme"])
def test_nothing_to_find(n_texts, n_themes):
    assert find_seeds(["parcel"] * n_texts, [("x",)] * n_themes).shape == (n_texts, n_themes)


@given(st.lists(st.text(max_size=20), max_size=5), st.lists(st.lists(st.text(min_size=1, max_size=6), max_size=3), max_size=3))
def test_any_words_may_be_seeds(texts, seeds):
    held = find_seeds(texts, seeds)

    assert held.shape == (len(texts), len(seeds))
    assert held.tolist() == [find_seeds([text], seeds)[0].tolist() for text in texts]
