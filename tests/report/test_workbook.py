import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from doleance.report import write_report
from doleance.report.sheets import build_sheets
from doleance.report.workbook import cut_cell, write_workbook

from .conftest import HOSTILE

SHEETS = {
    "en": ["Summary", "Themes", "Drivers", "Frustrations", "Delights", "Questions", "Ideas", "Testimonials", "Segments", "Periods",
           "Comments", "Opinions"],
    "fr": ["Synthèse", "Thèmes", "Effets", "Frustrations", "Ce qui plaît", "Questions", "Idées", "Témoignages", "Segments", "Périodes",
           "Commentaires", "Avis"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("case", ["nps", "stars", "few", "unscored", "empty", "bare", "noise"])
def test_a_workbook_opens_and_holds_no_formula(studies, tmp_path, case, language):
    path = write_report(studies[case], tmp_path / "a.xlsx", language)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS[language]
    assert not [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name).decode("utf-8") for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not [sheet for sheet in sheets if re.search("<f>|<hyperlink", sheet)]


@pytest.mark.parametrize("is_large", [False, True], ids=["in-memory", "row-by-row"])
def test_comments_come_back_as_they_were(study, tmp_path, is_large):
    write_workbook(build_sheets(study, "en"), tmp_path / "a.xlsx", is_large=is_large)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Comments"]
    head = [cell.value for cell in sheet[1]]
    texts = [row[head.index("Text")].value for row in sheet.iter_rows(min_row=2)]
    assert texts[: len(HOSTILE)] == list(HOSTILE)
    assert len(texts) == len(study.comments)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref is not None
    assert sheet["A1"].font.bold


def test_the_same_study_gives_the_same_bytes(study, tmp_path):
    pages = [write_report(study, tmp_path / f"{i}.xlsx", "fr").read_bytes() for i in range(2)]
    assert pages[0] == pages[1]


def test_long_texts_are_cut_and_counted(study, tmp_path):
    comments = study.comments.assign(text=["x" * 40_000, *study.comments["text"].iloc[1:]])
    book = openpyxl.load_workbook(write_report(replace(study, comments=comments), tmp_path / "a.xlsx", "en"))
    assert "1 text longer than a cell can hold was cut, and ends with “…”." in [row[0].value for row in book["Summary"].iter_rows()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\x00b\x0bc", "abc", id="controls"),
        pytest.param("x" * 32_767, "x" * 32_767, id="just-fits"),
        pytest.param("x" * 32_768, "x" * 32_766 + "…", id="too-long"),
        pytest.param("😀" * 16_384, "😀" * 16_383 + "…", id="pairs-count-twice"),
        pytest.param("_x0041_", "_x0041_", id="looks-like-an-escape"),
    ],
)
def test_cut_cell(text, expected):
    assert cut_cell(text) == expected


@pytest.mark.parametrize("is_large", [False, True], ids=["in-memory", "row-by-row"])
def test_a_text_that_looks_like_an_escape_is_escaped(study, tmp_path, is_large):
    comments = study.comments.assign(text=["_x0041_", *study.comments["text"].iloc[1:]])
    write_workbook(build_sheets(replace(study, comments=comments), "en"), tmp_path / "a.xlsx", is_large=is_large)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        text = "".join(archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml"))
    # Excel reads _x0041_ as A, and _x005F_x0041_ as _x0041_.
    assert ">_x005F_x0041_<" in text
    assert ">_x0041_<" not in text
