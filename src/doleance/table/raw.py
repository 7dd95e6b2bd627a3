"""The raw table: a file's cells as text, before anything is typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

SHOWN = 80
SPACES = re.compile(r"\s+")
MIDNIGHT = dt.time()


class Fault(NamedTuple):
    """One thing wrong in a file: where (``row`` from 1, −1 for the whole file or column), what was expected, what was done."""

    row: int
    column: str
    value: str
    rule: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """The cells of a file as text, an empty cell being ``""``.

    ``rejected`` gives the reason by position for the rows whose cells cannot be told apart, ``labels`` the question behind a
    column where the file states one, ``delimiter`` is empty where there is none.
    """

    frame: pd.DataFrame
    format: str
    encoding: str = ""
    delimiter: str = ""
    name: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    rejected: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """The number of rows below the header."""
        return len(self.frame)


def frame_faults(faults: Iterable[Fault]) -> pd.DataFrame:
    """Return faults as a frame with the columns row, column, value, rule and action."""
    rows = [fault._replace(value=fault.value if len(fault.value) <= SHOWN else fault.value[: SHOWN - 1] + "…") for fault in faults]
    return pd.DataFrame(rows, columns=list(Fault._fields))


def name_columns(cells: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return a unique name for each column of a header, and notes on the names that had to change.

    Examples
    --------
    >>> name_columns(["shop", "", "shop"])[0]
    ['shop', 'column 2', 'shop (2)']
    """
    names: list[str] = []
    repeated: list[str] = []
    for position, cell in enumerate(cells, start=1):
        plain = SPACES.sub(" ", cell.replace("\x00", "").lstrip("\ufeff")).strip() or f"column {position}"
        name, count = plain, 1
        while name in names:
            count += 1
            name = f"{plain} ({count})"
        if count > 1:
            repeated.append(name)
        names.append(name)
    if not repeated:
        return names, ()
    return names, (f"{len(repeated)} column name(s) were used before and got a number: {', '.join(repeated)}.",)


def frame_rows(names: Sequence[str], rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return rows of equal width as a frame of text."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pd.DataFrame({name: pd.Series(list(cells), dtype="str") for name, cells in zip(names, columns, strict=True)})


def as_text(value: object) -> str:
    """Return a cell of a typed format as the text that a person would have typed.

    Examples
    --------
    >>> as_text(9.0), as_text(None), as_text(True)
    ('9', '', 'true')
    """
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return "" if value != value else f"{value:.15g}" if abs(value) < 1e15 else repr(value)
        case dt.datetime():
            return value.isoformat(sep=" ") if value.time() != MIDNIGHT or value.tzinfo else value.date().isoformat()
        case list() | tuple() | set():
            return "; ".join(as_text(item) for item in value)
        case _:
            return str(value)


def drop_blank_end(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the frame without the rows at its end that are empty in every column, and a note with their number."""
    n_blank = 0
    for step in (64, len(frame)):
        is_filled = (frame.iloc[-step:] != "").any(axis=1).to_numpy()
        filled = is_filled.nonzero()[0]
        n_blank = len(is_filled) - 1 - int(filled[-1]) if filled.size else len(is_filled)
        if filled.size:
            break
    if not n_blank:
        return frame, ()
    return frame.iloc[: len(frame) - n_blank], (f"{n_blank} empty row(s) at the end of the file were left out.",)
