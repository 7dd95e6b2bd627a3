"""Finds the language of each comment.

The answer is one of the languages asked for, or ``"und"``: the comment is clearly in another language, or has no letters and
its source states no language. It depends on the comment alone (its text and the language its source states), never on its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from doleance.settings import LANGUAGES, Settings
from doleance.text.folding import fold
from doleance.text.words import load_words

UNKNOWN = "und"
# The classifier is asked about the languages most often met beside ours; with all of its 140 it errs more on short texts.
NEIGHBOURS = ("de", "es", "it", "nl", "pt")
TOKEN = re.compile(r"(?:[cdjlmnst]|qu)'(?=\w)|[^\W\d_]+(?:'[^\W\d_]+)?", re.IGNORECASE)
# Addresses and placeholders are in no language.
NOISE = re.compile(r"https?://\S+|www\.\S+|\[[a-z-]+\]|[@#]\w+")
LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
LETTER = re.compile(r"[^\W\d_]")
# The opening says the language; longer comments are not read to their end.
N_READ = 600
LEAD = 2
FEW_WORDS = 2
MIN_FOREIGN_WORDS = 4
SURE_FOREIGN = 0.9
SURE_OWN = 0.9


@dataclass(frozen=True, slots=True)
class Vote:
    """How many different function words of a language a text holds: those of no third language, and all of them."""

    language: str
    n_own: int
    n_all: int


def detect_languages(texts: Sequence[str], given: Sequence[object] | None = None, languages: Sequence[str] = LANGUAGES) -> list[str]:
    """Return the language of each text: one of ``languages`` or ``"und"``.

    Parameters
    ----------
    texts
        Clean texts.
    given
        What the source states for each, such as ``"fr-FR"`` or ``"English"``; it decides texts of one or two words and breaks ties.
    languages
        The languages to tell apart, among ``doleance.settings.LANGUAGES``.

    Examples
    --------
    >>> detect_languages(["The staff was very kind", "Le personnel est très gentil", "Das Personal war sehr freundlich zu uns", "42"])
    ['en', 'fr', 'und', 'und']
    """
    hints = [None] * len(texts) if given is None else [read_language(hint) for hint in given]
    found = (_detect(text, hint) for text, hint in zip(texts, hints, strict=True))
    return [language if language in languages else UNKNOWN for language in found]


def set_languages(comments: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the comments with their language.

    Needs: text; language_given where the source has one.
    Adds: language, one of ``settings.languages`` or ``"und"``.
    """
    given = comments["language_given"].tolist() if "language_given" in comments else None
    languages = detect_languages(comments["text"].tolist(), given, settings.languages)
    return comments.assign(language=pd.Series(languages, index=comments.index, dtype="str"))


def read_language(name: object) -> str | None:
    """Return the code of a language that a source names in its own way, or None.

    Examples
    --------
    >>> read_language("Français"), read_language("en-GB"), read_language("pt"), read_language(None)
    ('fr', 'en', None, None)
    """
    return _known_names().get(_fold_name(name)) if isinstance(name, str) else None


def _fold_name(name: str) -> str:
    return fold(re.sub(r"[^\w]+|_", " ", name)).strip()


@lru_cache
def _known_names() -> dict[str, str]:
    return {_fold_name(name): code for code in LANGUAGES for name in load_words(code).names}


def _detect(text: str, hint: str | None) -> str:
    opening = NOISE.sub(" ", text[:N_READ])
    n_latin = len(LATIN.findall(opening))
    if n_latin == 0:
        is_foreign = LETTER.search(opening) is not None
        return UNKNOWN if is_foreign else hint or UNKNOWN
    if not opening.isascii() and 2 * n_latin < len(LETTER.findall(opening)):
        return UNKNOWN
    tokens = TOKEN.findall(opening.lower())
    first, second = _count_votes(set(tokens))
    if first.n_own - second.n_own >= LEAD and first.n_own >= LEAD * second.n_own:
        return first.language
    if len(tokens) <= FEW_WORDS:
        return hint or _choose(opening, first, second)
    return _classify(opening, len(tokens), hint, (first, second))


def _count_votes(words: set[str]) -> tuple[Vote, Vote]:
    votes = [Vote(code, len(words & own), len(words & every)) for code, own, every in _vote_sets()]
    votes.sort(key=lambda vote: (-vote.n_own, -vote.n_all, vote.language))
    return votes[0], votes[1]


@lru_cache
def _vote_sets() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    return tuple((code, load_words(code).vote, load_words(code).vote | load_words(code).shared) for code in LANGUAGES)


def _choose(opening: str, first: Vote, second: Vote) -> str:
    if first.n_all != second.n_all:
        return first.language if first.n_all > second.n_all else second.language
    lettered = [code for code in LANGUAGES if not load_words(code).letters.isdisjoint(opening.lower())]
    if len(lettered) == 1:
        return lettered[0]
    shares = _classifier_shares(opening)
    return max(LANGUAGES, key=lambda code: shares[code])


def _classify(opening: str, n_words: int, hint: str | None, votes: tuple[Vote, Vote]) -> str:
    shares = _classifier_shares(opening)
    best = max(shares, key=lambda code: shares[code])
    if best in LANGUAGES:
        if shares[best] >= SURE_OWN:
            return best
        return hint or (votes[0].language if votes[0].n_own > votes[1].n_own else best)
    is_clear = n_words >= MIN_FOREIGN_WORDS and shares[best] >= SURE_FOREIGN and votes[0].n_own == 0
    if is_clear:
        return UNKNOWN
    return hint or _choose(opening, *votes)


def _classifier_shares(opening: str) -> dict[str, float]:
    return dict(_load_classifier().rank(opening))  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _load_classifier() -> object:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    classifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    classifier.set_languages([*LANGUAGES, *NEIGHBOURS])
    return classifier
