"""Reads files that name every value or type every column: json, jsonl, parquet and sav."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from doleance.errors import UnreadableFileError, require
from doleance.table.encodings import find_encoding, to_utf8
from doleance.table.raw import RawTable, as_text, name_columns

CODES = range(11)
LEAST_POINTS = 5


def read_json(raw: bytes, encoding: str | None = None) -> RawTable:
    """Return the table of a JSON text: a list of objects, or an object that holds one.

    Raises
    ------
    UnreadableFileError
        The text is not JSON, or holds no list of objects.
    """
    encoding = encoding or find_encoding(raw)
    try:
        found = json.loads(to_utf8(raw, encoding)[0])
    except ValueError as error:
        message = f"The file is not JSON: {error}."
        raise UnreadableFileError(message, hint="Export it again; one object a line is read from a .jsonl file.") from error
    objects = _find_objects(found)
    if objects is None:
        raise UnreadableFileError("The JSON holds no list of objects.", hint='Write it as [{"comment": "…", "score": 9}, …].')
    return RawTable(frame=_frame_objects(objects), format="json", encoding=encoding)


def _find_objects(found: object) -> list[dict[str, Any]] | None:
    if isinstance(found, list):
        return found if found and all(isinstance(item, dict) for item in found) else None
    if isinstance(found, dict):
        lists = [objects for value in found.values() if (objects := _find_objects(value))]
        return max(lists, key=len) if lists else None
    return None


def read_jsonl(raw: bytes, encoding: str | None = None) -> RawTable:
    """Return the table of a text with one JSON object a line.

    Raises
    ------
    UnreadableFileError
        A line is not a JSON object.
    """
    encoding = encoding or find_encoding(raw)
    objects = []
    for number, line in enumerate(to_utf8(raw, encoding)[0].split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError:
            item = None
        if not isinstance(item, dict):
            raise UnreadableFileError(f"Line {number} is not a JSON object.", hint="Mend or remove that line and run again.")
        objects.append(item)
    return RawTable(frame=_frame_objects(objects), format="jsonl", encoding=encoding)


def _frame_objects(objects: Iterable[dict[str, Any]]) -> pd.DataFrame:
    rows = [dict(_flatten(item)) for item in objects]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pd.DataFrame({name: pd.Series([row.get(name, "") for row in rows], dtype="str") for name in names})


def _flatten(item: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for key, value in item.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            # JSON may escape half a character, which no UTF-8 can hold.
            yield f"{prefix}{key}", as_text(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_parquet(raw: bytes) -> RawTable:
    """Return the table of a Parquet file, its values as text.

    Raises
    ------
    UnreadableFileError
        The file is broken.
    """
    try:
        table = parquet.read_table(io.BytesIO(raw))
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFileError(f"The Parquet file cannot be opened: {error}.", hint="Export it again.") from error
    names, notes = name_columns(table.column_names)
    columns = {name: _column_text(column) for name, column in zip(names, table.columns, strict=True)}
    return RawTable(frame=pd.DataFrame(columns), format="parquet", notes=notes)


def _column_text(column: pa.ChunkedArray) -> pd.Series:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pd.Series(column.fill_null("").to_pandas(), dtype="str")
    if pa.types.is_timestamp(column.type):
        # Through pandas: Python's own dates have no nanoseconds.
        return pd.Series(column.to_pandas().astype("str").replace("NaT", "").fillna(""), dtype="str")
    return pd.Series([as_text(value) for value in column.to_pylist()], dtype="str")


def read_sav(raw: bytes) -> RawTable:
    """Return the table of an SPSS file; labels replace codes, except on scales of scores, which keep both ("9 - Likely").

    Raises
    ------
    MissingExtraError
        pyreadstat is not installed.
    UnreadableFileError
        The file is broken.
    """
    pyreadstat = require("pyreadstat", extra="spss")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.sav"
        path.write_bytes(raw)
        try:
            frame, meta = pyreadstat.read_sav(str(path))
        except (pyreadstat.ReadstatError, ValueError) as error:
            raise UnreadableFileError(f"The SPSS file cannot be opened: {error}.", hint="Export it again, or as .csv.") from error
    names, notes = name_columns([str(name) for name in frame.columns])
    columns = {
        name: _label_column(frame[source], meta.variable_value_labels.get(source, {}))
        for name, source in zip(names, frame.columns, strict=True)
    }
    labels = {name: label for name, label in zip(names, meta.column_labels, strict=True) if label}
    return RawTable(frame=pd.DataFrame(columns), format="sav", encoding=meta.file_encoding or "", notes=notes, labels=labels)


def _label_column(values: pd.Series, labels: dict[Any, str]) -> pd.Series:
    present = values.dropna()
    # A scale that has labels at its ends only, or a label for each of its points, is one of scores.
    is_scale = all(code in CODES for code in labels) and (len(labels) >= LEAST_POINTS or not present.isin(list(labels)).all())
    shown = {code: f"{as_text(code)} - {label}" if is_scale else label for code, label in labels.items()}
    return pd.Series([shown.get(value, as_text(value)) for value in values], dtype="str")
