"""Lays out a report as Markdown, and its headline figures as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from doleance.report.escapes import escape_markdown
from doleance.report.parts import Card, Cell, Content, Quote, Run, Section, Table
from doleance.report.quotes import listing
from doleance.study import Study

# What is long and of no use without the tables it points into.
TOLD = ("change", "changes", "delights", "frustrations", "ideas", "periods", "questions", "segments", "testimonials")
LEFT_OUT = ("comment_ids", "unit_ids")


def render_markdown(content: Content) -> bytes:
    """Return the report as a Markdown document that reads well as it is; customers' words carry no markup."""
    blocks = [f"# {escape_markdown(content.title)}", escape_markdown(content.meta), _lead(content.lead)]
    for section in (*content.overview, *content.sections):
        blocks += _section(section)
    blocks.append(f"*{escape_markdown(content.words['footer'])}*")
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8", "replace")


def render_json(study: Study, title: str, language: str) -> bytes:
    """Return the headline figures as JSON: the same keys in the same order, and null where there is no figure."""
    drivers = study.drivers.sort_values(["impact", "theme_id"]) if len(study.drivers) else study.drivers
    themes = study.themes.sort_values(["n_comments", "theme_id"], ascending=[False, True])
    units = dict(zip(study.units["unit_id"], study.units["unit"], strict=True))
    found = {key: _records(study.findings[key], units) for key in TOLD if key in study.findings}
    figures = {
        "title": title, "language": language, "summary": _plain(study.summary.to_dict()), "themes": _records(themes),
        "drivers": _records(drivers), **found,
    }  # fmt: skip
    return (json.dumps(figures, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8", "replace")


def _lead(runs: Sequence[Run]) -> str:
    return "".join(_strong(run.text) if run.is_strong else _inline(run.text) for run in runs)


def _strong(text: str) -> str:
    return f"**{_inline(text.strip())}**"


def _inline(text: str) -> str:
    """Return a run escaped with the spaces at its ends, which escaping takes away."""
    inner = escape_markdown(text)
    return (" " if text[:1].isspace() else "") + inner + (" " if inner and text[-1:].isspace() else "")


def _section(section: Section) -> list[str]:
    blocks = [f"## {escape_markdown(section.heading)}"]
    if section.headline is not None:
        head = section.headline
        blocks += [f"**{escape_markdown(head.figure)}** {escape_markdown(head.beside)}", escape_markdown(head.under)]
    blocks += [escape_markdown(note) for note in section.notes]
    for figure in section.figures:
        if figure.table is not None:
            title = "" if figure.title == section.heading else f"**{escape_markdown(figure.title)}**"
            blocks += [title, _table(figure.table)]
        else:
            blocks.append(escape_markdown(figure.note))
    for card in section.cards:
        blocks += _card(card)
    blocks += [_table(table) for table in section.tables]
    blocks.append("\n".join(f"- {escape_markdown(line)}" for line in section.lines))
    return blocks


def _card(card: Card) -> list[str]:
    kind = f"{escape_markdown(card.kind)} — " if card.kind else ""
    rank = f"{card.rank}. " if card.rank else ""
    chips = " · ".join(escape_markdown(chip.text) for chip in card.chips)
    quote = _quote(card.quote) if card.quote else ""
    return [f"### {rank}{kind}{escape_markdown(card.title)}", escape_markdown(card.facts), chips, quote]


def _quote(quote: Quote) -> str:
    words = f"{_inline(quote.before)}**{escape_markdown(quote.marked)}**{_inline(quote.after)}"
    return f"> {words}\n>\n> {escape_markdown(quote.who)}" if quote.who else f"> {words}"


def _table(table: Table) -> str:
    rule = ["---:" if i in table.numbers else "---" for i in range(len(table.headings))]
    rows = [[escape_markdown(heading) for heading in table.headings], rule, *([_cell(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: Cell) -> str:
    return f"{escape_markdown(cell.text)} ({escape_markdown(cell.note)})" if cell.note else escape_markdown(cell.text)


def _records(frame: pd.DataFrame, units: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the rows as plain values; rows that quote units carry their words too."""
    names = [str(name) for name in frame.columns if name not in LEFT_OUT]
    rows = zip(*(frame[name] for name in names), strict=True)
    records = [{name: _plain(value) for name, value in zip(names, row, strict=True)} for row in rows]
    if units is not None and "quote_ids" in frame:
        for record in records:
            record["quotes"] = [units[unit_id] for unit_id in record["quote_ids"] if unit_id in units]
    return records


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(item) for item in listing(value)]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return None if pd.isna(value) else value.date().isoformat()
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value
