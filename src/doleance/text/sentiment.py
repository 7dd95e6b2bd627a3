"""Scores texts, opinion units and comments: sentiment −1…1, polarity, probabilities."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from doleance.schema import POLARITIES
from doleance.settings import LANGUAGES
from doleance.text.languages import detect_languages
from doleance.text.lexicons import Cuts, load_lexicon
from doleance.text.vader import VaderEngine
from doleance.text.valence import ValenceEngine

COLUMNS = ("language", "sentiment", "polarity", "p_negative", "p_neutral", "p_positive")
# A unit's sentiment is its own with this share of its sentence's: what people say side by side, they mostly feel alike.
SENTENCE_SHARE = 0.3
SENTENCE_END = re.compile(r"[.!?\u2026]+(?=\s)|\n+")
# What VADER's authors call neutral.
VADER_CUT = 0.05


def score_sentiment(texts: Iterable[object], languages: Iterable[object] | None = None, *, learned: bool = True) -> pd.DataFrame:
    """Return the sentiment of each text, in the order given.

    Parameters
    ----------
    texts
        Any texts; what is missing counts as empty.
    languages
        The language of each; found from the text where it is not given. A text in no known language is scored in
        each of them and gets the mean.
    learned
        Whether valences learned from labelled comments are used. Without them English scores are vaderSentiment's
        ``compound``, exactly.

    Returns
    -------
    pandas.DataFrame
        language, sentiment (−1…1), polarity (negative, neutral, positive), p_negative, p_neutral, p_positive (sum to 1).

    Examples
    --------
    >>> score_sentiment(["Delivery was fast", "Le SAV est nul"], ["en", "fr"])["polarity"].tolist()
    ['positive', 'negative']
    """
    written = [text if isinstance(text, str) else "" for text in texts]
    known = detect_languages(written) if languages is None else [str(language) for language in languages]
    scores = np.array([_score(text, language, learned) for text, language in zip(written, known, strict=True)], dtype=float)
    return _grade(scores, known, learned)


def score_units(units: pd.DataFrame, comments: pd.DataFrame) -> pd.DataFrame:
    """Return the units with their sentiment: their own, blended with that of the sentence they stand in.

    Needs: comment_id, start, end, unit; of the comments comment_id, text, language.
    Adds: sentiment, polarity.
    """
    places = pd.Index(comments["comment_id"]).get_indexer(units["comment_id"])
    texts, languages = comments["text"].tolist(), comments["language"].tolist()
    sentences: dict[tuple[int, int], float] = {}
    ends: dict[int, list[int]] = {}
    scores = np.zeros(len(units))
    known = [str(languages[place]) for place in places]
    rows = zip(places.tolist(), units["start"].tolist(), units["end"].tolist(), units["unit"].tolist(), strict=True)
    for row, (place, start, end, unit) in enumerate(rows):
        if place not in ends:
            ends[place] = [match.end() for match in SENTENCE_END.finditer(texts[place])]
        first, last = _find_sentence(ends[place], start, end, len(texts[place]))
        if (place, first) not in sentences:
            sentences[place, first] = _score(texts[place][first:last], known[row], True)
        own = _score(unit, known[row], True)
        scores[row] = (own + SENTENCE_SHARE * sentences[place, first]) / (1 + SENTENCE_SHARE)
    graded = _grade(scores, known, True)
    return units.assign(sentiment=graded["sentiment"].to_numpy(), polarity=graded["polarity"].to_numpy())


def score_comments(comments: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return the comments with their sentiment; a comment without units has none and is neutral.

    Needs: comment_id, text, language; of the units comment_id.
    Adds: sentiment, polarity.
    """
    has_units = comments["comment_id"].isin(units["comment_id"]).to_numpy()
    known = [str(language) for language in comments["language"]]
    rows = zip(comments["text"], known, has_units, strict=True)
    scores = np.array([_score(text, language, True) if has_opinion else np.nan for text, language, has_opinion in rows], dtype=float)
    graded = _grade(scores, known, True)
    return comments.assign(sentiment=scores, polarity=graded["polarity"].to_numpy())


@lru_cache(maxsize=2 * len(LANGUAGES))
def load_engine(language: str, *, learned: bool = True) -> ValenceEngine | VaderEngine:
    """Return the engine of a language; English without what was learned is VADER itself."""
    if language == "en" and not learned:
        return VaderEngine()
    return ValenceEngine(load_lexicon(language, learned=learned))


def grade_score(score: float, language: str, *, learned: bool = True) -> tuple[str, dict[str, float]]:
    """Return the polarity of one sentiment, and the probability of each."""
    values, cuts = np.array([score]), _find_cuts(language, learned)
    shares = _find_shares(values, cuts)[0].tolist()
    return POLARITIES[int(_find_places(values, cuts)[0])], dict(zip(POLARITIES, shares, strict=True))


def _score(text: str, language: str, learned: bool) -> float:
    if language in LANGUAGES:
        return load_engine(language, learned=learned).score(text)
    return sum(load_engine(each, learned=learned).score(text) for each in LANGUAGES) / len(LANGUAGES)


def _find_sentence(ends: Sequence[int], start: int, end: int, length: int) -> tuple[int, int]:
    """Return the bounds of the sentence, or sentences, that ``[start, end)`` lies in."""
    before, after = bisect_right(ends, start), bisect_left(ends, end)
    return ends[before - 1] if before else 0, ends[after] if after < len(ends) else length


def _grade(scores: np.ndarray, languages: Sequence[str], learned: bool) -> pd.DataFrame:
    """Return the frame of scores with polarities and probabilities; a missing score is neutral."""
    names = np.array(POLARITIES)
    places = np.ones(len(scores), dtype=int)
    shares = np.empty((len(scores), len(POLARITIES)))
    codes = pd.Series(languages, dtype="object").to_numpy()
    for language in sorted(set(languages)):
        at = codes == language
        cuts = _find_cuts(language, learned)
        values = np.nan_to_num(scores[at])
        places[at] = _find_places(values, cuts)
        shares[at] = _find_shares(values, cuts)
    columns = (pd.Series(languages, dtype="str"), scores, pd.Series(names[places], dtype="str"), *shares.T)
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _find_cuts(language: str, learned: bool) -> Cuts:
    code = language if language in LANGUAGES else LANGUAGES[0]
    cuts = load_lexicon(code).cuts
    return cuts if learned or code != "en" else Cuts(negative=-VADER_CUT, positive=VADER_CUT, weights=cuts.weights)


def _find_places(values: np.ndarray, cuts: Cuts) -> np.ndarray:
    """Return the place of each polarity in ``POLARITIES``."""
    return np.asarray(1 + (values >= cuts.positive) - (values <= cuts.negative))


def _find_shares(values: np.ndarray, cuts: Cuts) -> np.ndarray:
    """Return the probability of each polarity, (n, 3), rows summing to 1."""
    logits = np.column_stack([np.ones(len(values)), values, np.abs(values)]) @ np.array(cuts.weights).T
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
