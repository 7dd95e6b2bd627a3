"""Says what each sheet of the workbook holds: raw values under headings, in the language of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from doleance.report.content import prepare_telling, title_of
from doleance.report.parts import Field, Sheet
from doleance.report.quotes import listing
from doleance.report.sections.lead import write_lead
from doleance.report.sections.method import tell_method
from doleance.report.sections.wants import name_idea, name_question, order_questions, tell_basis
from doleance.report.telling import Telling
from doleance.schema import CLASSES, CUES, MIN_SHOWN, POLARITIES, STATUSES
from doleance.study import Study

MOST_ROWS = 1_048_000
# Nobody reads more opinions one by one in a sheet, and writing them takes longer than all the rest.
MOST_UNITS = 50_000
MOST_CHARACTERS = 32_767
MOST_QUOTES = 3
# (column of the frame, heading, kind); a column the frame lacks is left out.
Columns = Sequence[tuple[str, str, str]]
INTERVAL: Columns = (("score", "score", "score"), ("low", "score_low", "score"), ("high", "score_high", "score"))
COUNTS: Columns = tuple((name, f"class:{name}", "count") for name in CLASSES)
IMPACT: Columns = (
    ("impact", "impact", "points"), ("impact_low", "impact_low", "points"), ("impact_high", "impact_high", "points"),
    ("impact_q", "q", "number"),
    ("verdict", "verdict", "text"),
)  # fmt: skip


def build_sheets(study: Study, language: str | None = None, title: str | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook; their rows may be read once."""
    telling = prepare_telling(study, language)
    return (
        _summary(telling, title),
        _themes(telling),
        _drivers(telling),
        *(_findings(telling, key) for key in ("frustrations", "delights")),
        _questions(telling),
        _ideas(telling),
        _testimonials(telling),
        _segments(telling),
        _periods(telling),
        _comments(telling),
        *((_units(telling),) if len(study.units) <= MOST_UNITS else ()),
    )


def _sheet(telling: Telling, key: str, frame: pd.DataFrame, columns: Columns, chart: tuple[int, int] | None = None) -> Sheet:
    present = [column for column in columns if column[0] in frame]
    values: list[Iterable[Any]] = [_values(frame[name].iloc[:MOST_ROWS], kind) for name, _, kind in present]
    fields = tuple(Field(heading=_heading(telling, heading), kind=_kind(telling, kind)) for _, heading, kind in present)
    return Sheet(
        name=telling.wording.say(f"sheets.{key}"), fields=fields, rows=zip(*values, strict=True), chart=chart if len(frame) else None
    )


def _heading(telling: Telling, heading: str) -> str:
    kind, _, name = heading.rpartition(":")
    if kind == "class":
        return telling.class_name(name, 2).capitalize()
    return name if kind == "own" else telling.wording.say(f"columns.{name}")


def _kind(telling: Telling, kind: str) -> str:
    """Return how a column is shown: points have one decimal, stars two."""
    if kind in ("points", "score"):
        return f"{kind}:{telling.manner}"
    return kind


def _values(column: pd.Series, kind: str) -> Iterator[Any]:
    if kind in ("text", "long", "date"):
        return iter(column)
    return (None if pd.isna(value) else value for value in column)


def _summary(telling: Telling, title: str | None) -> Sheet:
    summary, say = telling.summary, telling.wording.say
    scored = ("score", "score_low", "score_high") if telling.has_score else ()
    names = (*(f"n_{status}" for status in ("rows", *STATUSES)), "coverage", *scored, "n_scored", "n_units", "n_themes", "n_redactions")
    rows: list[tuple[str, Any]] = [
        (title_of(telling, title), None), ("".join(run.text for run in write_lead(telling)), None), *_labelled(telling, names)
    ]  # fmt: skip
    if telling.has_score:
        rows += [(telling.class_name(name, 2).capitalize(), getattr(summary, name)) for name in CLASSES]
    rows += [
        (say(f"summary.{name}"), telling.wording.date(getattr(summary, name)))
        for name in ("first_date", "last_date")
        if getattr(summary, name)
    ]
    rows += [(line, None) for line in (*_losses(telling), *tell_method(telling).lines)]
    return Sheet(
        name=say("sheets.summary"),
        fields=(Field(heading=say("columns.label"), kind="long"), Field(heading=say("columns.figure"), kind="any")),
        rows=rows,
    )


def _labelled(telling: Telling, names: Iterable[str]) -> list[tuple[str, Any]]:
    found = []
    for name in names:
        key = f"{name}_{telling.manner}" if name == "score" else name
        value = getattr(telling.summary, name)
        shown = telling.wording.share(value) if name == "coverage" else value
        found.append((telling.wording.say(f"summary.{key}"), round(shown, 2) if isinstance(shown, float) else shown))
    return found


def _losses(telling: Telling) -> list[str]:
    """Return what a workbook cannot hold, counted."""
    wording, study = telling.wording, telling.study
    n_rows, n_units = max(len(study.comments) - MOST_ROWS, 0), len(study.units)
    n_cells = int(study.comments["text"].str.len().gt(MOST_CHARACTERS).sum() + study.units["unit"].str.len().gt(MOST_CHARACTERS).sum())
    lost = (("cut_rows", n_rows), ("cut_cells", n_cells), ("cut_units", n_units if n_units > MOST_UNITS else 0))
    return [wording.say(f"sheets.{key}", n) for key, n in lost if n]


def _themes(telling: Telling) -> Sheet:
    themes = telling.study.themes.sort_values(["n_comments", "theme"], ascending=[False, True])
    themes = themes.assign(keywords=_joined(telling, themes["keywords"]))
    columns: Columns = (
        ("theme", "theme", "text"), ("keywords", "keywords", "long"), ("n_comments", "comments", "count"), ("share", "share", "share"),
        ("n_units", "units", "count"), ("sentiment", "sentiment_score", "number"), *((name, name, "count") for name in POLARITIES),
        *(COUNTS if telling.has_score else ()), *(IMPACT if telling.has_score else ()),
    )  # fmt: skip
    return _sheet(telling, "themes", _with_verdict(telling, themes), columns)


def _drivers(telling: Telling) -> Sheet:
    drivers = _with_verdict(telling, telling.drivers())
    columns: Columns = (
        ("theme", "theme", "text"),
        *IMPACT,
        ("n_scored", "scored", "count"),
        ("mention_score", "mention_score", "score"),
        *COUNTS,
    )
    return _sheet(telling, "drivers", drivers, columns, chart=(0, 1))


def _with_verdict(telling: Telling, frame: pd.DataFrame) -> pd.DataFrame:
    words = {True: telling.wording.say("drivers.clear"), False: telling.wording.say("drivers.noise")}
    if "is_significant" not in frame:
        return frame
    verdict = [
        words[bool(is_clear)] if pd.notna(impact) else "" for is_clear, impact in zip(frame["is_significant"], frame["impact"], strict=True)
    ]
    return frame.assign(verdict=verdict)


def _findings(telling: Telling, key: str) -> Sheet:
    found = telling.finding(key)
    if len(found):
        found = found.sort_values("rank").pipe(lambda frame: frame.assign(quote=_quotes(telling, frame["quote_ids"])))
    share = f"class_share_{key}" if telling.scale.is_nps else f"class_share_{key}_stars"
    columns: Columns = (
        ("rank", "rank", "count"), ("theme", "theme", "text"), ("n_comments", "comments", "count"), ("share", "share", "share"),
        ("class_share", share, "share"), ("impact", "impact", "points"), ("priority", "priority", "number"), ("trend", "trend", "number"),
        *((f"n_{cue}", cue, "count") for cue in CUES), ("quote", "quote", "long"),
    )  # fmt: skip
    return _sheet(telling, key, found, columns)


def _questions(telling: Telling) -> Sheet:
    found = telling.finding("questions")
    if len(found):
        found = order_questions(found)
        names = [name_question(telling, row) for _, row in found.iterrows()]
        found = found.assign(question=names, rank=range(1, len(found) + 1), phrasings=_joined(telling, found["phrasings"], "semicolon"))
    columns: Columns = (
        ("rank", "rank", "count"), ("question", "question", "long"), ("n_comments", "people", "count"), ("share", "share", "share"),
        *COUNTS, ("priority", "priority", "number"), ("phrasings", "phrasings", "long"),
    )  # fmt: skip
    return _sheet(telling, "questions", found, columns)


def _ideas(telling: Telling) -> Sheet:
    found = telling.finding("ideas")
    if len(found):
        found = found.sort_values("rank")
        rows = [row for _, row in found.iterrows()]
        kinds = [telling.wording.say(f"ideas.kinds.{row['kind']}") for row in rows]
        found = found.assign(
            kind=kinds, idea=[name_idea(telling, row) for row in rows], basis=[tell_basis(telling, row) for row in rows],
            keywords=_joined(telling, found["keywords"]), quote=_quotes(telling, found["quote_ids"]),
        )  # fmt: skip
    columns: Columns = (
        ("rank", "rank", "count"), ("kind", "kind", "text"), ("idea", "idea", "long"), ("theme", "theme", "text"),
        ("basis", "basis", "long"),
        ("n_comments", "comments", "count"), ("keywords", "keywords", "long"), ("quote", "quote", "long"),
    )  # fmt: skip
    return _sheet(telling, "ideas", found, columns)


def _testimonials(telling: Telling) -> Sheet:
    found = telling.finding("testimonials")
    if len(found):
        names = dict(zip(telling.study.themes["theme_id"], telling.study.themes["theme"], strict=True))
        found = found.sort_values("rank").pipe(lambda frame: frame.assign(theme=frame["theme_id"].map(names).astype(object).fillna("")))
        kept = [name for name in ("comment_id", "nps_class", "score", "date") if name in telling.study.comments]
        found = found.drop(columns=[name for name in kept[1:] if name in found]).merge(
            telling.study.comments[kept], on="comment_id", how="left"
        )
        found = _worded(telling, found)
    columns: Columns = (
        ("rank", "rank", "count"), ("quote", "quote", "long"), ("theme", "theme", "text"), ("nps_class", "class", "text"),
        ("score", "score", "number"), ("date", "date", "date"), ("comment_id", "comment_id", "text"),
    )  # fmt: skip
    return _sheet(telling, "testimonials", found, columns)


def _segments(telling: Telling) -> Sheet:
    found = telling.finding("segments")
    if len(found):
        found = found[found["n"].ge(MIN_SHOWN)].sort_values(["segment", "score", "value"], ascending=[True, False, True], key=_sortable)
    columns: Columns = (("segment", "segment", "text"), ("value", "value", "text"), *INTERVAL, ("n", "scored", "count"), *COUNTS)
    return _sheet(telling, "segments", found, columns)


def _periods(telling: Telling) -> Sheet:
    found = telling.finding("periods")
    if len(found):
        found = found.sort_values("period").pipe(
            lambda frame: frame.assign(period=[telling.wording.period(str(name)) for name in frame["period"]])
        )
    columns: Columns = (("period", "period", "text"), *INTERVAL, ("n", "scored", "count"), *COUNTS)
    return _sheet(telling, "periods", found, columns)


def _comments(telling: Telling) -> Sheet:
    names = dict(zip(telling.study.themes["theme_id"], telling.study.themes["theme"], strict=True))
    comments = telling.study.comments.iloc[:MOST_ROWS]
    gap = telling.wording.say("format.semicolon")
    themes = [gap.join(names[theme_id] for theme_id in listing(ids) if theme_id in names) for ids in comments["theme_ids"]]
    statuses = comments["status"].map({name: telling.wording.say(f"statuses.{name}") for name in STATUSES})
    comments = _worded(telling, comments.assign(themes=themes, status=statuses))
    columns: Columns = (
        ("comment_id", "comment_id", "text"), ("source_row", "source_row", "count"), ("date", "date", "date"), ("period", "period", "text"),
        ("score", "score", "number"), ("nps_class", "class", "text"), *((name, f"own:{name}", "text") for name in telling.segments),
        ("text", "text", "long"), ("themes", "themes", "long"), ("sentiment", "sentiment_score", "number"),
        ("polarity", "polarity", "text"), ("language", "language", "text"), ("status", "status", "text"), ("reason", "reason", "text"),
        ("n_redactions", "redactions", "count"),
    )  # fmt: skip
    return _sheet(telling, "comments", comments, columns)


def _units(telling: Telling) -> Sheet:
    names = dict(zip(telling.study.themes["theme_id"], telling.study.themes["theme"], strict=True))
    units = telling.study.units
    units = _worded(telling, units.assign(theme=units["theme_id"].map(names).astype(object).fillna("")))
    units = units.assign(**{name: units[name].map({True: 1}) for name in (f"is_{cue}" for cue in CUES) if name in units})
    columns: Columns = (
        ("unit_id", "unit_id", "text"), ("comment_id", "comment_id", "text"), ("position", "position", "count"), ("unit", "unit", "long"),
        ("theme", "theme", "text"), ("strength", "strength", "number"), ("sentiment", "sentiment_score", "number"),
        ("polarity", "polarity", "text"), *((f"is_{cue}", cue, "count") for cue in CUES),
    )  # fmt: skip
    return _sheet(telling, "units", units, columns)


def _worded(telling: Telling, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its classes and polarities in the words of the report."""
    words: dict[str, Callable[[str], str]] = {
        "nps_class": telling.class_name, "polarity": lambda name: telling.wording.say(f"polarities.{name}")
    }  # fmt: skip
    known = {"nps_class": CLASSES, "polarity": POLARITIES}
    return frame.assign(**{name: frame[name].map({key: word(key) for key in known[name]}) for name, word in words.items() if name in frame})


def _joined(telling: Telling, lists: Iterable[object], by: str = "comma") -> list[str]:
    return [telling.wording.say(f"format.{by}").join(listing(items)) for items in lists]


def _quotes(telling: Telling, lists: Iterable[object]) -> list[str]:
    """Return the first quotes of each row, one after the other."""
    chosen = [listing(ids)[:MOST_QUOTES] for ids in lists]
    wanted = {unit_id for ids in chosen for unit_id in ids}
    units = telling.study.units[telling.study.units["unit_id"].isin(wanted)]
    words = dict(zip(units["unit_id"], units["unit"], strict=True))
    return ["\n".join(telling.wording.quoted(words[unit_id]) for unit_id in ids if unit_id in words) for ids in chosen]


def _sortable(column: pd.Series) -> pd.Series:
    return column.astype(str) if column.dtype == object else column
