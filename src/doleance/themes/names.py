"""Clusters of units become names that an analyst would write, and the keywords behind them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import pandas as pd

from doleance.shelf import find_model
from doleance.text.folding import fold
from doleance.text.words import load_words, read_tables

_MOST_UNITS = 300
_MOST_WORDS = 4
_CONTENT = "NAP"
_N_KEYWORDS = 8
_MIN_PHRASE = 0.33
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*'?|[^\s\w']")


@dataclass(frozen=True, slots=True)
class _Lexis:
    """What naming knows of a language: word classes and lemmas by folded word, and the lists of its TOML."""

    classes: dict[str, tuple[str, str, str]]
    vague: frozenset[str]
    links: frozenset[str]
    shapes: frozenset[str]
    stop: frozenset[str]
    general: frozenset[str]
    joiner: str

    def look_up(self, word: str) -> tuple[str, str, str]:
        """Return the right spelling, the class and the lemma of a word; class O where it is not known."""
        if word in self.links:
            return word, "L", word
        return self.classes.get(word) or self.classes.get(fold(word), (word, "O", word))


@lru_cache
def _load_lexis(language: str) -> _Lexis:
    table = pd.read_csv(find_model("word-classes") / f"{language}.tsv", sep="\t", dtype={"n": int}, keep_default_na=False)
    table = table.sort_values(["n", "word"], ascending=[False, True])
    classes: dict[str, tuple[str, str, str]] = {}
    for word, kind, lemma in zip(table["word"], table["class"], table["lemma"], strict=True):
        # As it is written first; a word without its accents falls back on the most frequent one that folds to it.
        classes[word] = (word, kind, lemma)
        classes.setdefault(fold(word), (word, kind, lemma))
    data = read_tables(f"themes_{language}")
    return _Lexis(
        classes=classes,
        vague=frozenset(fold(word) for word in data["names"]["vague"]),
        links=frozenset(data["names"]["links"]),
        shapes=frozenset(data["names"]["shapes"]),
        stop=frozenset(fold(word) for word in load_words(language).stop),
        general=frozenset(fold(word) for word in data["general"]["words"]),
        joiner=str(data["names"]["joiner"]),
    )


@dataclass(frozen=True, slots=True)
class Naming:
    """The name of a group of units (empty where none was found), its keywords, and the share of units that hold the first."""

    name: str
    keywords: tuple[str, ...]
    support: float


def name_themes(groups: Sequence[Sequence[str]], language: str) -> list[Naming]:
    """Return a distinct name and the keywords of each group of units, in the words of one language.

    A name is a noun phrase that the group's units use often and other groups seldom (class-based TF-IDF, Grootendorst
    2022), its spelling set right; where one word stands out and no phrase does, a second is joined to it. A group
    without a usable noun gets an empty name.

    Parameters
    ----------
    groups
        The units of each theme, the most typical first.
    """
    lexis = _load_lexis(language)
    counts = [_count_phrases(units[:_MOST_UNITS], lexis) for units in groups]
    totals: Counter[str] = Counter()
    for found, units in zip(counts, groups, strict=True):
        totals.update({key: n / max(1, min(len(units), _MOST_UNITS)) for key, (n, _) in found.items()})
    ranked = [_rank(found, min(len(units), _MOST_UNITS), totals, len(groups)) for found, units in zip(counts, groups, strict=True)]
    names = _choose_names(ranked, lexis)
    sizes = [min(len(units), _MOST_UNITS) for units in groups]
    return [
        Naming(name, tuple(_keywords(rank)), rank[0][2] / size if rank else 0.0)
        for name, rank, size in zip(names, ranked, sizes, strict=True)
    ]


def _count_phrases(units: Iterable[str], lexis: _Lexis) -> dict[str, tuple[int, str]]:
    """Return for each phrase (by its lemmas) how many units hold it and its most frequent wording."""
    wordings: dict[str, Counter[str]] = {}
    for unit in units:
        for key, wording in dict(_find_phrases(unit, lexis)).items():
            wordings.setdefault(key, Counter())[wording] += 1
    return {key: (found.total(), min(found, key=lambda wording: (-found[wording], wording))) for key, found in wordings.items()}


def _find_phrases(unit: str, lexis: _Lexis) -> Iterator[tuple[str, str]]:
    """Yield the noun phrases of a unit: their lemmas, and their wording with the spelling set right."""
    words = [lexis.look_up(word) for word in _WORD.findall(unit.lower().replace("\u2019", "'"))]
    for start in range(len(words)):
        if words[start][1] not in _CONTENT:
            continue
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            piece = words[start:end]
            if "".join(kind for _, kind, _ in piece) in lexis.shapes and _is_telling(piece, lexis):
                wording = "".join(word if word.endswith("'") else f"{word} " for word, _, _ in piece).strip()
                yield " ".join(lemma for _, kind, lemma in piece if kind != "L"), wording


def _is_telling(piece: Sequence[tuple[str, str, str]], lexis: _Lexis) -> bool:
    content = [fold(word) for word, kind, _ in piece if kind != "L"]
    if any(len(word) < 2 or word in lexis.stop or word in lexis.general for word in content):
        return False
    return not any(word in lexis.vague for word in (content[0], content[-1]))


_Ranked = list[tuple[float, str, int, str]]


def _rank(found: dict[str, tuple[int, str]], n_units: int, totals: Counter[str], n_groups: int) -> _Ranked:
    """Return (weight, lemmas, count, wording), the most telling first."""
    rows = []
    for key, (n, wording) in found.items():
        if n < 2 and n_units > 8:
            continue
        share = n / n_units
        weight = share * log(1 + n_groups * share / totals[key])
        rows.append((weight, key, n, wording))
    return sorted(rows, key=lambda row: (-row[0], row[1]))


def _choose_names(ranked: Sequence[_Ranked], lexis: _Lexis) -> list[str]:
    """Return one name a group, the group with the strongest claim to a phrase first, none twice."""
    names = [""] * len(ranked)
    taken: set[str] = set()
    claims = sorted(range(len(ranked)), key=lambda i: (-ranked[i][0][0] if ranked[i] else 0.0, ranked[i][0][1] if ranked[i] else "", i))
    for i in claims:
        for candidate in _candidates(ranked[i], lexis):
            lemmas = frozenset(candidate[0].split())
            if candidate[1] and candidate[0] not in taken and not any(lemmas == frozenset(other.split()) for other in taken):
                names[i] = candidate[1][0].upper() + candidate[1][1:]
                taken.add(candidate[0])
                break
    return names


def _candidates(ranked: _Ranked, lexis: _Lexis) -> Iterator[tuple[str, str]]:
    """Yield (lemmas, name): the best word grown to a phrase where that is common, or joined to the next, then the others."""
    for place, (_, key, n, wording) in enumerate(ranked[:12]):
        if " " in key:
            yield key, wording
            continue
        longer = next((row for row in ranked[:40] if key in row[1].split() and " " in row[1] and row[2] >= _MIN_PHRASE * n), None)
        if longer:
            yield longer[1], longer[3]
        second = _second(ranked, place)
        if second:
            yield f"{key} {second[1]}", lexis.joiner.format(first=wording, second=second[3])
        yield key, wording


def _second(ranked: _Ranked, place: int) -> tuple[float, str, int, str] | None:
    """Return another single word nearly as telling as the one in ``place``."""
    weight, key = ranked[place][:2]
    return next((row for row in ranked[place + 1 : place + 6] if " " not in row[1] and row[1] != key and row[0] >= 0.6 * weight), None)


def _keywords(ranked: _Ranked) -> Iterator[str]:
    """Yield the most telling words and phrases, none inside one already given."""
    given: list[str] = []
    for _, key, _, wording in ranked:
        if len(given) == _N_KEYWORDS:
            return
        if not any(set(key.split()) & set(other.split()) for other in given):
            given.append(key)
            yield wording
