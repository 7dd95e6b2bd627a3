from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

ANALYSE = ("--names", "rules", "--jobs", "1")
GOOD = "Comment,Score,Shop\nThe parcel came two weeks late.,0,Lyon\nThe staff were kind.,10,Leeds\nThe price is too high.,6,Lyon\n"
LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(64)


def write_xlsx() -> bytes:
    book = openpyxl.Workbook()
    for line in GOOD.splitlines():
        book.active.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("inside.csv", GOOD)
    return stream.getvalue()


def write_scores(*scores: object) -> str:
    return "Comment,Score\n" + "".join(f"Parcel {i} came late.,{scores[i % len(scores)]}\n" for i in range(60))


class Case(NamedTuple):
    """What a file holds, its name, the options, and what is told: sentence and hint, in the order of stderr."""

    content: str | bytes | None
    sentence: str
    hint: str
    options: tuple[str, ...] = ()
    file: str = "answers.csv"


REFUSED = {
    "missing file": Case(None, "There is no file", "Check the path."),
    "empty file": Case("", "The file answers.csv is empty.", "it must hold a header and at least one row"),
    "header only": Case("Comment,Score\n", "has a header and no rows", "Export it again, with the answers."),
    "a picture": Case(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "holds a PNG image", "Export the answers as .csv or .xlsx"),
    "a binary": Case(bytes(range(256)) * 40, "holds no text and no table", "Export the answers as .csv or .xlsx"),
    "a zip": Case(write_zip(), "is a zip archive with inside.csv", "unzip answers.zip", file="answers.zip"),
    "a password": Case(LOCKED, "protected by a password", "remove the password", file="answers.xlsx"),
    "a named score that is not there": Case(GOOD, "There is no column 'Scor' for the score", "--score Score?", ("--score", "Scor")),
    "a named verbatim that is not there": Case(
        GOOD, "There is no column 'Coment' for the verbatim", "--verbatim Comment?", ("--verbatim", "Coment")
    ),
    "a score of text": Case(write_scores("good", "bad"), "holds no numbers but text such as 'good'", "--score none"),
    "scores of 1-5": Case(write_scores(1, 2, 3, 4, 5), "60 score(s) from 1 to 5", "--scale stars for a mean of 1–5 stars, or --scale 1-5"),
    "scores of 1-10": Case(
        write_scores(*range(1, 11)), "60 score(s) from 1 to 10; nobody gave 0", "--scale nps if the question ran 0–10, or --scale 1-10"
    ),
    "an unknown scale": Case(
        GOOD, "Invalid value for '--scale': 'nope' is not one of 'nps'", "doleance analyse --help", ("--scale", "nope")
    ),
    "an unknown language": Case(
        GOOD, "Invalid value for '--language': 'de' is not one of 'en', 'fr'.", "doleance analyse --help", ("--language", "de")
    ),
    "no themes": Case(GOOD, "Invalid value for '--themes': Input should be greater", "doleance analyse --help", ("--themes", "0")),
    "an unknown period": Case(GOOD, "Invalid value for '--period': 'year' is not one of", "doleance analyse --help", ("--period", "year")),
    "an unknown option": Case(GOOD, "No such option: --colour", "doleance analyse --help", ("--colour", "red")),
    "an unknown encoding": Case(GOOD, "There is no encoding 'klingon'.", "utf-8, cp1252 or utf-16", ("--encoding", "klingon")),
    "a wrong encoding": Case(GOOD, "The file is not in the encoding utf-16", "--encoding cp1252", ("--encoding", "utf-16")),
    "a delimiter of two signs": Case(GOOD, "';;' is not one sign", "doleance analyse --help", ("--delimiter", ";;")),
    "a delimiter of no sign": Case(GOOD, "'' is not one sign", "doleance analyse --help", ("--delimiter", "")),
    "a quote for a delimiter": Case(GOOD, "is not one sign", "doleance analyse --help", ("--delimiter", '"')),
    "a delimiter beyond ASCII": Case(GOOD, "'é' is not one sign", "doleance analyse --help", ("--delimiter", "é")),
    "a sheet that is not there": Case(
        write_xlsx(), "There is no sheet 'Answers'; the file has: Sheet.", '--sheet "Sheet"', ("--sheet", "Answers"), "answers.xlsx"
    ),
}


def is_half_written(folder: Path, *known: str) -> bool:
    """Return whether a folder holds anything but the files that were there."""
    return sorted(path.name for path in folder.iterdir()) != sorted(known)


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused_with_a_way_out(case: Case, run, tmp_path):
    path = tmp_path / case.file
    if case.content is not None:
        path.write_bytes(case.content.encode() if isinstance(case.content, str) else case.content)

    seen = run("analyse", path, "-o", tmp_path / "out", *ANALYSE, *case.options)

    error, hint = seen.err.splitlines()[-2:]
    assert (seen.code, seen.out) == (2, "")
    assert error.startswith("error: ")
    assert case.sentence in error
    assert hint.startswith("hint: ")
    assert case.hint in hint
    assert not is_half_written(tmp_path, *([case.file] if case.content is not None else []))


TOLD = {
    "one column": Case("Comment\n" + "The parcel came late.\n" * 3, "note: The file has one column", "", ()),
    "no score": Case("Comment,Shop\n" + "The parcel came late.,Lyon\n" * 3, "note: No column of scores was found", "--score", ()),
    "an empty score": Case(GOOD + "The site is slow.,,Lyon\n", "4 rows = 4 analysed", "", ()),
    "stars by an option": Case(write_scores(1, 2, 3, 4, 5), "scale     stars", "", ("--scale", "stars")),
    "ten points by an option": Case(write_scores(*range(1, 11)), "scale     1-10", "", ("--scale", "1-10")),
    "a wrong delimiter": Case(GOOD, "'Comment,Score,Shop' was read as the verbatim", "", ("--delimiter", ";")),
    "a tab by its name": Case(GOOD.replace(",", "\t"), "score     Score", "", ("--delimiter", "tab")),
    "duplicate columns": Case(
        "Comment,Score,Score,Comment\nThe parcel was late,0,4,b\nThe staff were kind,9,9,c\n",
        "2 column name(s) were used before and got a number: Score (2), Comment (2).",
        "",
        (),
    ),
    "a word of a million letters": Case(f"Comment,Score\n{'é' * 1_000_000},0\nThe staff were kind.,10\n", "2 rows = 1 analysed", "", ()),
    "a million characters": Case(f'Comment,Score\n"{"slow parcel " * 83_334}",0\nThe staff were kind.,10\n', "2 rows = 2 analysed", "", ()),
}


@pytest.mark.parametrize("case", TOLD.values(), ids=TOLD)
def test_an_odd_file_is_analysed_and_told(case: Case, run, tmp_path):
    (tmp_path / case.file).write_text(case.content, encoding="utf-8")

    seen = run("analyse", tmp_path / case.file, "-o", tmp_path / "out", *ANALYSE, *case.options)

    assert seen.code == 0, seen.err
    assert case.sentence in seen.err
    assert case.hint in seen.err
    assert seen.out == f"{tmp_path / 'out' / 'report.html'}\n"
    assert not is_half_written(tmp_path, case.file, "out")


FAULTY = {
    "a NUL": Case(GOOD.replace("kind", "ki\x00nd"), "must hold no NUL character", "kept as it is"),
    "a broken quote": Case(
        GOOD.replace("The parcel", '"The parcel'), "a quotation mark must be closed", "read without its quotation marks"
    ),
    "a score out of its scale": Case(GOOD.replace(",10,", ",12,"), "must lie from 0 to 10", "score left out", ("--scale", "nps")),
    "all comments empty": Case("Comment,Score\n" + ",9\n" * 3, "must hold the customers' words", "all comments are empty"),
}


@pytest.mark.parametrize("case", FAULTY.values(), ids=FAULTY)
def test_faults_are_told_and_the_rest_is_analysed(case: Case, run, tmp_path):
    (tmp_path / case.file).write_text(case.content, encoding="utf-8")

    seen = run("analyse", tmp_path / case.file, "-o", tmp_path / "out", *ANALYSE, *case.options)

    faults = [line for line in seen.err.splitlines() if line.startswith("fault: ")]
    assert seen.code == 1, seen.err
    assert len(faults) == 1
    assert case.sentence in faults[0]
    assert case.hint in faults[0]
    assert not is_half_written(tmp_path, case.file, "out")


def test_a_report_on_nothing_says_so(run, tmp_path):
    (tmp_path / "answers.csv").write_text("Comment,Score\n" + ",9\n" * 3, encoding="utf-8")

    run("analyse", tmp_path / "answers.csv", "-o", tmp_path / "out", *ANALYSE, "--language", "en")

    assert "not one comment could be analysed" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8").lower()


def test_a_folder_is_no_file(run, tmp_path):
    folder = tmp_path / "answers"
    folder.mkdir()

    seen = run("analyse", folder, "-o", tmp_path / "out", *ANALYSE)

    assert (seen.code, seen.err) == (2, f"error: {folder} is a folder; a file is needed.\nhint: Name a file.\n")
    assert not is_half_written(tmp_path, "answers")


@pytest.mark.parametrize(
    ("content", "sentence", "hint"),
    [
        ("scale = ", "cannot be read: Invalid value", "Check the path and the TOML."),
        ("colour = 'red'", "There is no setting 'colour'.", "Known settings: alpha"),
        ("alpha = 2", "The setting alpha must lie between 0 and 1; it is 2.", "Change alpha"),
        ("encoder = 'nope'", "There is no encoder 'nope'.", "Use one of auto, fine, fast, tfidf, encoder-fast"),
        (None, "settings.toml cannot be read", "Check the path and the TOML."),
    ],
    ids=["broken", "unknown key", "broken rule", "unknown model", "missing"],
)
def test_settings_are_refused(content, sentence, hint, run, tmp_path):
    (tmp_path / "answers.csv").write_text(GOOD, encoding="utf-8")
    known = ["answers.csv"]
    if content is not None:
        (tmp_path / "settings.toml").write_text(content, encoding="utf-8")
        known.append("settings.toml")

    seen = run("analyse", tmp_path / "answers.csv", "-o", tmp_path / "out", "--settings", tmp_path / "settings.toml", *ANALYSE)

    assert (seen.code, seen.out) == (2, "")
    assert sentence in seen.err
    assert hint in seen.err
    assert not is_half_written(tmp_path, *known)


def test_the_standard_input_is_read(run, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))

    seen = run("analyse", "-", "-o", tmp_path / "out", *ANALYSE)

    assert seen.code == 0, seen.err
    assert seen.err.startswith("stdin: 3 rows (csv, utf-8)\n")


def test_an_empty_standard_input_is_told(run, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))

    seen = run("check", "-")

    assert (seen.code, seen.out) == (2, "")
    assert seen.err.startswith("error: The file stdin is empty.\nhint: ")


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file's name is always text")
def test_a_name_that_is_no_text_is_shown(run, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/enqu\xeate.csv"))
    path.write_text(GOOD, encoding="utf-8")

    seen = run("check", path)

    assert seen.code == 0
    assert "3 rows" in seen.out
