"""Anchors: what customers of most trades speak of, in both languages, for themes to settle on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from doleance.settings import LANGUAGES
from doleance.text.words import read_tables
from doleance.themes.encoders import StaticEncoder, Vectors, scale_rows


@dataclass(frozen=True, slots=True)
class Anchors:
    """The name of each anchor in each language, its seeds, and its vector, (n_anchors, dim), of unit length."""

    names: tuple[dict[str, str], ...]
    seeds: tuple[tuple[str, ...], ...]
    vectors: Vectors


@lru_cache
def load_anchors(encoder: str) -> Anchors:
    """Return the anchors of ``words/anchors.toml`` in the space of an encoder; each is the mean of its phrases."""
    tables = read_tables("anchors")
    means = []
    for anchor in tables.values():
        phrases = [phrase for language in LANGUAGES for phrase in (anchor[language], *anchor[f"phrases_{language}"])]
        means.append(StaticEncoder(encoder).encode(phrases).mean(axis=0))
    vectors = np.vstack(means).astype(np.float32)
    names = tuple({language: str(anchor[language]) for language in LANGUAGES} for anchor in tables.values())
    seeds = tuple(tuple(anchor["seeds"]) for anchor in tables.values())
    return Anchors(names=names, seeds=seeds, vectors=scale_rows(vectors))
