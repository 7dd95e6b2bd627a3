"""Reads delimited text: pyarrow where every row keeps the rules, row by row where one does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from doleance.table.dialects import Dialect, find_dialect
from doleance.table.encodings import find_encoding, to_utf8
from doleance.table.ragged import MAX_LINES, read_ragged
from doleance.table.raw import RawTable, frame_rows, name_columns

# A row must fit into a block.
BLOCK = 1 << 24
QUOTE, NEWLINE, RETURN = (ord(sign) for sign in '"\n\r')


def read_delimited(raw: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> RawTable:
    """Return the table of a delimited text; encoding and delimiter are found unless given.

    Raises
    ------
    UnreadableFileError
        The encoding is unknown or wrong.
    """
    encoding = encoding or find_encoding(raw)
    data, n_bad = to_utf8(raw, encoding)
    dialect = find_dialect(data, delimiter)
    names, notes = name_columns(dialect.header or [""] * dialect.width)
    if n_bad:
        notes += (f"{n_bad} byte(s) are not {encoding}; they were read as cp1252.",)
    if dialect.n_above:
        notes += (f"{dialect.n_above} line(s) above the header were skipped.",)
    if not dialect.header and names:
        notes += ("The file has no header; its columns are called column 1, column 2 and so on.",)
    body = data[dialect.start :] if dialect.delimiter else data[dialect.start :].rstrip(b"\r\n")
    kind = "tsv" if dialect.delimiter == "\t" else "csv"
    found = RawTable(frame=pd.DataFrame(), format=kind, encoding=encoding, delimiter=dialect.delimiter, notes=notes)
    return _with_rows(found, body, dialect, names, first_line=data[: dialect.start].count(b"\n") + 1)


def _with_rows(found: RawTable, body: bytes, dialect: Dialect, names: list[str], first_line: int) -> RawTable:
    frame = _read_fast(body, names, dialect) if names and _is_well_quoted(body, dialect.sign) else None
    if frame is not None:
        return replace(found, frame=frame)
    ragged = read_ragged(body, dialect, names, first_line)
    return replace(found, frame=frame_rows(names, ragged.rows), faults=ragged.faults, rejected=ragged.rejected)


def _is_well_quoted(data: bytes, sign: str) -> bool:
    """Tell whether every quotation mark opens or closes a cell, or is doubled within one, and no cell spans too many lines."""
    octets = np.frombuffer(data, dtype=np.uint8)
    places = np.flatnonzero(octets == QUOTE)
    if places.size % 2:
        return False
    if not places.size:
        return True
    opening, closing = places[::2], places[1::2]
    bounds = (ord(sign), NEWLINE, RETURN)
    starts = (opening == 0) | np.isin(octets[opening - 1], bounds)
    starts[1:] |= opening[1:] == closing[:-1] + 1
    ends = (closing == octets.size - 1) | np.isin(octets[np.minimum(closing + 1, octets.size - 1)], bounds)
    ends[:-1] |= opening[1:] == closing[:-1] + 1
    if not (starts.all() and ends.all()):
        return False
    newlines = np.flatnonzero(octets == NEWLINE)
    return bool((np.searchsorted(newlines, closing) - np.searchsorted(newlines, opening)).max() <= MAX_LINES)


def _read_fast(body: bytes, names: Sequence[str], dialect: Dialect) -> pd.DataFrame | None:
    """Return the rows as pyarrow reads them, or None where a row has too many or too few cells."""
    wrong: list[int] = []

    def note_row(row: csv.InvalidRow) -> str:
        wrong.append(row.actual_columns)
        return "skip"

    if not body.strip():
        return frame_rows(names, [])
    try:
        table = csv.read_csv(
            pa.BufferReader(body),
            read_options=csv.ReadOptions(column_names=list(names), block_size=BLOCK),
            parse_options=csv.ParseOptions(
                delimiter=dialect.sign, newlines_in_values=True, invalid_row_handler=note_row, ignore_empty_lines=bool(dialect.delimiter)
            ),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    return None if wrong else table.to_pandas().astype("str")
