"""Anchors: what customers of most trades speak of, in both languages, for themes to settle on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from doleance.settings import LANGUAGES
from doleance.text.words import read_tables
from doleance.themes.choices import Encoder, load_encoder
from doleance.themes.encoders import scale_rows
from doleance.themes.tables import Vectors


@dataclass(frozen=True, slots=True)
class Anchors:
    """The name of each anchor in each language, its seeds, and its vector, (n_anchors, dim), of unit length."""

    names: tuple[dict[str, str], ...]
    seeds: tuple[tuple[str, ...], ...]
    vectors: Vectors


class _Key:
    """An encoder as the key of a cache: a name is equal to the same name, an object to itself alone."""

    __slots__ = ("encoder",)

    def __init__(self, encoder: str | Encoder) -> None:
        self.encoder = encoder

    def __hash__(self) -> int:
        return hash(self.encoder) if isinstance(self.encoder, str) else id(self.encoder)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Key):
            return NotImplemented
        return self.encoder is other.encoder or (isinstance(self.encoder, str) and self.encoder == other.encoder)


def load_anchors(encoder: str | Encoder) -> Anchors:
    """Return the anchors of ``words/anchors.toml`` in the space of an encoder; each is the mean of its phrases."""
    return _load(_Key(encoder))


# What the cache holds stays alive, so that no other object can take its place in memory.
@lru_cache(maxsize=4)
def _load(key: _Key) -> Anchors:
    tables = read_tables("anchors")
    phrases = [
        [phrase for language in LANGUAGES for phrase in (anchor[language], *anchor[f"phrases_{language}"])] for anchor in tables.values()
    ]
    encoded = load_encoder(key.encoder).encode([phrase for group in phrases for phrase in group])
    ends = np.cumsum([len(group) for group in phrases])
    vectors = np.vstack([part.mean(axis=0) for part in np.split(encoded, ends[:-1])]).astype(np.float32)
    names = tuple({language: str(anchor[language]) for language in LANGUAGES} for anchor in tables.values())
    seeds = tuple(tuple(anchor["seeds"]) for anchor in tables.values())
    return Anchors(names=names, seeds=seeds, vectors=scale_rows(vectors))
