"""Sentences of two poles, each said outright and by denying the other: what teaches the network negation."""

from __future__ import annotations

import csv
import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from corpus import LANGUAGES

# The first two lists of a frame say one thing, the others the contrary.
FORMS = ("good", "not_bad", "bad", "not_good")
KEPT_APART = 7
# The list that the network is judged by: what stands in it is not learned from.
BLIND = Path(__file__).resolve().parents[2] / "corpora" / "encoder-pairs" / "meanings.tsv"


@dataclass
class Frames:
    """Sentences, the frame and the form (a place in ``FORMS``) of each, which frames judge nothing; words of praise and blame."""

    texts: list[str]
    frame: list[int]
    form: list[int]
    is_neutral: list[bool]
    words: list[tuple[str, float]]


def read_frames() -> tuple[Frames, Frames]:
    """Return the frames to learn from and, apart from them, one in seven to check on."""
    frames, words = [], []
    for language in LANGUAGES:
        read = tomllib.loads((Path(__file__).parent / f"frames_{language}.toml").read_text(encoding="utf-8"))
        frames += read["frame"]
        words += [(word, sign) for key, sign in (("good", 1.0), ("bad", -1.0)) for word in read["words"][key]]
    random.Random(0).shuffle(frames)
    n_apart = len(frames) // KEPT_APART
    return _expand(frames[n_apart:], words), _expand(frames[:n_apart], [])


def _expand(frames: list[dict], words: list[tuple[str, float]]) -> Frames:
    blind = _read_blind()
    rows = [
        (f"{subject} {predicate}", i, form)
        for i, frame in enumerate(frames)
        for subject in frame["subjects"]
        for form, key in enumerate(FORMS)
        for predicate in frame[key]
        if _strip(f"{subject} {predicate}") not in blind
    ]
    texts, owners, forms = (list(column) for column in zip(*rows, strict=True))
    return Frames(texts, owners, forms, [bool(frame.get("neutral")) for frame in frames], words)


def _read_blind() -> set[str]:
    with BLIND.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {_strip(row[key]) for row in rows for key in ("sentence", "same", "opposite")}


def _strip(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
