"""``doleance report``: tells a saved study again, in another language or format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from doleance.cli.console import show
from doleance.cli.options import AsJson, ReportLanguage, Title, split_names
from doleance.errors import SettingsError

_NAMES = {"html": "report.html", "xlsx": "report.xlsx", "md": "report.md", "json": "study.json"}


def report(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The folder of a study.", show_default=False)],
    to: Annotated[str, typer.Option(metavar="FORMATS", help="html, xlsx, md, json; several with commas.")] = "html",
    language: ReportLanguage = None,
    title: Title = None,
    as_json: AsJson = False,
) -> None:
    """Write the report of a saved study again."""
    formats = split_names(to) or []
    unknown = [name for name in formats if name not in _NAMES]
    if unknown or not formats:
        raise SettingsError(f"There is no report format {to!r}.", hint=f"Use --to with {', '.join(_NAMES)}, several with commas.")

    from doleance.folder import read_study
    from doleance.report import write_report

    told = read_study(study)
    paths = [str(write_report(told, study / _NAMES[name], language=language, title=title)) for name in formats]
    show({"reports": paths} if as_json else "\n".join(paths))
