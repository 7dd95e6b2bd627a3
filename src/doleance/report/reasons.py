"""Says what made the sentiment of a quote, and packs for the page what made that of each comment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from doleance.report.escapes import strip_controls
from doleance.report.parts import Mood
from doleance.report.wording import Wording
from doleance.settings import LANGUAGES
from doleance.text.accounts import Account, load_account, pick_heard
from doleance.text.explanations import Explanation, explain_sentiment
from doleance.text.sentiment import SENTENCE_SHARE
from doleance.text.traces import MarkedWord

# The words told of a comment: those that weigh most.
MOST_WORDS = 4
# A mark's length and the place of its reason share a number: the reason counts in these steps.
STEP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """What made the sentiment of comments: a row of numbers for each, the rules in words that they point to, and how to say nothing.

    A row is empty, or holds the sentiment in hundredths, then for each word the signs between it and the word before, its length and
    ``STEP`` times the place of its rules, its value in tenths.
    """

    rows: tuple[tuple[int, ...], ...]
    rules: tuple[str, ...]
    nothing: str


def tell_mood(wording: Wording, unit: str, language: str, sentiment: float, polarity: str) -> Mood:
    """Return the sentiment of an opinion unit in words, and which words and rules gave it."""
    found = explain_sentiment(unit, language)
    account = load_account(wording.language)
    # The sentence that a unit stands in counts for a share of its sentiment.
    is_blended = account.signed(found.sentiment, 2) != account.signed(sentiment, 2)
    share = wording.share(SENTENCE_SHARE / (1 + SENTENCE_SHARE))
    items = strip_controls(account.items(_merge(found), found.rules if language in LANGUAGES else (), MOST_WORDS))
    return Mood(
        tone=polarity,
        label=wording.say("why.label", polarity=wording.say(f"polarities.{polarity}"), sentiment=account.signed(sentiment, 2)),
        why=wording.say("why.blended" if is_blended else "why.told", items=items, **({"share": share} if is_blended else {})),
    )


def gather_reasons(comments: pd.DataFrame, language: str, longest: int) -> Reasons:
    """Return what made the sentiment of each comment, up to the longest text shown, with the rules in a language."""
    account = load_account(language)
    rules = {"": 0}
    columns = (comments["text"], comments["language"], comments["sentiment"])
    rows = tuple(
        () if pd.isna(sentiment) else (round(100 * sentiment), *_pack(str(text)[:longest], _explain(str(text), str(code)), account, rules))
        for text, code, sentiment in zip(*columns, strict=True)
    )
    return Reasons(rows=rows, rules=tuple(rules), nothing=account.words["sentences"]["nothing"])


# The page and the Markdown tell of the same comments.
@lru_cache(maxsize=8192)
def _explain(text: str, language: str) -> tuple[MarkedWord, ...]:
    return tuple(pick_heard(_merge(explain_sentiment(text, language)), MOST_WORDS))


def _pack(text: str, marks: Iterable[MarkedWord], account: Account, rules: dict[str, int]) -> list[int]:
    numbers: list[int] = []
    at = 0
    for mark in marks:
        if mark.end > len(text):
            break
        said = account.words["format"]["semicolon"].join(
            account.rule(name, strip_controls(cue)) for name, cue in zip(mark.rules, mark.cues, strict=True)
        )
        # The page counts as a browser does, and shows no more of a word than fits its number.
        start, end = count_units(text[: mark.start]), count_units(text[: mark.end])
        length = min(end - start, STEP - 1)
        numbers += [start - at, length + STEP * rules.setdefault(said, len(rules)), round(10 * mark.value)]
        at = start + length
    return numbers


def _merge(explanation: Explanation) -> list[MarkedWord]:
    """Return the marks of an explanation; those of a text read in several languages count with the mean of their values."""
    if explanation.language in LANGUAGES:
        return list(explanation.marks)
    merged: dict[tuple[int, int], MarkedWord] = {}
    for mark in explanation.marks:
        known = merged.get((mark.start, mark.end))
        merged[mark.start, mark.end] = MarkedWord(
            start=mark.start,
            end=mark.end,
            words=mark.words,
            valence=mark.valence / len(LANGUAGES) + (known.valence if known else 0.0),
            value=mark.value / len(LANGUAGES) + (known.value if known else 0.0),
            rules=known.rules if known else mark.rules,
            cues=known.cues if known else mark.cues,
            language=explanation.language,
        )
    return list(merged.values())


def count_units(text: str) -> int:
    """Return the length of a text as a browser counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
