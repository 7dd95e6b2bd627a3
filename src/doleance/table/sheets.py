"""Reads spreadsheets (xlsx, xls, ods) with calamine."""

from __future__ import annotations

import io

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from doleance.errors import UnreadableFileError
from doleance.table.dialects import MAX_RECORDS, find_header
from doleance.table.raw import RawTable, as_text, frame_rows, name_columns


def read_sheet(raw: bytes, kind: str, sheet: str | None = None) -> RawTable:
    """Return the table of one sheet: the one that is named, else the first that holds a header and a row.

    Raises
    ------
    UnreadableFileError
        The file is locked or broken, or has no such sheet.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    except PasswordError as error:
        raise locked() from error
    except CalamineError as error:
        message = f"The spreadsheet cannot be opened: {error}."
        raise UnreadableFileError(message, hint="Open it in a spreadsheet program, save it as .xlsx or .csv, and use that.") from error
    chosen, rows = _choose_sheet(book, sheet)
    n_above = find_header(rows[:MAX_RECORDS]) if rows else 0
    names, notes = name_columns(rows[n_above] if rows else [])
    if len(book.sheet_names) > 1:
        others = ", ".join(name for name in book.sheet_names if name != chosen)
        notes += (f"The sheet {chosen!r} was read; the file also has: {others}.",)
    if n_above:
        notes += (f"{n_above} line(s) above the header were skipped.",)
    return RawTable(frame=frame_rows(names, rows[n_above + 1 :]), format=kind, notes=notes)


def locked() -> UnreadableFileError:
    """Return the error for a spreadsheet with a password."""
    return UnreadableFileError("The spreadsheet is protected by a password.", hint="Open it, remove the password, save it, and run again.")


def _choose_sheet(book: CalamineWorkbook, sheet: str | None) -> tuple[str, list[list[str]]]:
    if sheet is not None:
        named = [name for name in book.sheet_names if name.casefold() == sheet.casefold()]
        if not named:
            there = ", ".join(book.sheet_names)
            message = f"There is no sheet {sheet!r}; the file has: {there}."
            raise UnreadableFileError(message, hint=f'Use one of them, such as --sheet "{book.sheet_names[0]}".')
        return named[0], _read_rows(book.get_sheet_by_name(named[0]))
    best: tuple[str, list[list[str]]] = ("", [])
    for name in book.sheet_names:
        rows = _read_rows(book.get_sheet_by_name(name))
        if len(rows) > 1:
            return name, rows
        if len(rows) > len(best[1]):
            best = (name, rows)
    return best


def _read_rows(sheet: CalamineSheet) -> list[list[str]]:
    return [[as_text(cell) for cell in row] for row in sheet.to_python()]
