"""Tells all the themes in one table, and how people feel about each."""

from __future__ import annotations

import pandas as pd

from doleance.report.figures import Split, chart_splits
from doleance.report.parts import Cell, Figure, Section, Table
from doleance.report.quotes import listing
from doleance.report.telling import Telling, rows_of, slice_counts, tone_of
from doleance.schema import CLASSES, MIN_SHOWN, POLARITIES

MOST_THEMES = 14
MOST_KEYWORDS = 6


def tell_themes(telling: Telling) -> tuple[Section, ...]:
    """Return the table of themes, most frequent first; nothing where there are none."""
    themes = telling.study.themes.sort_values(["n_comments", "theme"], ascending=[False, True])
    if themes.empty:
        return ()
    say = telling.wording.say
    names = ["theme", "comments", "share", "sentiment"]
    notes = [say("themes.note")]
    if telling.has_score:
        notes.append(say("themes.note_scored", level=telling.level))
    headings = [say(f"columns.{name}") for name in names]
    if telling.has_score:
        headings += [telling.class_name(name, 2).capitalize() for name in CLASSES] + [say("columns.impact")]
    table = Table(
        caption=say("themes.heading"),
        headings=tuple(headings),
        rows=tuple(_row(telling, row) for _, row in themes.iterrows()),
        numbers=frozenset({1, 2, 4, 5, 6, 7}),
    )
    return (Section(key="themes", heading=say("themes.heading"), notes=tuple(notes), tables=(table,)),)


def tell_sentiment(telling: Telling) -> tuple[Section, ...]:
    """Return the chart of how people feel about the most frequent themes, most often negative first."""
    themes = telling.study.themes
    themes = themes[themes[list(POLARITIES)].sum(axis=1).ge(MIN_SHOWN)]
    themes = themes.sort_values(["n_comments", "theme"], ascending=[False, True]).head(MOST_THEMES)
    if themes.empty:
        return ()
    wording, say = telling.wording, telling.wording.say
    shares = themes[list(POLARITIES)].div(themes[list(POLARITIES)].sum(axis=1), axis=0)
    shares = shares.assign(theme=themes["theme"], theme_id=themes["theme_id"])
    shares = shares.sort_values(["negative", "positive", "theme"], ascending=[False, True, True])
    splits, rows = [], []
    for row in rows_of(shares):
        values = (row.negative, row.neutral, row.positive)
        negative, neutral, positive = wording.shares(values)
        splits.append(Split(label=row.theme, shares=values, texts=(negative, neutral, positive)))
        cells = (Cell(text=word) for word in (negative, neutral, positive))
        rows.append((Cell(text=row.theme, link=f"theme={row.theme_id}"), *cells))
    headings = tuple(say(f"columns.{name}") for name in ("theme", *POLARITIES))
    heading = say("sentiment.heading")
    figure = Figure(
        key="sentiment",
        title=heading,
        description=say("sentiment.description"),
        wide=chart_splits(splits),
        narrow=chart_splits(splits, is_narrow=True),
        note=say("sentiment.legend"),
        table=Table(caption=heading, headings=headings, rows=tuple(rows), numbers=frozenset({1, 2, 3})),
    )
    return (Section(key="sentiment", heading=heading, notes=(say("sentiment.note"),), figures=(figure,)),)


def _row(telling: Telling, row: pd.Series) -> tuple[Cell, ...]:
    wording = telling.wording
    counts = [int(row[name]) for name in POLARITIES]
    words = wording.say("themes.split", **{name: wording.number(count) for name, count in zip(POLARITIES, counts, strict=True)})
    keywords = wording.say("format.comma").join(listing(row["keywords"])[:MOST_KEYWORDS])
    cells = (
        Cell(text=str(row["theme"]), link=f"theme={int(row['theme_id'])}", note=keywords),
        Cell(text=wording.number(row["n_comments"])),
        Cell(text=wording.share(row["share"])),
        Cell(text=words, slices=slice_counts(counts)),
    )
    if not telling.has_score:
        return cells
    return (*cells, *(Cell(text=wording.number(row[name])) for name in CLASSES), _impact(telling, row))


def _impact(telling: Telling, row: pd.Series) -> Cell:
    if pd.isna(row["impact"]):
        return Cell(text="")
    note = telling.impact_ends(row["impact_low"], row["impact_high"]) if pd.notna(row["impact_low"]) else ""
    return Cell(
        text=telling.impact(row["impact"]),
        note=note,
        tone=tone_of(row["impact"], bool(pd.notna(row["is_significant"]) and row["is_significant"])),
    )
