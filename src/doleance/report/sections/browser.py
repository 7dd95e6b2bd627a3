"""Gathers the comments that a page carries, and the ways to filter them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import pandas as pd

from doleance.report.escapes import strip_controls
from doleance.report.parts import Browser, Facet
from doleance.report.quotes import describe_authors, listing
from doleance.report.reasons import STEP, Reasons, count_units, gather_reasons
from doleance.report.sections.wants import name_question, order_questions
from doleance.report.telling import Telling, tell_segment
from doleance.schema import CLASSES, POLARITIES

MOST_COMMENTS = 3_000
LONGEST = 1_500
PAGE = 50
MOST_FACETS = 5


def tell_browser(telling: Telling, quoted: Iterable[str]) -> Browser:
    """Return the comments analysed, newest first: all of them, or a sample that holds every one quoted."""
    comments = telling.study.comments
    comments = comments[comments["status"].eq("analysed")]
    chosen = _order(_sample(comments, set(quoted)))
    facets = _facets(telling, chosen)
    authors = describe_authors(telling, chosen)
    reasons = gather_reasons(chosen, telling.wording.language, LONGEST)
    phrases = {phrase: i for i, phrase in enumerate(sorted({phrase for parts in authors for phrase in parts}))}
    return Browser(
        heading=telling.wording.say("browser.heading"),
        notes=_notes(telling, len(chosen), len(comments), chosen),
        facets=tuple(facet for facet, _ in facets),
        rows=tuple(
            (*row, why)
            for row, why in zip(
                _rows(telling, chosen, facets, [[phrases[phrase] for phrase in parts] for parts in authors]), reasons.rows, strict=True
            )
        ),
        phrases=tuple(phrases),
        words={**_words(telling), **_reason_words(telling, facets, reasons)},
    )


def _sample(comments: pd.DataFrame, quoted: set[str]) -> pd.DataFrame:
    if len(comments) <= MOST_COMMENTS:
        return comments
    # The digest of the identifier orders them: the same comments whatever the order of the rows.
    order = [(comment_id not in quoted, hashlib.blake2b(str(comment_id).encode("utf-8", "replace"), digest_size=8).digest(), i)
             for i, comment_id in enumerate(comments["comment_id"])]  # fmt: skip
    return comments.iloc[sorted(i for _, _, i in sorted(order)[:MOST_COMMENTS])]


def _order(comments: pd.DataFrame) -> pd.DataFrame:
    keys = ["date"] if "date" in comments else []
    return comments.sort_values([*keys, "comment_id"], ascending=[False] * len(keys) + [True])


def _notes(telling: Telling, n_shown: int, n_all: int, chosen: pd.DataFrame) -> tuple[str, ...]:
    wording = telling.wording
    notes = [wording.say("browser.note", n_shown)]
    if n_shown < n_all:
        notes = [wording.say("browser.sampled", shown=wording.number(n_shown), total=wording.number(n_all))]
    notes.append(wording.say("why.note"))
    if chosen["text"].str.len().gt(LONGEST).any():
        notes.append(wording.say("browser.cut"))
    return tuple(notes)


def _facets(telling: Telling, comments: pd.DataFrame) -> list[tuple[Facet, list[Any]]]:
    """Each facet comes with what each comment takes of it: a position, −1 for none, or a list of positions."""
    wording = telling.wording
    facets = [_themes(telling, comments)]
    if telling.has_score and "nps_class" in comments:
        options = tuple((name, telling.class_name(name, 2)) for name in CLASSES)
        facets.append(_single(telling, "class", options, comments["nps_class"]))
    polarities = tuple((name, wording.say(f"polarities.{name}")) for name in POLARITIES)
    facets.append(_single(telling, "polarity", polarities, comments["polarity"]))
    if "period" in comments:
        periods = tuple((str(value), wording.period(str(value))) for value in sorted(comments["period"].dropna().unique()))
        facets += [_single(telling, "period", periods, comments["period"])] if len(periods) > 1 else []
    for i, name in enumerate(telling.segments[:MOST_FACETS]):
        values = comments[name].map(str, na_action="ignore")
        options = tuple((value, strip_controls(value)) for value in sorted(values.dropna().unique()))
        facets.append(_single(telling, f"segment{i + 1}", options, values, label=tell_segment(str(name))))
    questions = telling.finding("questions")
    return facets if questions.empty else [*facets, _questions(telling, comments, questions)]


def _themes(telling: Telling, comments: pd.DataFrame) -> tuple[Facet, list[Any]]:
    themes = telling.study.themes.sort_values(["n_comments", "theme"], ascending=[False, True])
    options = tuple((str(theme_id), str(theme)) for theme_id, theme in zip(themes["theme_id"], themes["theme"], strict=True))
    places = {int(theme_id): i for i, (theme_id, _) in enumerate(options)}
    taken = [[places[int(theme_id)] for theme_id in listing(ids) if int(theme_id) in places] for ids in comments["theme_ids"]]
    return _facet(telling, "theme", options), taken


def _questions(telling: Telling, comments: pd.DataFrame, questions: pd.DataFrame) -> tuple[Facet, list[Any]]:
    ordered = order_questions(questions)
    options = tuple((str(row["topic_id"]), name_question(telling, row)) for _, row in ordered.iterrows())
    asked: dict[str, list[int]] = {}
    for i, comment_ids in enumerate(ordered["comment_ids"]):
        for comment_id in sorted(set(listing(comment_ids))):
            asked.setdefault(comment_id, []).append(i)
    return _facet(telling, "question", options), [asked.get(comment_id, []) for comment_id in comments["comment_id"]]


def _single(
    telling: Telling, key: str, options: tuple[tuple[str, str], ...], values: pd.Series, label: str = ""
) -> tuple[Facet, list[Any]]:
    places = {value: i for i, (value, _) in enumerate(options)}
    return _facet(telling, key, options, label), [-1 if pd.isna(value) else places.get(str(value), -1) for value in values]


def _facet(telling: Telling, key: str, options: tuple[tuple[str, str], ...], label: str = "") -> Facet:
    words = f"browser.facets.{'segment' if label else key}"
    named = telling.wording.say(f"{words}.label", segment=label)
    return Facet(key=key, label=named, everything=telling.wording.say(f"{words}.all"), options=options)


def _rows(
    telling: Telling, comments: pd.DataFrame, facets: list[tuple[Facet, list[Any]]], authors: list[list[int]]
) -> tuple[tuple[Any, ...], ...]:
    places = {int(value): i for i, (value, _) in enumerate(facets[0][0].options)}
    units = telling.study.units
    units = units[units["comment_id"].isin(set(comments["comment_id"])) & units["theme_id"].isin(places)]
    spans: dict[str, list[tuple[int, int, int]]] = {}
    for comment_id, theme_id, start, end in units[["comment_id", "theme_id", "start", "end"]].itertuples(index=False):
        spans.setdefault(comment_id, []).append((places[int(theme_id)], int(start), int(end)))
    ellipsis = telling.wording.say("format.ellipsis")
    taken = zip(*(values for _, values in facets), strict=True)
    return tuple(
        (shown, who, str(language), *options, count_utf16(text, sorted(spans.get(comment_id, []), key=lambda span: span[1])))
        for comment_id, text, language, who, options in zip(
            comments["comment_id"], comments["text"], comments["language"], authors, taken, strict=True
        )
        for shown in (text if len(text) <= LONGEST else text[:LONGEST] + ellipsis,)
    )


def count_utf16(text: str, spans: list[tuple[int, int, int]]) -> list[int]:
    """Return (place, start, end) of each span one after the other, counted as a browser counts, up to the longest text shown."""
    near = [(place, start, min(end, LONGEST)) for place, start, end in spans if start < LONGEST]
    if text.isascii() or max(text) <= "\uffff":
        return [number for span in near for number in span]
    return [number for place, start, end in near for number in (place, count_units(text[:start]), count_units(text[:end]))]


def _reason_words(telling: Telling, facets: list[tuple[Facet, list[Any]]], reasons: Reasons) -> dict[str, Any]:
    wording = telling.wording
    return {
        "polarity": [facet.key for facet, _ in facets].index("polarity"),
        "label": wording.say("why.label", polarity="{p}", sentiment="{s}"),
        "why": wording.say("why.told", items="{i}"),
        "nothing": reasons.nothing,
        "decimal": wording.say("format.decimal"),
        "open": wording.say("format.open"),
        "close": wording.say("format.close"),
        "step": STEP,
        "rules": reasons.rules,
    }


def _words(telling: Telling) -> dict[str, Any]:
    wording = telling.wording
    style = wording.phrases["format"]
    return {
        "page": PAGE,
        "one": style["one"],
        "thousands": style["thousands"],
        "count": wording.phrases["browser"]["count"],
        "none": wording.say("browser.none"),
        "more": wording.phrases["browser"]["more"],
        "comma": wording.say("format.comma"),
    }
