from __future__ import annotations

import numpy as np
import pytest

from doleance.themes.anchors import load_anchors
from doleance.themes.choices import encode
from doleance.themes.encoders import StaticEncoder
from doleance.themes.tokens import fold


@pytest.fixture(scope="module")
def anchors():
    return load_anchors("encoder-fast")


def test_every_anchor_has_all_it_needs(anchors):
    assert len(anchors.names) == len(anchors.seeds) == len(anchors.vectors) > 10
    assert all(set(names) == {"en", "fr"} and all(names.values()) for names in anchors.names)
    assert all(anchors.seeds)
    assert np.linalg.norm(anchors.vectors, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_names_do_not_repeat(anchors, language):
    names = [names[language].casefold() for names in anchors.names]

    assert len(set(names)) == len(names)


def test_seeds_are_folded(anchors):
    assert [seed for seeds in anchors.seeds for seed in seeds if seed != fold(seed)] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my parcel came late", "Delivery"),
        ("le colis est arrivé en retard", "Delivery"),
        ("prix trop élevés", "Prices and value"),
        ("friendly and helpful staff", "Staff and advice"),
        ("the website crashes", "Website and app"),
        ("remboursement toujours pas reçu", "Returns and refunds"),
    ],
)
def test_a_text_lies_nearest_its_anchor(anchors, text, name):
    nearest = int((anchors.vectors @ encode([text])[0]).argmax())

    assert anchors.names[nearest]["en"] == name


class Counting:
    """An encoder that counts its calls, and is equal to every other."""

    def __init__(self):
        self.n_calls = 0

    def __eq__(self, other):
        return isinstance(other, Counting)

    __hash__ = None

    def encode(self, texts):
        self.n_calls += 1
        return 5.0 * StaticEncoder().encode(texts).astype(np.float64)


def test_anchors_in_the_space_of_an_object(anchors):
    found = load_anchors(Counting())

    assert found.names == anchors.names
    assert found.vectors == pytest.approx(anchors.vectors, abs=1e-5)


def test_the_anchors_of_an_object_are_kept_for_it_alone():
    first, second = Counting(), Counting()

    assert load_anchors(first) is load_anchors(first)
    n_calls = first.n_calls
    load_anchors(first)
    load_anchors(second)

    assert first.n_calls == second.n_calls == n_calls > 0


def test_the_anchors_of_a_name_are_kept(anchors):
    assert load_anchors("encoder-" + "fast") is anchors
