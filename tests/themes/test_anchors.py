from __future__ import annotations

import numpy as np
import pytest

from doleance.themes.anchors import load_anchors
from doleance.themes.encoders import encode
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
