"""Finds the customers' words that carry a finding, cut around the opinion that weighs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from doleance.report.escapes import strip_controls
from doleance.report.parts import Quote
from doleance.report.reasons import tell_mood
from doleance.report.telling import Telling, tell_segment

AROUND = 110
LONGEST = 320
SEGMENTS_SAID = 2


def gather_quotes(telling: Telling, unit_ids: Iterable[str]) -> dict[str, Quote]:
    """Return the quotes of the units asked for, by unit; units that are not in the study are left out."""
    units, comments = telling.study.units, telling.study.comments
    units = units[units["unit_id"].isin(set(unit_ids))]
    comments = comments[comments["comment_id"].isin(set(units["comment_id"]))]
    texts = dict(zip(comments["comment_id"], comments["text"], strict=True))
    languages = dict(zip(comments["comment_id"], comments["language"], strict=True))
    authors = dict(zip(comments["comment_id"], name_authors(telling, comments), strict=True))
    found = {}
    columns = ["unit_id", "comment_id", "start", "end", "sentiment", "polarity"]
    for unit_id, comment_id, start, end, sentiment, polarity in units[columns].itertuples(index=False):
        before, marked, after = cut_around(texts[comment_id], int(start), int(end), telling.wording.say("format.ellipsis"))
        found[unit_id] = Quote(
            comment_id=comment_id,
            language=str(languages[comment_id]),
            before=telling.wording.say("format.open") + before,
            marked=marked,
            after=after + telling.wording.say("format.close"),
            who=authors[comment_id],
            mood=tell_mood(telling.wording, texts[comment_id][int(start) : int(end)], str(languages[comment_id]), sentiment, polarity),
        )
    return found


def first_quote(quotes: dict[str, Quote], unit_ids: object, language: str = "") -> Quote | None:
    """Return the first of the units that has a quote; one in the language asked for comes before others."""
    found = [quotes[unit_id] for unit_id in listing(unit_ids) if unit_id in quotes]
    return next((quote for quote in found if quote.language == language), found[0] if found else None)


def listing(value: object) -> list[str]:
    """Return a cell that should hold a list as one; files give arrays back, and nothing where there is nothing."""
    if value is None or isinstance(value, str | float):
        return []
    return list(value)  # type: ignore[call-overload, no-any-return]


def cut_around(text: str, start: int, end: int, ellipsis: str) -> tuple[str, str, str]:
    """Return what stands before a span, the span, and what stands after; what is far from it gives way to an ellipsis."""
    before, marked, after = text[:start], text[start:end], text[end:]
    if len(marked) > LONGEST:
        marked, after = marked[:LONGEST].rsplit(maxsplit=1)[0], ellipsis
    if len(before) > AROUND:
        before = ellipsis + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0].rstrip(" ,;:.") + ellipsis
    return strip_controls(before).lstrip(), strip_controls(marked), strip_controls(after).rstrip()


def name_authors(telling: Telling, comments: pd.DataFrame) -> list[str]:
    """Return who wrote each comment, as far as it may be said, in one phrase."""
    comma = telling.wording.say("format.comma")
    return [comma.join(parts) for parts in describe_authors(telling, comments)]


def describe_authors(telling: Telling, comments: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return what may be said of who wrote each comment: class, score, segments, date; what is not known is left out."""
    wording = telling.wording
    columns: list[Sequence[str]] = []
    if "nps_class" in comments:
        columns.append([telling.class_name(name) for name in comments["nps_class"]])
    if "score" in comments:
        top = wording.number(telling.scale.high)
        columns.append([_score(telling, score, top) for score in comments["score"]])
    said = telling.segments[:SEGMENTS_SAID]
    columns += [[_segment(name, value) for value in comments[name]] for name in said]
    if "date" in comments:
        columns.append([wording.date(date) for date in comments["date"]])
    return [tuple(part for part in parts if part) for parts in zip(*columns, strict=True)] if columns else [()] * len(comments)


def _segment(name: str, value: object) -> str:
    """Return a segment's value as it stands; a bare number says nothing without the name of its segment."""
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    text = strip_controls(str(value))
    return text if any(character.isalpha() for character in text) else f"{tell_segment(strip_controls(name))} {text}"


def _score(telling: Telling, score: float, top: str) -> str:
    if pd.isna(score):
        return ""
    return telling.wording.say("format.out_of", score=telling.wording.number(score, 0 if float(score).is_integer() else 1), top=top)
