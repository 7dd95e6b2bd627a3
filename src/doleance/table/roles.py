"""Turns a file into the comments table: reads it, finds the role of each column, the scale and the dates."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict, Unpack

import pandas as pd

from doleance.errors import ScaleError, SettingsError
from doleance.settings import SCALES
from doleance.table.columns import Roles, find_roles
from doleance.table.comments import TypedColumns, build_comments
from doleance.table.dates import DateColumn, parse_dates
from doleance.table.exports import Export, drop_extra_headers, find_signature, merge_labels
from doleance.table.files import FileOptions, read_frame
from doleance.table.headers import is_french
from doleance.table.raw import Fault, RawTable, frame_faults, name_columns
from doleance.table.scores import ScoreColumn, find_scale, parse_scores

__all__ = ["Cells", "ReadOptions", "Reading", "Roles", "find_roles", "read_cells", "read_comments", "read_file"]
LOG = logging.getLogger(__name__)
STOP = "stop"


class ReadOptions(TypedDict, total=False):
    """What a user may say about a file; what is left out, or None, is found."""

    verbatim: str | None
    score: str | None
    date: str | None
    language: str | None
    title: str | None
    id: str | None
    segments: Sequence[str] | None
    scale: str | None
    dayfirst: bool | None
    sheet: str | None
    encoding: str | None
    delimiter: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as it was understood.

    ``comments`` has every row of the file, ``scale`` the name of the scale (empty where it cannot be known), ``source`` what the file
    is, ``faults`` one row for each thing wrong (row, column, value, rule, action), ``notes`` what was assumed, in sentences.
    """

    comments: pd.DataFrame
    roles: Roles
    scale: str
    source: dict[str, object]
    faults: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The cells of a file as text, an empty one being ``""``, and the roles of its columns; the rest as in ``Reading``."""

    frame: pd.DataFrame
    roles: Roles
    source: dict[str, object]
    faults: pd.DataFrame
    notes: tuple[str, ...]


def read_comments(path: Path | str, **options: Unpack[ReadOptions]) -> pd.DataFrame:
    """Return the comments of a file, every column typed; ``-`` reads the standard input.

    Parameters
    ----------
    path
        A csv, tsv, xlsx, ods, json, jsonl, parquet or sav file.
    options
        ``verbatim``, ``score``, ``date``, ``language``, ``title``, ``id`` and ``segments`` name columns (``score="none"`` for no
        score); ``scale`` is a name of ``SCALES``; ``dayfirst``, ``sheet``, ``encoding`` and ``delimiter`` say how the file is written.

    Raises
    ------
    UnreadableFileError
        The file cannot be opened or understood.
    MissingColumnError
        A named column is not there, or no column looks like the verbatim.
    ScaleError
        The scores may be on several scales, or on none.
    """
    reading = read_file(path, **options)
    for note in reading.notes:
        LOG.info(note)
    if len(reading.faults):
        LOG.warning("%d fault(s) were found in %s; read_file lists them.", len(reading.faults), reading.source["name"])
    return reading.comments


def read_file(path: Path | str, *, strict: bool = True, **options: Unpack[ReadOptions]) -> Reading:
    """Return the comments of a file with all that was found out about it; the options are those of ``read_comments``.

    With ``strict`` off, a scale that cannot be known is a fault with the action ``stop`` instead of an error.
    """
    table, export, roles = _read_table(path, options)
    typed, notes, stops = _type_columns(table, roles, export, options)
    if stops and strict:
        raise stops[0]
    comments, faults = build_comments(table, roles, typed, export)
    # analyse() reads the scale from here, so that stars are not taken for an NPS in a script either.
    comments.attrs["scale"] = typed.scale
    faults = [*(_tell_stop(error, roles) for error in stops), *table.faults, *faults, *_find_empty(table, roles)]
    return Reading(
        comments=comments,
        roles=roles,
        scale=typed.scale,
        source=_describe(table, export),
        faults=frame_faults(faults),
        notes=(*table.notes, *_tell_roles(table, roles, export), *notes),
    )


def read_cells(path: Path | str, **options: Unpack[ReadOptions]) -> Cells:
    """Return every cell of a file as text, with the role of each column: nothing is typed and no column is left out.

    The options are those of ``read_comments``.
    """
    table, export, roles = _read_table(path, options)
    faults = frame_faults([*table.faults, *_find_empty(table, roles)])
    return Cells(frame=table.frame, roles=roles, source=_describe(table, export), faults=faults, notes=table.notes)


def _read_table(path: Path | str, options: ReadOptions) -> tuple[RawTable, Export | None, Roles]:
    known = ReadOptions.__annotations__
    if unknown := sorted(set(options) - set(known)):
        raise TypeError(f"There is no option {unknown[0]!r}; there are: {', '.join(known)}")
    scale = options.get("scale")
    if scale is not None and scale not in SCALES:
        raise SettingsError(f"There is no scale {scale!r}.", hint=f"Use one of: {', '.join(SCALES)}.")
    raw = read_frame(path, FileOptions(sheet=options.get("sheet"), encoding=options.get("encoding"), delimiter=options.get("delimiter")))
    export = find_signature(raw.frame)
    table = _drop_headers(raw, export) if export else raw
    return table, export, find_roles(table.frame, _read_named(options), export=export, labels=table.labels)


def _read_named(options: ReadOptions) -> Roles:
    segments = options.get("segments")
    return Roles(
        verbatim=options.get("verbatim"),
        score=options.get("score"),
        date=options.get("date"),
        language=options.get("language"),
        title=options.get("title"),
        id=options.get("id"),
        segments=None if segments is None else tuple(segments),
    )


def _drop_headers(table: RawTable, export: Export) -> RawTable:
    frame, labels = drop_extra_headers(table.frame, export)
    n_extra = table.n_rows - len(frame)
    if not n_extra:
        return table
    if export.blank:
        frame = frame.set_axis(name_columns(merge_labels([str(name) for name in frame.columns], labels, export))[0], axis=1)
    return replace(
        table,
        frame=frame,
        labels={**table.labels, **labels},
        rejected={place - n_extra: reason for place, reason in table.rejected.items() if place >= n_extra},
        faults=tuple(fault._replace(row=fault.row - n_extra) for fault in table.faults if fault.row < 0 or fault.row > n_extra),
        notes=(*table.notes, f"{n_extra} more header row(s) of {export.name} were skipped."),
    )


def _type_columns(
    table: RawTable, roles: Roles, export: Export | None, options: ReadOptions
) -> tuple[TypedColumns, list[str], list[ScaleError]]:
    french = table.delimiter == ";" or is_french([str(name) for name in table.frame.columns])
    stops: list[ScaleError] = []
    scores, scale, notes = None, options.get("scale") or "", []
    if roles.score:
        scores = parse_scores(table.frame[roles.score], roles.score)
        if not scale:
            try:
                scale, note = _find_scale(table, scores, export)
                notes.append(note)
            except ScaleError as error:
                stops.append(error)
    else:
        scale = scale or "nps"
    dates: DateColumn | None = None
    if roles.date:
        dates = parse_dates(table.frame[roles.date], dayfirst=options.get("dayfirst"), is_french=french, name=roles.date)
        notes += dates.notes
    return TypedColumns(scores=scores, scale=scale, dates=dates, is_french=french), [note for note in notes if note], stops


def _find_scale(table: RawTable, scores: ScoreColumn, export: Export | None) -> tuple[str, str]:
    label = f"{scores.name} {table.labels.get(scores.name, '')}"
    sample = next((str(cell) for cell in table.frame[scores.name][scores.is_wrong]), "")
    return find_scale(scores, label, export.scale_of(table.frame) if export else "", sample)


def _tell_stop(error: ScaleError, roles: Roles) -> Fault:
    return Fault(-1, roles.score or "", "", f"{error} {error.hint}", STOP)


def _find_empty(table: RawTable, roles: Roles) -> list[Fault]:
    if table.frame[roles.verbatim].str.strip().ne("").any():
        return []
    return [Fault(-1, roles.verbatim or "", "", "must hold the customers' words", "all comments are empty; nothing can be analysed")]


def _tell_roles(table: RawTable, roles: Roles, export: Export | None) -> list[str]:
    notes = [f"The file is an export of {export.name}."] if export else []
    if len(table.frame.columns) == 1:
        notes.append(f"The file has one column; {roles.verbatim!r} was read as the verbatim.")
    if roles.score is None:
        notes.append("No column of scores was found; name one with --score if there is one.")
    if roles.others:
        notes.append(f"{roles.verbatim!r} was read as the verbatim; other columns of free text are: {', '.join(roles.others)}.")
    if roles.personal:
        notes.append(f"Columns that name people were left out: {', '.join(roles.personal)}.")
    return notes


def _describe(table: RawTable, export: Export | None) -> dict[str, object]:
    return {
        "name": table.name,
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "n_rows": table.n_rows,
        "sha256": table.sha256,
        "export": export.name if export else "",
    }
