"""Loads what the sentiment engine knows of a language: the valence of words, and the rules that change it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import Any

from doleance.errors import UnknownLanguageError
from doleance.settings import LANGUAGES
from doleance.shelf import find_model, read_settings
from doleance.text.folding import fold
from doleance.text.vader import load_emoji_valences, load_valences

MODEL = "sentiment-{language}"
# The base of a model whose table holds only what differs from vaderSentiment's lexicon.
VADER = "vader"
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
FACE = re.compile(r"[:;=][-^']?[()DPpOo/\\|\[\]*3$]|<3")
# What a negation leaves of a valence where nothing better was learned; VADER's own figure.
NEGATION = -0.74
# VADER's scale runs from −4 to 4.
MAX_VALENCE = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """Words that negate ``ahead`` tokens after them and ``behind`` before them; some count only after an opener."""

    words: tuple[str, ...]
    ahead: int
    behind: int = 0
    needs_opener: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rule words of a language, without accents; entries of several words are written with spaces.

    Where a language ``has_elisions``, a word ends at its apostrophe; ``openers`` start a negation that another word
    completes, unless one of ``restrictions`` comes first; ``breaks`` end the reach of a negation. ``degrees`` are
    factors, ``phrases`` valences that replace those of their words.
    """

    has_elisions: bool
    openers: tuple[str, ...]
    restrictions: tuple[str, ...]
    breaks: tuple[str, ...]
    contrasts: tuple[str, ...]
    concessions: tuple[str, ...]
    negations: tuple[Negation, ...]
    degrees: Mapping[str, float]
    phrases: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """What turns a score into a polarity and probabilities.

    A sentiment of at most ``negative`` is negative, one of at least ``positive`` positive. ``weights`` holds one row
    for each polarity: the intercept and the weights of the sentiment and of its magnitude.
    """

    negative: float
    positive: float
    weights: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All that the engine needs for a language.

    ``valences`` and ``negated`` give each word's valence on VADER's scale, as it stands and when it is negated;
    ``spread`` is the divisor that bounds a score, ``length`` how much long texts are damped.
    """

    language: str
    valences: Mapping[str, float]
    negated: Mapping[str, float]
    rules: Rules
    cuts: Cuts
    spread: float
    length: float


@lru_cache(maxsize=2 * len(LANGUAGES))
def load_lexicon(language: str, *, learned: bool = True) -> Lexicon:
    """Return the lexicon of a language: its model's words on top of its base, emoji, and rules.

    Without ``learned``, words keep the valence that the open lexicons give them, and words they lack have none.

    Raises
    ------
    UnknownLanguageError
        Sentiment is not known for the language.

    Examples
    --------
    >>> load_lexicon("fr").valences["excellent"] > 1
    True
    """
    if language not in LANGUAGES:
        raise UnknownLanguageError(f"There is no lexicon for the language {language!r}.", hint=f"Use one of {', '.join(LANGUAGES)}.")
    folder = find_model(MODEL.format(language=language))
    settings = read_settings(folder)
    valences, negated = read_words((folder / "lexicon.tsv").read_text(encoding="utf-8"), learned=learned)
    base = load_vader_words() if settings["base"] == VADER else {}
    return Lexicon(
        language=language,
        valences={**load_emoji_priors(), **base, **valences},
        negated=negated,
        rules=load_rules(language),
        cuts=read_cuts(settings["cuts"]),
        spread=settings["engine"]["spread"],
        length=settings["engine"]["length"],
    )


def read_words(table: str, *, learned: bool = True) -> tuple[dict[str, float], dict[str, float]]:
    """Return the valences and the negated valences of a tab-separated table: word, valence, negated, prior."""
    valences, negated = {}, {}
    for line in table.splitlines()[1:]:
        word, valence, when_negated, prior = line.split("\t")
        if learned:
            valences[word], negated[word] = float(valence), float(when_negated)
        elif float(prior):
            valences[word] = float(prior)
    return valences, negated


def read_cuts(table: Mapping[str, Any]) -> Cuts:
    """Return the cuts that a model's settings hold."""
    weights = tuple(tuple(float(weight) for weight in row) for row in table["weights"])
    return Cuts(negative=table["negative"], positive=table["positive"], weights=weights)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def load_vader_words() -> dict[str, float]:
    """Return the words and plain faces of vaderSentiment's lexicon, folded; words with digits are left out."""
    valences = load_valences()
    faces = {word: value for word, value in valences.items() if FACE.fullmatch(word)}
    return {**faces, **{fold(word): value for word, value in valences.items() if WORD.fullmatch(word) and len(word) > 1}}


@lru_cache(maxsize=1)
def load_emoji_priors() -> dict[str, float]:
    """Return the valence of each emoji: that of its description in VADER's table, or the one set by hand."""
    values = {**load_emoji_valences(), **_read_rules("emoji")["valences"]}
    return {emoji: max(-MAX_VALENCE, min(MAX_VALENCE, value)) for emoji, value in values.items() if len(emoji) == 1}


@lru_cache(maxsize=len(LANGUAGES))
def load_rules(language: str) -> Rules:
    """Return the rule words of a language."""
    table = _read_rules(language)
    names = ("openers", "restrictions", "breaks", "contrasts", "concessions")
    return Rules(
        **{name: _expand(table[name]) for name in names},
        has_elisions=table["has_elisions"],
        negations=tuple(Negation(**{**row, "words": _expand(row["words"])}) for row in table["negations"]),
        degrees={word: row["factor"] for row in table["degrees"] for word in _expand(row["words"])},
        phrases={phrase: float(value) for pattern, value in table["phrases"].items() for phrase in _expand([pattern])},
    )


def _read_rules(name: str) -> dict[str, Any]:
    return tomllib.loads((files("doleance.words") / f"sentiment_{name}.toml").read_text(encoding="utf-8"))


def _expand(patterns: Sequence[str]) -> tuple[str, ...]:
    """Return every phrase that the patterns stand for: ``a|b c`` gives ``a c`` and ``b c``."""
    return tuple(" ".join(words) for pattern in patterns for words in product(*(part.split("|") for part in pattern.split())))
