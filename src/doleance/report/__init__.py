"""One content, many formats; no statistics here."""

from __future__ import annotations

from pathlib import Path

from doleance.errors import OutputError
from doleance.report.content import build_content, prepare_telling, title_of
from doleance.report.files import write_beside, write_whole
from doleance.study import Study

FORMATS = (".html", ".xlsx", ".md", ".json")
# Above this many comments a workbook is written row by row.
LARGE = 20_000

__all__ = ["FORMATS", "build_content", "write_report", "write_whole"]


def write_report(study: Study, path: Path | str, language: str | None = None, title: str | None = None) -> Path:
    """Write a report on a study, whole or not at all; the suffix of the path chooses the format.

    Parameters
    ----------
    study
        What ``analyse`` returned.
    path
        Where to write: ``.html`` (a page that opens from disk), ``.xlsx``, ``.md`` or ``.json`` (headline figures).
    language
        ``en`` or ``fr``; by default the language of most comments.
    title
        By default the name of the file analysed.

    Raises
    ------
    OutputError
        The suffix is none of the four, or the file cannot be written.
    UnknownLanguageError
        No report can be written in that language.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise OutputError(
            f"No report can be written as {path.name!r}: its suffix must be one of {', '.join(FORMATS)}.",
            hint="Choose a name such as report.html.",
        )
    if suffix == ".xlsx":
        _write_workbook(study, path, language, title)
    else:
        write_whole(path, _render(study, suffix, language, title))
    return path


def _render(study: Study, suffix: str, language: str | None, title: str | None) -> bytes:
    # Drawing charts needs a great library: it is loaded for the page alone.
    if suffix == ".html":
        from doleance.report.page import render_page

        return render_page(build_content(study, language, title))
    from doleance.report.plain import render_json, render_markdown

    if suffix == ".md":
        return render_markdown(build_content(study, language, title))
    telling = prepare_telling(study, language)
    return render_json(telling.study, title_of(telling, title), telling.wording.language)


def _write_workbook(study: Study, path: Path, language: str | None, title: str | None) -> None:
    from doleance.report.sheets import build_sheets
    from doleance.report.workbook import write_workbook

    sheets = build_sheets(study, language, title)
    with write_beside(path) as beside:
        write_workbook(sheets, beside, is_large=len(study.comments) > LARGE)
