from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from doleance.errors import MissingExtraError, UnreadableFileError
from doleance.table.files import FileOptions, read_frame

ROWS = [{"id": "007", "comment": "Très bien", "score": "9"}, {"id": "008", "comment": "NA", "score": ""}]
CSV = "id,comment,score\n007,Très bien,9\n008,NA,\n"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def write_xlsx(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_parquet() -> bytes:
    stream = io.BytesIO()
    pd.DataFrame(ROWS).to_parquet(stream)
    return stream.getvalue()


def write_zip(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "hello")
    return stream.getvalue()


CELLS = [[row[key] for key in row] for row in ROWS]
FORMATS = {
    "csv": ("answers.csv", CSV.encode(), "csv"),
    "csv in cp1252": ("answers.csv", CSV.replace(",", ";").encode("cp1252"), "csv"),
    "tsv": ("answers.tsv", CSV.replace(",", "\t").encode(), "tsv"),
    "gzipped csv": ("answers.csv.gz", gzip.compress(CSV.encode()), "csv"),
    "json": ("answers.json", json.dumps(ROWS).encode(), "json"),
    "json within": ("answers.json", json.dumps({"page": 1, "responses": ROWS}).encode(), "json"),
    "gzipped json": ("answers.json.gz", gzip.compress(json.dumps(ROWS).encode()), "json"),
    "jsonl": ("answers.jsonl", "\n".join(json.dumps(row) for row in ROWS).encode(), "jsonl"),
    "jsonl called json": ("answers.json", "\n".join(json.dumps(row) for row in ROWS).encode(), "jsonl"),
    "parquet": ("answers.parquet", write_parquet(), "parquet"),
    "xlsx": ("answers.xlsx", write_xlsx([["id", "comment", "score"], ["007", "Très bien", 9], ["008", "NA", None]]), "xlsx"),
    "unknown extension, csv": ("answers.dat", CSV.encode(), "csv"),
    "unknown extension, json": ("answers", json.dumps(ROWS).encode(), "json"),
    "unknown extension, jsonl": ("answers.log", "\n".join(json.dumps(row) for row in ROWS).encode(), "jsonl"),
    "jsonl called csv": ("answers.csv", "\n".join(json.dumps(row) for row in ROWS).encode(), "jsonl"),
    "a spreadsheet called csv": (
        "answers.csv",
        write_xlsx([["id", "comment", "score"], ["007", "Très bien", 9], ["008", "NA", None]]),
        "xlsx",
    ),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_text(name: str, write) -> None:
    file, content, kind = FORMATS[name]
    table = read_frame(write(content, file))
    assert table.format == kind
    assert list(table.frame.columns) == ["id", "comment", "score"]
    assert table.frame.to_numpy().tolist() == CELLS
    assert (table.n_rows, table.name, table.sha256) == (2, file, hashlib.sha256(content).hexdigest())


def test_the_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV.encode())))
    table = read_frame("-")
    assert (table.name, table.n_rows) == ("stdin", 2)


BAD = {
    "empty": ("a.csv", b"", "a.csv is empty", "Export it again"),
    "white space": ("a.csv", b"\xef\xbb\xbf \r\n\n", "a.csv is empty", "Export it again"),
    "header only": ("a.csv", b"id,comment\n", "has a header and no rows", "with the answers"),
    "only empty rows": ("a.csv", b"id,comment\n,\n,\n", "only empty rows", "with the answers"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a PNG image; csv, tsv, xlsx", "Export the answers as .csv or .xlsx"),
    "a program": ("a.csv", bytes(range(256)) * 40, "no text and no table", "Export the answers"),
    "a web page": ("a.xls", b"<!DOCTYPE html><html><body><table>", "a web page or XML", "Export the answers"),
    "a zip": ("a.zip", write_zip("inside.csv"), "a zip archive with inside.csv", "unzip a.zip"),
    "a broken zip": ("a.xlsx", b"PK\x03\x04 and no more", "broken zip archive or spreadsheet", "Copy or download"),
    "a locked spreadsheet": (
        "a.xlsx",
        OLE + "EncryptedPackage".encode("utf-16-le") + bytes(64),
        "protected by a password",
        "remove the password",
    ),
    "a broken gzip": ("a.csv.gz", gzip.compress(CSV.encode())[:-9], "gzip file a.csv.gz is broken", "Copy or download"),
    "no JSON": ("a.json", b'[{"comment": "x"},', "is not JSON", ".jsonl"),
    "JSON without rows": ("a.json", b'{"a": 1}', "no list of objects", '"comment"'),
    "a broken line": ("a.jsonl", b'{"comment": "x"}\n{"comment": \n', "Line 2 is not a JSON object", "remove that line"),
    "broken parquet": ("a.parquet", b"PAR1" + bytes(40) + b"PAR1", "Parquet file cannot be opened", "Export it again"),
    "an old spreadsheet, broken": ("a.xls", OLE, "cannot be opened", "save it as .xlsx or .csv"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_way_out(name: str, write) -> None:
    file, content, told, hint = BAD[name]
    with pytest.raises(UnreadableFileError) as caught:
        read_frame(write(content, file))
    assert told in str(caught.value)
    assert hint in caught.value.hint


def test_a_missing_file_is_refused_with_the_nearest_name(write) -> None:
    there = write(CSV, "answers.csv")
    with pytest.raises(UnreadableFileError, match="There is no file") as caught:
        read_frame(there.with_name("answer.csv"))
    assert caught.value.hint == f"Did you mean {there}?"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="There is no file") as caught:
        read_frame(tmp_path / "nowhere" / "answers.csv")
    assert caught.value.hint == "Check the path."


def test_a_folder_is_refused_with_a_file_of_it(write) -> None:
    there = write(CSV)
    with pytest.raises(UnreadableFileError, match="is a folder; a file is needed") as caught:
        read_frame(there.parent)
    assert str(there) in caught.value.hint


def test_a_file_that_may_not_be_read_is_told(write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(CSV)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableFileError, match="cannot be read: Permission denied") as caught:
        read_frame(path)
    assert f"ls -l {path}" in caught.value.hint


def test_a_sav_file_without_pyreadstat_says_what_to_install(write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(MissingExtraError) as caught:
        read_frame(write(b"$FL2@(#) SPSS DATA FILE", "a.sav"))
    assert "doleance[spss]" in caught.value.hint


def test_nul_characters_are_kept_and_told(write) -> None:
    table = read_frame(write(b"id,comment\n1,go\x00od\n2,fine\n"))
    assert table.frame["comment"].tolist() == ["go\x00od", "fine"]
    assert [(fault.row, fault.column, fault.value, fault.action) for fault in table.faults] == [(1, "comment", "go␀od", "kept as it is")]


def test_a_comment_of_a_million_characters_is_read(write) -> None:
    long = "é" * 1_000_000
    assert read_frame(write(f'id,comment\n1,"{long}"\n2,short\n')).frame["comment"].tolist() == [long, "short"]
    assert read_frame(write(f'id,comment\n1,"{long}"\n2,"a" b\n')).frame["comment"].tolist() == [long, '"a" b']


def test_empty_rows_at_the_end_are_left_out_and_told(write) -> None:
    table = read_frame(write("id,comment\n1,a\n,\n2,b\n" + ",\n" * 200))
    assert table.frame["id"].tolist() == ["1", "", "2"]
    assert table.notes == ("200 empty row(s) at the end of the file were left out.",)


def test_the_user_may_know_better(write) -> None:
    table = read_frame(write("id;comment\n1;ca, alors\n".encode("cp1252")), FileOptions(encoding="iso8859-15", delimiter=";"))
    assert (table.encoding, table.delimiter) == ("iso8859-15", ";")


@pytest.mark.slow
def test_a_large_file_is_read_the_fast_way(write) -> None:
    line = 'x,9,"A comment; of some length, with ""quotes"" and\na second line"\n'
    table = read_frame(write("id,score,comment\n" + line * 100_000))
    assert table.n_rows == 100_000
    assert set(table.frame["comment"]) == {'A comment; of some length, with "quotes" and\na second line'}
