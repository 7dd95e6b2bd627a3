"""Splits each comment into opinion units.

A unit ends at punctuation, at a line, and before a connective of contrast; only a very long one is split at commas too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import pandas as pd

from doleance.settings import LANGUAGES
from doleance.text.words import Words, join_longest_first, load_words

COLUMNS = ("unit_id", "comment_id", "position", "start", "end", "unit")
# What may end a unit: marks of punctuation, a line, a dash or dot used as a bullet.
END = re.compile(r"(?P<mark>[.!?\u2026;]+[\"')\]]*)|(?P<line>\n)|[-\u2013\u2014\u2022\u00b7*\u25cf\u25aa>]+(?=\s)")
TRIM = " \n-\u2013\u2014\u2022\u00b7*\u25cf\u25aa>"
WORD = re.compile(r"[^\W\d_]{2,}")
LETTERS = re.compile(r"[^\W\d_]")
TOKEN = re.compile(r"\S+")
NUMBERING = re.compile(r"\(?\d{1,2}[.)]+\Z")
DOTS = re.compile(r"\.{2,}|\.*\u2026[.\u2026]*")
PAUSE = re.compile(r"[.!?;,\n\u2026]")
LONG_UNIT = 25
SHORT_CLAUSE = 4
# How far to look back for the word before a full stop, or to both sides for an address.
N_LOOK = 80


@dataclass(frozen=True, slots=True)
class Rules:
    """The words of a language as the splitter uses them; without one of ``turns`` in it, a text has no contrast to look for."""

    turns: tuple[str, ...]
    contrast: re.Pattern[str]
    opener: re.Pattern[str]
    clause: re.Pattern[str]
    abbreviations: frozenset[str]
    closing: frozenset[str]


def split_units(comments: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each opinion unit of the informative comments, in reading order.

    Needs: comment_id, text, language, is_informative.
    Adds: unit_id, position, start, end, unit; ``text[start:end] == unit``.

    Examples
    --------
    >>> comments = pd.DataFrame({"comment_id": ["c1"], "text": ["Great staff but slow app."], "language": ["en"], "is_informative": [True]})
    >>> split_units(comments)["unit"].tolist()
    ['Great staff', 'but slow app.']
    """
    kept = comments.loc[comments["is_informative"].astype(bool), ["comment_id", "text", "language"]]
    rows = [
        (f"{comment_id}-{position}", comment_id, position, start, end, text[start:end])
        for comment_id, text, language in zip(kept["comment_id"].tolist(), kept["text"].tolist(), kept["language"].tolist(), strict=True)
        for position, (start, end) in enumerate(find_spans(text, language))
    ]
    units = pd.DataFrame(rows, columns=list(COLUMNS))
    return units.astype({"unit_id": "str", "comment_id": "str", "position": "int64", "start": "int64", "end": "int64", "unit": "str"})


def find_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Return where each opinion unit of a text starts and ends, ``[start, end)``, in order and never overlapping."""
    rules = _load_rules(language)
    lower = text.lower()
    # A few letters change length in lower case, and offsets must hold.
    if len(lower) != len(text):
        lower = text
    ends = [match.end() for match in END.finditer(text) if _is_end(match, lower, rules)]
    spans: list[tuple[int, int]] = []
    has_contrast = any(word in lower for word in rules.turns)
    for span in pairwise((0, *ends, len(text))):
        parts = _split_contrast(text, lower, span, rules) if has_contrast else [span]
        spans += [trimmed for part in parts if (trimmed := _trim(text, *part))]
    joined = _join_fragments(text, spans)
    return [part for span in joined for part in _split_long(text, lower, span, rules)]


def _is_end(match: re.Match[str], lower: str, rules: Rules) -> bool:
    text, start, end = match.string, match.start(), match.end()
    if not match["mark"]:
        return match["line"] is not None or (start > 0 and text[start - 1].isspace())
    if end < len(text) and not text[end].isspace():
        return text[end].isalpha() and _is_tight_end(match)
    mark = match["mark"].rstrip("\"')]")
    if mark == ".":
        return _is_full_stop(match, lower, rules)
    return not DOTS.fullmatch(mark) or _is_opinion_end(match)


def _is_tight_end(match: re.Match[str]) -> bool:
    """Tell "Great.Thanks" from an address: a capital after a full stop, and no sign of addresses around."""
    text, start, end = match.string, match.start(), match.end()
    if start < 2 or not text[start - 2 : start].isalpha() or not text[end : end + 2].isalpha():
        return False
    if match["mark"] == "." and not (text[start - 1].islower() and text[end].isupper() and text[end + 1 : end + 2].islower()):
        return False
    before = text[max(0, start - N_LOOK) : start].split()[-1]
    after = text[end : end + N_LOOK].split()[0]
    return not any(sign in before + after for sign in "@/=&_") and not before.startswith("www")


def _is_opinion_end(match: re.Match[str]) -> bool:
    """Tell a row of dots that parts two opinions from one inside a sentence: a capital follows, or both sides have words enough."""
    text, start, end = match.string, match.start(), match.end()
    if not text[end : end + 2].lstrip()[:1].islower():
        return True
    before, after = PAUSE.split(text[max(0, start - N_LOOK) : start])[-1], PAUSE.split(text[end : end + N_LOOK])[0]
    return min(len(TOKEN.findall(before)), len(TOKEN.findall(after))) >= 2


def _is_full_stop(match: re.Match[str], lower: str, rules: Rules) -> bool:
    text, start = match.string, match.start()
    before = lower[max(0, start - N_LOOK) : start].rsplit(None, 1)
    word = before[-1].lstrip("(\"'[") if before else ""
    following = text[match.end() : match.end() + 2].lstrip()
    if word in rules.abbreviations:
        return word in rules.closing and following[:1].isupper()
    # An initial before a surname.
    is_initial = len(word) == 1 and text[start - 1].isupper() and following[:1].isupper()
    return not is_initial


def _split_contrast(text: str, lower: str, span: tuple[int, int], rules: Rules) -> list[tuple[int, int]]:
    start, end = span
    cuts: list[int] = []
    for match in rules.contrast.finditer(lower, start, end):
        if match["turn"] and WORD.search(text, cuts[-1] if cuts else start, match.start()) and WORD.search(text, match.end(), end):
            cuts.append(match.start())
    opener = rules.opener.match(lower, start, end)
    if opener:
        comma = _find_comma(text, opener.end(), cuts[0] if cuts else end)
        if comma:
            cuts.insert(0, comma)
    return list(pairwise((start, *cuts, end)))


def _find_comma(text: str, start: int, end: int) -> int:
    """Return where the main clause starts after an opening concession, or 0."""
    comma = text.find(", ", start, end)
    if comma < 0 or not WORD.search(text, start, comma) or len(TOKEN.findall(text, comma, end)) < SHORT_CLAUSE - 1:
        return 0
    return comma + 2


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in TRIM:
        start += 1
    while start < end and text[end - 1] in TRIM:
        end -= 1
    return (start, end) if start < end else None


def _join_fragments(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what holds fewer than two letters to the unit before it; numbering, and what has none before it, to the next."""
    joined: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in spans:
        if _is_fragment(text, start, end):
            if joined and waiting is None and not NUMBERING.match(text[start:end] if end - start < 6 else ""):
                joined[-1] = (joined[-1][0], end)
            elif waiting is None:
                waiting = start
            continue
        joined.append((start if waiting is None else waiting, end))
        waiting = None
    if waiting is not None:
        first = joined.pop()[0] if joined else waiting
        joined.append((first, spans[-1][1]))
    return joined


def _is_fragment(text: str, start: int, end: int) -> bool:
    first = LETTERS.search(text, start, end)
    return first is None or LETTERS.search(text, first.end(), end) is None


def _split_long(text: str, lower: str, span: tuple[int, int], rules: Rules) -> Iterator[tuple[int, int]]:
    start, end = span
    if end - start < 2 * LONG_UNIT or len(tokens := [match.start() for match in TOKEN.finditer(text, start, end)]) <= LONG_UNIT:
        yield span
        return
    position = {offset: index for index, offset in enumerate(tokens)}
    cuts, last = [start], 0
    for match in rules.clause.finditer(lower, start, end):
        cut = match.start("comma" if match["comma"] else "joiner")
        index = position.get(cut, 0)
        if index - last >= SHORT_CLAUSE and len(tokens) - index >= SHORT_CLAUSE:
            cuts.append(cut)
            last = index
    for part in pairwise((*cuts, end)):
        trimmed = _trim(text, *part)
        if trimmed:
            yield trimmed


@lru_cache
def _load_rules(language: str) -> Rules:
    """Return the rules of a language; where it is unknown, those of all languages together."""
    spoken = [load_words(code) for code in ((language,) if language in LANGUAGES else LANGUAGES)]
    not_contrasts, contrasts, openers = (_any(spoken, field) for field in ("not_contrasts", "contrasts", "openers"))
    joiners, starts = _any(spoken, "joiners"), _any(spoken, "starts")
    turns = {entry for words in spoken for entry in (*words.contrasts, *words.openers)}
    return Rules(
        turns=tuple(sorted(turn for turn in turns if not any(other in turn for other in turns - {turn}))),
        contrast=re.compile(rf"(?<![\w'-])(?:(?:{not_contrasts})(?!\w)|(?P<turn>{contrasts})(?![\w-]))"),
        opener=re.compile(rf"\s*(?:{openers})(?![\w-])"),
        clause=re.compile(rf",\s+(?P<comma>\S)|\s(?P<joiner>(?:{joiners})\s+(?:{starts})(?:(?<=')|(?!\w)))"),
        abbreviations=_union(spoken, "abbreviations"),
        closing=_union(spoken, "closing"),
    )


def _any(spoken: list[Words], field: str) -> str:
    return join_longest_first({entry for words in spoken for entry in getattr(words, field)})


def _union(spoken: list[Words], field: str) -> frozenset[str]:
    return frozenset[str]().union(*(getattr(words, field) for words in spoken))
