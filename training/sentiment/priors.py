"""Gathers the valences that were set by people before anything was learned: open lexicons, cleaned and folded."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from xml.etree import ElementTree as ET

from doleance.text.folding import fold
from doleance.text.lexicons import FACE, load_vader_words

WORD = re.compile(r"[^\W\d_]{2,}")
# textblob-fr gives −1…1; VADER's scale runs to 4, and its adjectives average twice what three times the polarity gives.
TEXTBLOB_SCALE = 3.0


def read_list(path: Path) -> set[str]:
    """Return the words of a review list: one a line, ``#`` starts a remark."""
    if not path.is_file():
        return set()
    return {fold(line.split("#")[0].strip()) for line in path.read_text(encoding="utf-8").splitlines() if line.split("#")[0].strip()}


def read_french(seven_leagues: Path, textblob: Path) -> dict[str, float]:
    """Return the mean valence of each French word over the lexicons that hold it, folded."""
    found: dict[str, list[float]] = defaultdict(list)
    for source in (_read_seven_leagues(seven_leagues), _read_textblob(textblob)):
        for word, value in source.items():
            found[word].append(value)
    faces = {word: value for word, value in load_vader_words().items() if FACE.fullmatch(word)}
    return {**faces, **{word: fmean(values) for word, values in found.items()}}


def _read_seven_leagues(path: Path) -> dict[str, float]:
    pattern = re.compile(r"(.+?)->\s*(-?\d+(?:[.,]\d+)?)\s*$")
    found: dict[str, list[float]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        match = pattern.match(line)
        if match and WORD.fullmatch(match[1].strip()):
            found[fold(match[1].strip())].append(float(match[2].replace(",", ".")))
    return {word: fmean(values) for word, values in found.items()}


def _read_textblob(path: Path) -> dict[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    for node in ET.parse(path).getroot().iter("word"):
        word, polarity = fold(node.attrib["form"]), float(node.attrib["polarity"])
        if WORD.fullmatch(word) and polarity:
            found[word].append(polarity * TEXTBLOB_SCALE)
    return {word: fmean(values) for word, values in found.items()}
