"""The options that several verbs share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from doleance.settings import Settings

# A quotation mark closes a cell, and a newline a row.
_TABS, _NEVER = ("tab", "\\t"), '"\r\n\0'
_COLUMNS, _READING = "Columns (found when not named)", "Reading the file"


class ScaleName(StrEnum):
    """What the scores are."""

    nps = "nps"
    one_to_ten = "1-10"
    one_to_five = "1-5"
    stars = "stars"


class Language(StrEnum):
    """A language of reports."""

    en = "en"
    fr = "fr"


class Period(StrEnum):
    """How dates are grouped."""

    month = "month"
    week = "week"
    quarter = "quarter"


class Names(StrEnum):
    """How names of people are found."""

    auto = "auto"
    rules = "rules"
    ner = "ner"


def _read_sign(delimiter: str | None) -> str | None:
    if delimiter in _TABS:
        return "\t"
    if delimiter is None or (len(delimiter) == 1 and delimiter.isascii() and delimiter not in _NEVER):
        return delimiter
    raise typer.BadParameter(f"{delimiter!r} is not one sign such as ; or , or tab.")


File = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="csv, tsv, xlsx, ods, json, jsonl, parquet or sav; - reads the standard input.", show_default=False
    ),
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="The folder to write.", show_default=False)]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a folder that Doleance wrote before.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Verbatim = Annotated[str | None, typer.Option(metavar="COLUMN", help="The customers' words.", rich_help_panel=_COLUMNS)]
Score = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="The score or the stars ('none' for no score).", rich_help_panel=_COLUMNS)
]
Date = Annotated[str | None, typer.Option(metavar="COLUMN", help="The date.", rich_help_panel=_COLUMNS)]
LanguageColumn = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="The language that the source states.", rich_help_panel=_COLUMNS)
]
TitleColumn = Annotated[str | None, typer.Option(metavar="COLUMN", help="The title of a review.", rich_help_panel=_COLUMNS)]
Id = Annotated[str | None, typer.Option("--id", metavar="COLUMN", help="The key of a row.", rich_help_panel=_COLUMNS)]
Segments = Annotated[str | None, typer.Option(metavar="A,B,…", help="Columns to cut by (all others by default).", rich_help_panel=_COLUMNS)]
Scale = Annotated[
    ScaleName | None,
    typer.Option(
        help="nps: 0–10. 1-10, 1-5: read as NPS. stars: a mean of 1–5 stars.", show_default="found in the file", rich_help_panel=_READING
    ),
]
DayFirst = Annotated[
    bool | None,
    typer.Option("--dayfirst/--monthfirst", help="How 03/04/2026 is read.", show_default="found in the file", rich_help_panel=_READING),
]
Sheet = Annotated[str | None, typer.Option(metavar="NAME", help="The sheet of a workbook.", rich_help_panel=_READING)]
Encoding = Annotated[str | None, typer.Option(metavar="NAME", help="The encoding, such as cp1252.", rich_help_panel=_READING)]
Delimiter = Annotated[
    str | None,
    typer.Option(metavar="SIGN", help="What stands between two cells; tab for a tab.", callback=_read_sign, rich_help_panel=_READING),
]
_ENCODER = (
    "How opinions are compared: auto (fine up to 50,000 opinions, fast above, tfidf if most comments are in another language), fine, fast,"
    " tfidf, or a sentence-transformers or model2vec folder."
)
Encoder = Annotated[str | None, typer.Option(metavar="NAME", help=_ENCODER, show_default="auto")]
StudyEncoder = Annotated[str | None, typer.Option("--encoder", metavar="NAME", help=_ENCODER, show_default="the study's own")]
ReportLanguage = Annotated[
    Language | None, typer.Option("--language", help="The language of the report.", show_default="that of most comments")
]
Title = Annotated[str | None, typer.Option(metavar="WORDS", help="The title of the report.", show_default="the file's name")]
Jobs = Annotated[int | None, typer.Option(metavar="N", help="Processes; 0 is one a core.", show_default="0", min=0)]


def split_names(names: str | None) -> list[str] | None:
    """Return the names of a list written with commas."""
    return None if names is None else [name.strip() for name in names.split(",") if name.strip()]


def known_scale(settings: Settings) -> str | None:
    """Return the scale that settings state, for a file to be read with; None where the file has to say it."""
    return None if settings.scale == "auto" else settings.scale
