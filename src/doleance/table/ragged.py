"""Reads delimited rows that break the rules: stray quotation marks, too many or too few cells. No cell moves to another column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from doleance.table.dialects import Dialect, has_spaced_quotes, long_cells
from doleance.table.numbers import is_number
from doleance.table.raw import Fault

MAX_LINES = 50
JUDGED = 2_000
MOSTLY = 0.95
ALL_ROWS = "the whole row"


class Record(NamedTuple):
    """One row as it was cut: its cells, the line of the file it starts on, and whether its quotation marks do not pair up."""

    cells: list[str]
    line: int
    is_broken: bool


@dataclass(frozen=True, slots=True)
class RaggedRows:
    """Rows of equal width, what was wrong with them, and the reason by position for those that could not be placed."""

    rows: list[list[str]]
    faults: tuple[Fault, ...]
    rejected: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the whole rows of a file look like: the columns of numbers, and the one of free text."""

    width: int
    numeric: tuple[int, ...]
    text: int

    def holds(self, cells: Sequence[str]) -> bool:
        return all(not cells[place].strip() or is_number(cells[place]) for place in self.numeric)


def read_ragged(data: bytes, dialect: Dialect, names: Sequence[str], first_line: int = 1) -> RaggedRows:
    """Return the rows of a file in UTF-8, one by one, with every repair told as a fault.

    Cells too many are joined where the free text is, if the columns of numbers then hold numbers. A row that is too short is filled
    up on the same condition. Any other row is kept whole in the column of free text and rejected.
    """
    text = data.decode("utf-8", "replace")
    lines = list(io.StringIO(text, newline=""))
    is_spaced = has_spaced_quotes(text, dialect.sign)
    with long_cells():
        records = [record for record in _split_records(lines, dialect, first_line, is_spaced) if record.cells or not dialect.delimiter]
    shape = _find_shape([record.cells for record in records], len(names))
    rows: list[list[str]] = []
    faults: list[Fault] = []
    rejected: dict[int, str] = {}
    for position, record in enumerate(records):
        row = position + 1
        if record.is_broken:
            shown = dialect.sign.join(record.cells)
            rule = f"line {record.line}: a quotation mark must be closed where its cell ends"
            faults.append(Fault(row, ALL_ROWS, shown, rule, "the line was read without its quotation marks"))
        cells, action = _place(record.cells, shape, dialect.sign, names)
        if action:
            rule = f"line {record.line}: {len(record.cells)} cell(s), {shape.width} expected"
            faults.append(Fault(row, ALL_ROWS, dialect.sign.join(record.cells), rule, action))
        if cells is None:
            rejected[position] = f"{len(record.cells)} cell(s), {shape.width} expected"
            cells = ["" if place != shape.text else dialect.sign.join(record.cells) for place in range(shape.width)]
        rows.append(cells)
    return RaggedRows(rows, tuple(faults), rejected)


def _split_records(lines: list[str], dialect: Dialect, first_line: int, is_spaced: bool) -> Iterator[Record]:
    start = 0
    while start < len(lines):
        base = first = start
        reader = csv.reader((lines[i] for i in range(base, len(lines))), delimiter=dialect.sign, strict=True, skipinitialspace=is_spaced)
        try:
            for cells in reader:
                end = base + reader.line_num
                if end - first > MAX_LINES and _has_swallowed(lines[first + 1 : end], dialect):
                    break
                yield Record(cells, first + first_line, False)
                first = end
            else:
                return
        except csv.Error:
            pass
        # The quotation mark that opens on this line closes nowhere sensible: only this line is read without it.
        yield Record(lines[first].rstrip("\r\n").split(dialect.sign), first + first_line, True)
        start = first + 1


def _has_swallowed(lines: Sequence[str], dialect: Dialect) -> bool:
    """Tell whether the lines of one cell look like rows of their own."""
    if not dialect.delimiter:
        return True
    return sum(line.count(dialect.delimiter) >= dialect.width - 1 for line in lines) * 2 >= len(lines)


def _find_shape(records: Sequence[Sequence[str]], width: int) -> _Shape:
    whole = [cells for cells in records if len(cells) == width][:JUDGED]
    numeric: list[int] = []
    lengths: list[tuple[bool, int, int, int]] = []
    for place in range(width):
        present = [cells[place] for cells in whole if cells[place].strip()]
        n_numbers = sum(is_number(cell) for cell in present)
        if present and n_numbers >= MOSTLY * len(present):
            numeric.append(place)
        lengths.append((place not in numeric, sum(len(cell.split()) for cell in present), sum(map(len, present)), place))
    return _Shape(width, tuple(numeric), max(lengths)[-1] if lengths else 0)


def _place(cells: list[str], shape: _Shape, sign: str, names: Sequence[str]) -> tuple[list[str] | None, str]:
    """Return a row of the right width, or None, and what was done about it."""
    while len(cells) > shape.width and not cells[-1]:
        cells = cells[:-1]
    n_extra = len(cells) - shape.width
    if n_extra == 0:
        return cells, ""
    if n_extra < 0:
        filled = cells + [""] * -n_extra
        if shape.holds(filled):
            return filled, "the cells that are not there were left empty"
        return None, "the row was rejected, its text kept whole"
    for place in dict.fromkeys((shape.text, shape.width - 1)):
        joined = [*cells[:place], sign.join(cells[place : place + n_extra + 1]), *cells[place + n_extra + 1 :]]
        if place not in shape.numeric and shape.holds(joined):
            return joined, f"the cells too many were joined into the column {names[place]!r}"
    return None, "the row was rejected, its text kept whole"
