from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

GOOD = "Comment,Score\nThe parcel came two weeks late.,0\nThe staff were kind.,10\nThe price is too high.,6\n"
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three answers."""
    path = tmp_path / "answers.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def earlier(out, tmp_path) -> Path:
    """A study that stands in ``out`` already."""
    return Path(shutil.copytree(out, tmp_path / "out"))


@pytest.fixture
def analyse(run, small, tmp_path):
    """Analyse the three answers into the folder ``out``."""

    def analyse_into(*words: object, out: Path = tmp_path / "out"):
        return run("analyse", small, "-o", out, "--names", "rules", "--jobs", "1", *words)

    return analyse_into


def read_hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fill_disk(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the disk be full when a file is written."""
    write_bytes, to_parquet, write_text = Path.write_bytes, pd.DataFrame.to_parquet, Path.write_text

    def fail(path: object) -> None:
        if name in str(path):
            raise FULL

    def write_half(path: Path, data: bytes) -> int:
        write_bytes(path, data[: len(data) // 2])
        fail(path)
        return write_bytes(path, data)

    def write_frame(frame: pd.DataFrame, path: Path, **options: object) -> None:
        to_parquet(frame, path, **options)
        fail(path)

    def write_words(path: Path, *words: object, **options: object) -> int:
        fail(path)
        return write_text(path, *words, **options)

    def open_zip(path: str, *_: object, **__: object) -> None:
        raise FULL

    monkeypatch.setattr(Path, "write_bytes", write_half)
    monkeypatch.setattr(pd.DataFrame, "to_parquet", write_frame)
    monkeypatch.setattr(Path, "write_text", write_words)
    if name.endswith(".xlsx"):
        monkeypatch.setattr(xlsxwriter.workbook, "ZipFile", open_zip)


def test_a_folder_that_exists_is_refused(analyse, earlier):
    before = read_hashes(earlier)

    seen = analyse()

    assert (seen.code, seen.out) == (2, "")
    assert seen.err == f"error: {earlier} exists already.\nhint: Add --overwrite to replace it, or name another folder with -o.\n"
    assert read_hashes(earlier) == before


def test_a_study_is_replaced_on_demand(analyse, earlier, tmp_path):
    (earlier / "stale.txt").write_text("of the old study", encoding="utf-8")

    assert analyse("--overwrite", "--title", "Anew").code == 0
    assert "Anew" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "stale.txt" not in list_names(tmp_path / "out")
    assert list_names(tmp_path) == ["answers.csv", "out"]


def test_an_empty_folder_is_filled(analyse, tmp_path):
    (tmp_path / "out").mkdir()

    assert analyse().code == 0
    assert (tmp_path / "out" / "report.html").is_file()


def test_folders_above_are_made(analyse, tmp_path):
    assert analyse(out=tmp_path / "a" / "b" / "out").code == 0
    assert list_names(tmp_path / "a" / "b") == ["out"]


def test_a_link_stays_a_link(analyse, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")

    assert analyse().code == 0
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "report.html").is_file()


@pytest.mark.parametrize("words", [(), ("--overwrite",)], ids=["plain", "overwrite"])
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_doleance_did_not_write_is_never_replaced(kind, words, analyse, tmp_path):
    path = tmp_path / "out" / "thesis.txt" if kind == "folder" else tmp_path / "out"
    path.parent.mkdir(exist_ok=True)
    path.write_text("years of work", encoding="utf-8")

    seen = analyse(*words)

    assert (seen.code, seen.out) == (2, "")
    assert ("is not a folder that Doleance wrote" if words else "exists already") in seen.err
    assert "hint: " in seen.err
    assert path.read_text(encoding="utf-8") == "years of work"
    assert list_names(tmp_path) == ["answers.csv", "out"]


def test_a_folder_in_a_file_is_refused(analyse, small, tmp_path):
    seen = analyse(out=small / "out")

    assert (seen.code, seen.out) == (2, "")
    assert f"error: The folder {small / 'out'} cannot be written: {small} is a file." in seen.err
    assert "hint: Choose a folder that you may write to" in seen.err


def test_a_name_that_is_too_long_is_refused(analyse, tmp_path):
    seen = analyse(out=tmp_path / ("o" * 300))

    assert seen.code == 2
    assert "cannot be written: File name too long." in seen.err


def test_a_folder_that_may_not_be_written_is_refused_before_the_work(analyse, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)

    seen = analyse()

    assert (seen.code, seen.out) == (2, "")
    assert seen.err.startswith(f"error: The folder {tmp_path / 'out'} cannot be written: {tmp_path} may not be written to.\nhint: Choose")


def test_a_volume_is_refused_before_the_work(analyse, tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "out")

    seen = analyse()

    assert seen.code == 2
    assert seen.err.startswith(f"error: {tmp_path / 'out'} is a volume, which cannot be replaced.\nhint: Name a folder in it: -o ")


def test_a_folder_that_refuses_at_the_end_is_told(analyse, tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)

    seen = analyse(out=tmp_path / "a" / "out")

    assert (seen.code, seen.out) == (2, "")
    assert f"error: The folder {tmp_path / 'a' / 'out'} cannot be written: Permission denied.\nhint: Choose a folder" in seen.err
    assert list_names(tmp_path) == ["answers.csv"]


@pytest.mark.parametrize("is_there", [False, True], ids=["new", "overwrite"])
@pytest.mark.parametrize("name", ["comments.parquet", "manifest.json", "report.html", "report.xlsx"])
def test_a_full_disk_leaves_nothing_half_written(name, is_there, analyse, out, tmp_path, monkeypatch):
    folder = tmp_path / "a" / "out"
    if is_there:
        shutil.copytree(out, folder)
    before = read_hashes(folder)
    fill_disk(monkeypatch, name)

    seen = analyse("--overwrite", out=folder)

    assert (seen.code, seen.out) == (2, "")
    assert seen.err.splitlines()[-2:] == [
        f"error: The folder {folder} cannot be written: No space left on device.",
        "hint: Choose a folder that you may write to, or free some space, and run again; nothing was left half-written.",
    ]
    assert list_names(tmp_path) == (["a", "answers.csv"] if is_there else ["answers.csv"])
    assert read_hashes(folder) == before
    if is_there:
        assert list_names(folder.parent) == ["out"]


def test_what_stops_the_last_step_brings_the_old_study_back(analyse, earlier, tmp_path, monkeypatch):
    before = read_hashes(earlier)
    rename = Path.rename

    def stop(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stop)

    assert analyse("--overwrite").code == 130
    assert read_hashes(earlier) == before
    assert list_names(tmp_path) == ["answers.csv", "out"]
