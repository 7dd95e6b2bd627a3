"""Lays out a report as a workbook in which no customer's word is ever a formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from doleance.report.escapes import strip_controls
from doleance.report.parts import Field, Sheet
from doleance.report.sheets import MOST_CHARACTERS

ELLIPSIS = "…"
UP, DOWN, GREY = "#1f7a5c", "#b4442f", "#c9ced8"
# Shares of 0–1, drawn in the style every reader knows.
DATA_BAR = {"type": "data_bar", "bar_color": GREY, "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False}
# A fixed day: the same study gives the same bytes.
CREATED = dt.datetime(2000, 1, 1)
FORMATS = {
    "count": "#,##0",
    "share": "0%",
    "number": "0.00",
    "points:nps": "+0.0;−0.0;0.0",
    "points:stars": "+0.00;−0.00;0.00",
    "score:nps": "+0;−0;0",
    "score:stars": "0.00",
    "date": "yyyy-mm-dd",
}
WIDTHS = {"text": 20, "long": 60, "any": 16, "date": 12}
WIDTH = 13


def write_workbook(sheets: Sequence[Sheet], path: Path, is_large: bool = False) -> None:
    """Write the sheets to a file; a large one goes to disk row by row, so that memory stays bounded."""
    try:
        with xlsxwriter.Workbook(str(path), {**OPTIONS, "constant_memory": is_large}) as book:
            _lay_out(book, sheets, is_large)
    except FileCreateError as error:
        raise OSError(str(error)) from error


def cut_cell(text: str) -> str:
    """Return a text that a cell can hold: legal in XML, and no longer than Excel counts, in UTF-16."""
    clean = text if text.isprintable() else strip_controls(text)
    if 2 * len(clean) <= MOST_CHARACTERS or len(clean.encode("utf-16-le")) // 2 <= MOST_CHARACTERS:
        return clean
    return clean.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore") + ELLIPSIS


def _lay_out(book: xlsxwriter.Workbook, sheets: Sequence[Sheet], is_large: bool) -> None:
    book.set_properties({"created": CREATED})
    styles = {key: book.add_format({"num_format": shown, "valign": "top"}) for key, shown in FORMATS.items()}
    styles |= {"text": book.add_format({"valign": "top"}), "any": book.add_format({"valign": "top", "align": "right"})}
    styles["long"] = book.add_format({"valign": "top", "text_wrap": not is_large})
    styles["head"] = book.add_format({"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True})
    for sheet in sheets:
        worksheet = book.add_worksheet(sheet.name)
        n_rows = _fill(worksheet, sheet, styles)
        _finish(worksheet, sheet.fields, n_rows)
        if sheet.chart is not None and n_rows:
            _draw(book, worksheet, sheet, sheet.chart, n_rows)


def _fill(worksheet: Worksheet, sheet: Sheet, styles: Mapping[str, Format]) -> int:
    for place, field in enumerate(sheet.fields):
        worksheet.set_column(place, place, WIDTHS.get(field.kind, WIDTH), styles[field.kind])
        worksheet.write_string(0, place, cut_cell(field.heading), styles["head"])
    writers = [(place, field.kind, styles[field.kind]) for place, field in enumerate(sheet.fields)]
    n_rows = 0
    for n_rows, row in enumerate(sheet.rows, start=1):
        for (place, kind, style), value in zip(writers, row, strict=True):
            _write(worksheet, (n_rows, place), value, kind, style)
    return n_rows


def _write(worksheet: Worksheet, at: tuple[int, int], value: Any, kind: str, style: Format) -> None:
    if isinstance(value, str):
        if value:
            worksheet.write_string(*at, cut_cell(value), style)
    elif value is None or value is pd.NaT or value is pd.NA or value != value:  # pd.isna is slow, cell by cell
        return
    elif kind in ("text", "long"):
        worksheet.write_string(*at, cut_cell(str(value)), style)
    elif kind == "date":
        worksheet.write_datetime(*at, pd.Timestamp(value).tz_localize(None).to_pydatetime(), style)
    else:
        worksheet.write_number(*at, float(value), style)


def _finish(worksheet: Worksheet, fields: Sequence[Field], n_rows: int) -> None:
    worksheet.freeze_panes(1, 0)
    if not fields:
        return
    worksheet.autofilter(0, 0, max(n_rows, 1), len(fields) - 1)
    for place, field in enumerate(fields):
        if field.kind == "share" and n_rows:
            worksheet.conditional_format(1, place, n_rows, place, DATA_BAR)


def _draw(book: xlsxwriter.Workbook, worksheet: Worksheet, sheet: Sheet, columns: tuple[int, int], n_rows: int) -> None:
    label, value = columns
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": sheet.fields[value].heading,
            "categories": [sheet.name, 1, label, n_rows, label],
            "values": [sheet.name, 1, value, n_rows, value],
            "fill": {"color": UP},
            "invert_if_negative": True,
            "invert_if_negative_color": DOWN,
            "gap": 60,
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": sheet.fields[value].heading, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "label_position": "low", "major_gridlines": {"visible": False}})
    chart.set_size({"width": 720, "height": max(260, 34 * n_rows + 80)})
    worksheet.insert_chart(1, len(sheet.fields) + 1, chart)
