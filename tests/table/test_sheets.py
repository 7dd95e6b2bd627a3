from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from doleance.errors import UnreadableFileError
from doleance.table.sheets import read_sheet

ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Avis">{}</table:table>
</office:spreadsheet></office:body></office:document-content>"""

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def write_xlsx(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_ods(rows: list[list[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(cells))
    return stream.getvalue()


def test_cells_become_the_text_a_person_would_type() -> None:
    rows = [["id", "when", "score", "price", "ok", "comment"], ["007", dt.datetime(2024, 3, 1, 14, 5), 9, 12.9, True, "Fine"]]
    frame = read_sheet(write_xlsx({"Data": rows}), "xlsx").frame
    assert frame.iloc[0].tolist() == ["007", "2024-03-01 14:05:00", "9", "12.9", "true", "Fine"]


def test_a_date_without_time_is_a_date() -> None:
    frame = read_sheet(write_xlsx({"Data": [["id", "when"], ["1", dt.date(2024, 3, 1)]]}), "xlsx").frame
    assert frame["when"].tolist() == ["2024-03-01"]


def test_the_first_sheet_with_rows_is_read_and_told() -> None:
    table = read_sheet(write_xlsx({"Cover": [["Survey of March"]], "Answers": [["id", "comment"], ["1", "good"]]}), "xlsx")
    assert table.frame["comment"].tolist() == ["good"]
    assert table.notes == ("The sheet 'Answers' was read; the file also has: Cover.",)


def test_a_sheet_may_be_named_in_any_case() -> None:
    raw = write_xlsx({"March": [["id", "comment"], ["1", "good"]], "April": [["id", "comment"], ["1", "bad"]]})
    assert read_sheet(raw, "xlsx", "april").frame["comment"].tolist() == ["bad"]


def test_a_sheet_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreadableFileError, match="no sheet 'May'; the file has: March") as caught:
        read_sheet(write_xlsx({"March": [["id", "comment"], ["1", "good"]]}), "xlsx", "May")
    assert caught.value.hint == 'Use one of them, such as --sheet "March".'


def test_title_lines_above_the_header_are_skipped() -> None:
    table = read_sheet(
        write_xlsx({"A": [["Customer survey", None, None], ["March"], ["id", "comment", "score"], ["1", "good", 9]]}), "xlsx"
    )
    assert list(table.frame.columns) == ["id", "comment", "score"]
    assert table.notes == ("2 line(s) above the header were skipped.",)


def test_ods_is_read() -> None:
    frame = read_sheet(write_ods([["id", "commentaire"], ["007", "Très bien"]]), "ods").frame
    assert frame.to_numpy().tolist() == [["007", "Très bien"]]
