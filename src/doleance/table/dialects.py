"""Finds how a delimited text file is laid out: its delimiter, the lines above its header, and the header."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from doleance.table.exports import find_export
from doleance.table.headers import EXACT, has_role_words, load_role_words
from doleance.table.numbers import is_number

DELIMITERS = (",", ";", "\t", "|")
# Stands for "no delimiter": a sign that no text holds.
NO_DELIMITER = "\x1f"
SAMPLE = 1 << 18
MAX_RECORDS = 300
MAX_ABOVE = 30
MAX_CELL = 1 << 30
LEAST_FIT = 0.6
SURE_FIT = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a file is laid out; ``header`` is empty where there is none, ``start`` the byte at which the data begins."""

    delimiter: str
    header: tuple[str, ...]
    width: int
    n_above: int
    start: int

    @property
    def sign(self) -> str:
        """The delimiter as a parser needs it, also for a single column."""
        return self.delimiter or NO_DELIMITER


@dataclass(frozen=True, slots=True)
class _Layout:
    delimiter: str
    records: list[list[str]]
    lines: list[int]
    n_above: int
    fit: float
    is_known: bool


@contextmanager
def long_cells() -> Iterator[None]:
    """Let Python's csv module read cells of any length, and put its limit back."""
    before = csv.field_size_limit(MAX_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def find_dialect(data: bytes, delimiter: str | None = None) -> Dialect:
    """Return the layout of a file in UTF-8; a delimiter that is given, or stated in a line ``sep=``, is not searched."""
    sample = data[:SAMPLE].decode("utf-8", "ignore")
    top = sample.split("\n", 1)[0].strip("\r\"'")
    n_stated = 0
    if top.lower().startswith("sep=") and len(top) == 5:
        delimiter, n_stated = delimiter or top[4], len(sample.split("\n", 1)[0]) + 1
    tried = [delimiter] if delimiter else DELIMITERS
    layouts = [_lay_out(sample[n_stated:], sign, is_cut=len(data) > SAMPLE) for sign in tried]
    best = max(layouts, key=_rank)
    if not delimiter and not best.is_known and (best.fit < LEAST_FIT or _is_single(best)):
        best = _lay_out(sample[n_stated:], "", is_cut=len(data) > SAMPLE)
    return _describe(best, sample, n_stated)


def _rank(layout: _Layout) -> tuple[bool, float, int, int]:
    width = len(layout.records[layout.n_above]) if layout.records else 0
    return layout.is_known, layout.fit, -layout.n_above, width


def _lay_out(sample: str, delimiter: str, *, is_cut: bool) -> _Layout:
    sign = delimiter or NO_DELIMITER
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=sign, skipinitialspace=has_spaced_quotes(sample, sign))
    records, lines = [], []
    with long_cells():
        for cells in reader:
            if cells:
                records.append(cells)
                lines.append(reader.line_num)
            if len(records) >= MAX_RECORDS:
                break
        else:
            if is_cut and len(records) > 1:
                records, lines = records[:-1], lines[:-1]
    n_above = find_header(records) if delimiter else 0
    is_known = bool(records) and len(records[n_above]) > 1 and _is_known(records[n_above])
    return _Layout(delimiter, records, lines, n_above, _measure_fit(records, n_above, is_known=is_known), is_known)


def has_spaced_quotes(text: str, sign: str) -> bool:
    """Tell whether a space stands between the delimiter and the quotation mark of a cell, as some write by hand."""
    return text.count(f'{sign} "') > text.count(f'{sign}"')


def find_header(records: Sequence[Sequence[str]]) -> int:
    """Return the position of the header: a known one, else the first full row that is as wide as most rows."""
    counts = Counter(len(cells) for cells in records)
    mode = max(counts, key=lambda width: (counts[width], width), default=0)
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in records[:MAX_ABOVE]]
    first = next((i for i, cells in enumerate(records[:MAX_ABOVE]) if len(cells) == mode and filled[i] * 2 >= mode and filled[i] > 1), 0)
    return next((i for i, cells in enumerate(records[: first + 1]) if len(cells) > 1 and _is_known(cells)), first)


def _is_known(header: Sequence[str]) -> bool:
    return has_role_words(header) or find_export(header) is not None


def _measure_fit(records: Sequence[Sequence[str]], n_above: int, *, is_known: bool) -> float:
    """Return how well the rows fit their header: 1 where all are as wide, less for wider, narrower and badly quoted rows."""
    if not records or len(records[n_above]) < 2:
        return 0.0
    width = len(records[n_above])
    rows = records[n_above + 1 :] or records[n_above:]
    total = 0.0
    for cells in rows:
        total += 1.0 if len(cells) == width else 0.25 if len(cells) < width else 0.75 if is_known else 0.5
        # An odd number of quotation marks is left in a cell that was cut at a sign within quotes.
        total -= any(cell.count('"') % 2 for cell in cells)
    fit = total / len(rows)
    return fit if n_above == 0 or is_known or fit >= SURE_FIT else 0.0


def _is_single(best: _Layout) -> bool:
    """Tell whether the first line is a lone "comment": what looks like delimiters below it are the customers' own signs."""
    if not best.n_above:
        return False
    rank = load_role_words()["verbatim"].rank(best.records[0][0])
    return len(best.records[0]) == 1 and rank is not None and rank < EXACT


def _describe(layout: _Layout, sample: str, n_stated: int) -> Dialect:
    if not layout.records:
        return Dialect(delimiter=layout.delimiter, header=(), width=0, n_above=0, start=len(sample.encode()))
    header = tuple(layout.records[layout.n_above])
    below = layout.records[layout.n_above + 1 :]
    is_headless = _is_data(header, below)
    n_lines = layout.lines[layout.n_above] if not is_headless else layout.lines[layout.n_above - 1] if layout.n_above else 0
    lines = io.StringIO(sample[n_stated:], newline="")
    start = sum(len(line.encode()) for line, _ in zip(lines, range(n_lines), strict=False)) + len(sample[:n_stated].encode())
    return Dialect(delimiter=layout.delimiter, header=() if is_headless else header, width=len(header), n_above=layout.n_above, start=start)


def _is_data(header: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row is data: a number stands in it over numbers, and none of its cells is a role's name."""
    if has_role_words(header, least=1) or find_export(header) is not None:
        return False
    for place, cell in enumerate(header):
        others = [cells[place] for cells in below[:20] if len(cells) > place and cells[place].strip()]
        if is_number(cell) and others and all(is_number(other) for other in others):
            return True
    return False
