"""Reads a file of any format into a raw table; the content decides the format, the file's name only where the content leaves it open."""

from __future__ import annotations

import difflib
import gzip
import hashlib
import io
import json
import os
import re
import sys
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from doleance.errors import UnreadableFileError
from doleance.table.delimited import read_delimited
from doleance.table.encodings import find_encoding
from doleance.table.raw import Fault, RawTable, drop_blank_end
from doleance.table.records import read_json, read_jsonl, read_parquet, read_sav
from doleance.table.sheets import locked, read_sheet

STDIN = "-"
GZIP, OLE = b"\x1f\x8b", bytes.fromhex("d0cf11e0")
LOCK = "EncryptedPackage".encode("utf-16-le")
MAGIC = ((b"PAR1", "parquet"), (b"$FL2", "sav"), (b"$FL3", "sav"), (OLE, "xls"))
STRANGERS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format", "a SQLite database"),
)
MARKUP = re.compile(rb"\s*<(!doctype html|html|\?xml|table)", re.IGNORECASE)
CONTROLS = bytes(set(range(32)) - {0, 9, 10, 12, 13, 27})
LOOKED_AT = 1 << 16
MOST_CONTROLS = 0.01
FORMATS = "csv, tsv, xlsx, ods, json, jsonl, parquet or sav"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOptions:
    """What a user may say about a file; what is None is found."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


def read_frame(path: Path | str, options: FileOptions | None = None) -> RawTable:
    """Return the cells of a file as text; ``-`` reads the standard input.

    Parameters
    ----------
    path
        A csv, tsv, xlsx, ods, json, jsonl, parquet or sav file; a text format may be gzipped.
    options
        The sheet, encoding or delimiter, where the user knows better.

    Raises
    ------
    UnreadableFileError
        The file is not there, cannot be read, is of no known format, or has no rows.
    MissingExtraError
        The file is a sav file and pyreadstat is not installed.
    """
    raw = read_bytes(path)
    # A name that is not UTF-8 must still be written into a manifest.
    name = "stdin" if str(path) == STDIN else os.fsencode(Path(path).name).decode("utf-8", "replace")
    content = _unzip(raw, name) if raw.startswith(GZIP) else raw
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise UnreadableFileError(f"The file {name} is empty.", hint="Export it again; it must hold a header and at least one row.")
    table = _read_content(content, find_format(content, name), options or FileOptions())
    if not len(table.frame.columns) or table.frame.empty:
        raise UnreadableFileError(f"The file {name} has a header and no rows.", hint="Export it again, with the answers.")
    frame, notes = drop_blank_end(table.frame)
    if frame.empty:
        raise UnreadableFileError(f"The file {name} has only empty rows.", hint="Export it again, with the answers.")
    faults = (*table.faults, *_find_nuls(frame))
    return replace(table, frame=frame, name=name, sha256=hashlib.sha256(raw).hexdigest(), notes=table.notes + notes, faults=faults)


def read_bytes(path: Path | str) -> bytes:
    """Return the bytes of a file; ``-`` reads the standard input.

    Raises
    ------
    UnreadableFileError
        The file is not there or cannot be read.
    """
    if str(path) == STDIN:
        if sys.stdin is None:
            raise UnreadableFileError("The standard input is closed.", hint="Pipe a file into it: cat export.csv | doleance check -")
        return sys.stdin.buffer.read()
    file = Path(path)
    if file.is_dir():
        there = sorted(item.name for item in file.iterdir() if item.is_file())[:3]
        hint = f"Name a file in it, such as {file / there[0]}." if there else "Name a file."
        raise UnreadableFileError(f"{file} is a folder; a file is needed.", hint=hint)
    if not file.exists():
        raise UnreadableFileError(f"There is no file {file}.", hint=_suggest_file(file))
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"The file {file} cannot be read: {error.strerror or error}."
        raise UnreadableFileError(message, hint=f"Check who may read it: ls -l {file}") from error


def _suggest_file(file: Path) -> str:
    there = [item.name for item in file.parent.iterdir()] if file.parent.is_dir() else []
    nearest = difflib.get_close_matches(file.name, sorted(there), n=1)
    return f"Did you mean {file.parent / nearest[0]}?" if nearest else "Check the path."


def _unzip(raw: bytes, name: str) -> bytes:
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFileError(f"The gzip file {name} is broken: {error}.", hint="Copy or download it again.") from error


def find_format(content: bytes, name: str) -> str:
    """Return the format of a content, such as ``csv`` or ``xlsx``.

    Raises
    ------
    UnreadableFileError
        The content is of a kind that holds no table.
    """
    if found := next((kind for magic, kind in MAGIC if content.startswith(magic)), ""):
        if found == "xls" and LOCK in content:
            raise locked()
        return found
    if content.startswith(b"PK"):
        return _find_zipped(content, name)
    stranger = next((kind for magic, kind in STRANGERS if content.startswith(magic)), "")
    if not stranger and MARKUP.match(content):
        stranger = "a web page or XML"
    if stranger or _is_binary(content):
        message = f"The file {name} holds {stranger or 'no text and no table'}; {FORMATS} is needed."
        raise UnreadableFileError(message, hint="Export the answers as .csv or .xlsx and use that file.")
    return _find_text_format(content, name)


def _find_zipped(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
    except zipfile.BadZipFile as error:
        message = f"The file {name} is a broken zip archive or spreadsheet: {error}."
        raise UnreadableFileError(message, hint="Copy or download it again.") from error
    if any(member.startswith("xl/workbook") for member in members):
        return "xlsx"
    if "content.xml" in members:
        return "ods"
    shown = ", ".join(members[:3]) or "nothing"
    raise UnreadableFileError(f"The file {name} is a zip archive with {shown}.", hint=f"Unpack it and use the table in it: unzip {name}")


def _is_binary(content: bytes) -> bool:
    top = content[:LOOKED_AT]
    if find_encoding(top).startswith(("utf-16", "utf-32")):
        return False
    n_controls = len(top) - len(top.translate(None, CONTROLS))
    return n_controls > MOST_CONTROLS * len(top) or top.count(0) > len(top) / 4


def _find_text_format(content: bytes, name: str) -> str:
    plain = name.lower().removesuffix(".gz")
    top = content[:LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if plain.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    if plain.endswith(".json"):
        return "jsonl" if _is_object(top.split(b"\n", 1)[0]) and b"\n{" in content else "json"
    if top.startswith((b"[{", b"[\n", b"[\r")) or (top.startswith(b"[") and top[1:].lstrip().startswith(b"{")):
        return "json"
    if top.startswith(b"{") and _is_object(top.split(b"\n", 1)[0]):
        return "jsonl"
    return "json" if top.startswith(b"{") and not plain.endswith((".csv", ".tsv")) else "csv"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _read_content(content: bytes, kind: str, options: FileOptions) -> RawTable:
    match kind:
        case "xlsx" | "xls" | "ods":
            return read_sheet(content, kind, options.sheet)
        case "json":
            return read_json(content, options.encoding)
        case "jsonl":
            return read_jsonl(content, options.encoding)
        case "parquet":
            return read_parquet(content)
        case "sav":
            return read_sav(content)
        case _:
            return read_delimited(content, encoding=options.encoding, delimiter=options.delimiter)


def _find_nuls(frame: pd.DataFrame) -> list[Fault]:
    faults = []
    for name in frame.columns:
        for place in frame[name].str.contains("\x00", regex=False).to_numpy().nonzero()[0]:
            shown = str(frame[name].iloc[place]).replace("\x00", "␀")
            faults.append(Fault(int(place) + 1, str(name), shown, "must hold no NUL character", "kept as it is"))
    return faults
