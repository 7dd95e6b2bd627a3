"""What a report is made of: runs of words, quotes, cards, tables, figures, sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of a sentence; a strong one weighs more."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """The sentiment of a customer's words: its tone (negative, neutral, positive), in words, and what made it."""

    tone: str
    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A customer's words with the opinion marked inside them, who said it, and what made its sentiment."""

    comment_id: str
    language: str
    before: str
    marked: str
    after: str
    who: str
    mood: Mood | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One part of a bar of 100: its tone (negative, neutral, positive) and where it lies."""

    tone: str
    start: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its words, and where it leads, a second line, a tone or a small bar where it has them."""

    text: str
    link: str = ""
    note: str = ""
    tone: str = ""
    slices: tuple[Slice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in words. The first column names the row; columns in ``numbers`` hold figures."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart as Vega-Lite, for a wide and for a narrow screen, with the table that says the same."""

    key: str
    title: str
    description: str
    wide: Mapping[str, Any]
    narrow: Mapping[str, Any] | None = None
    note: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A short fact in a frame."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A finding: rank, name, facts, what weighs, the words of a customer, and the way to all of them."""

    rank: str = ""
    title: str = ""
    kind: str = ""
    facts: str = ""
    chips: tuple[Chip, ...] = ()
    quote: Quote | None = None
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The figure in great, what stands beside it, and what stands under it."""

    figure: str
    beside: str
    under: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a report; ``key`` names the partial that lays it out."""

    key: str
    heading: str
    notes: tuple[str, ...] = ()
    headline: Headline | None = None
    figures: tuple[Figure, ...] = ()
    cards: tuple[Card, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to filter the comments; ``options`` are (value in the address, label)."""

    key: str
    label: str
    everything: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """The comments a page carries and the ways to filter them.

    A row is (text, who as positions in ``phrases``, language, for each facet its option as a position, −1 or a list of
    positions, marks, reasons), where marks are (position of the theme, start, end) one after the other, in UTF-16 units, and
    reasons what made the sentiment, as ``Reasons`` packs it.
    """

    heading: str
    notes: tuple[str, ...]
    facets: tuple[Facet, ...]
    rows: tuple[tuple[Any, ...], ...]
    phrases: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything a report says, in one language; formats only lay it out."""

    language: str
    title: str
    meta: str
    lead: tuple[Run, ...]
    overview: tuple[Section, ...]
    sections: tuple[Section, ...]
    browser: Browser
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a sheet; ``kind`` is text, long, count, share, points, number or date."""

    heading: str
    kind: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: raw values under headings; ``chart`` names the (label, value) columns drawn as bars."""

    name: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Any]]
    chart: tuple[int, int] | None = None
