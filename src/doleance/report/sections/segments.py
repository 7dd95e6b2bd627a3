"""Tells the score of each segment, with its interval; groups too small to show are left out."""

from __future__ import annotations

import pandas as pd

from doleance.report.figures import Estimate, chart_estimates
from doleance.report.parts import Cell, Figure, Section, Table
from doleance.report.telling import Telling, rows_of, tell_segment
from doleance.schema import MIN_SHOWN

MOST_SEGMENTS = 4
MOST_VALUES = 12
LEADING = r"^(-?\d+(?:\.\d+)?)(?:–-?\d+(?:\.\d+)?)?$"


def tell_segments(telling: Telling) -> tuple[Section, ...]:
    """Return one chart for each segment; nothing where there are none or nobody gave a score."""
    found = telling.finding("segments")
    if found.empty or not telling.has_score:
        return ()
    found = found[found["n"].ge(MIN_SHOWN) & found["score"].notna()]
    names = [name for name in found["segment"].drop_duplicates().sort_values() if len(found[found["segment"].eq(name)]) > 1]
    order = [name for name in telling.segments if name in names] + [name for name in names if name not in telling.segments]
    if not order:
        return ()
    figures = tuple(_figure(telling, i, str(name), found[found["segment"].eq(name)]) for i, name in enumerate(order[:MOST_SEGMENTS]))
    wording = telling.wording
    notes = [wording.say("segments.note", level=telling.level)]
    if len(order) > MOST_SEGMENTS:
        notes.append(wording.say("page.chosen", shown=wording.number(MOST_SEGMENTS), total=wording.number(len(order))))
    return (Section(key="segments", heading=wording.say("segments.heading"), notes=tuple(notes), figures=figures),)


def _figure(telling: Telling, position: int, name: str, rows: pd.DataFrame) -> Figure:
    wording, say = telling.wording, telling.wording.say
    rows = rows.assign(value=rows["value"].astype(str)).sort_values(["n", "value"], ascending=[False, True])
    shown = _order(rows.head(MOST_VALUES))
    segment, name = name, say("columns.language") if name == "language" else tell_segment(name)
    estimates = [
        Estimate(label=telling.band(segment, row.value), value=row.score, low=row.low, high=row.high, text=telling.figure(row.score),
                 tone="mute" if row.is_thin else "plain", weight=int(row.n))
        for row in rows_of(shown)
    ]  # fmt: skip
    cells = tuple(
        (Cell(text=telling.band(segment, row.value)), Cell(text=telling.bound(row.score), tone="mute" if row.is_thin else ""),
         Cell(text=telling.ends(row.low, row.high)),
         Cell(text=wording.number(row.n)))
        for row in rows_of(shown)
    )  # fmt: skip
    headings = (name, *(say(f"columns.{column}") for column in ("score", "interval", "scored")))
    title = say("segments.title", segment=name)
    zero = 0.0 if telling.scale.is_nps else None
    note = say("page.chosen", shown=wording.number(len(shown)), total=wording.number(len(rows))) if len(shown) < len(rows) else ""
    return Figure(
        key=f"segment-{position}",
        title=title,
        description=say("segments.description", segment=name),
        wide=chart_estimates(estimates, telling.score_tick, zero),
        narrow=chart_estimates(estimates, telling.score_tick, zero, is_narrow=True),
        note=note,
        table=Table(caption=title, headings=headings, rows=cells, numbers=frozenset({1, 2, 3})),
    )


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the values, the best scored first; years, grades and bands of numbers in their own order."""
    starts = pd.to_numeric(rows["value"].str.extract(LEADING, expand=False), errors="coerce")
    if starts.notna().all():
        return rows.assign(start=starts).sort_values(["start", "value"]).drop(columns="start")
    return rows.sort_values(["score", "value"], ascending=[False, True])
