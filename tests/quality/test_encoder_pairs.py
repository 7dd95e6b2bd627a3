"""Misspelled words beside their right form, and sentences beside one that says the same and one that says the opposite."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from doleance import encode
from doleance.themes.tables import load_table

PAIRS = Path(__file__).parents[2] / "corpora" / "encoder-pairs"
NEAR = 0.99


def read(name: str, language: str) -> list[dict[str, str]]:
    with (PAIRS / name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row["language"] == language]


@lru_cache(maxsize=1)
def encode_vocabulary() -> np.ndarray:
    return encode(load_table("encoder-fast").words)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_misspelled_word_lies_nearer_to_its_right_form_than_to_nearly_all_words(language):
    rows = read("typos.tsv", language)
    typed, right = (encode([row[key] for row in rows]) for key in ("typed", "right"))
    own = (typed * right).sum(axis=1, keepdims=True)
    share = ((typed @ encode_vocabulary().T) < own).mean(axis=1)

    assert len(rows) >= 300
    assert (share > NEAR).mean() >= 0.9
    assert np.median(share) > 0.999


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_fine_encoder_tells_some_of_what_is_denied_and_the_fast_one_nothing(language):
    rows = read("meanings.tsv", language)
    shares = {}
    for encoder in ("fine", "fast"):
        said, same, opposite = (encode([row[key] for row in rows], encoder, stance=True) for key in ("sentence", "same", "opposite"))
        shares[encoder] = ((said * same).sum(axis=1) > (said * opposite).sum(axis=1)).mean()

    assert len(rows) >= 100
    assert shares["fine"] >= 0.22
    assert shares["fast"] <= 0.05
