"""``doleance analyse``: from a file to a folder with the study and its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from doleance.cli.console import say, say_reading, show, track
from doleance.cli.options import AsJson, Encoder, File, Jobs, Names, Out, Overwrite, Period, ReportLanguage, Title, known_scale
from doleance.cli.reading import Reading, reads_file

if TYPE_CHECKING:
    from doleance.study import Study

STAGES = {"read": "Reading comments", "themes": "Finding themes", "findings": "Measuring and listing"}
REPORTS = ("report.html", "report.xlsx", "report.md", "study.json")


@reads_file
def analyse(
    file: File,
    out: Out,
    reading: Reading,
    language: ReportLanguage = None,
    title: Title = None,
    themes: Annotated[int | None, typer.Option(metavar="N", help="The number of themes.", show_default="found", min=1)] = None,
    period: Annotated[Period | None, typer.Option(help="How dates are grouped.", show_default="month")] = None,
    names: Annotated[Names | None, typer.Option(help="How names of people are found, to be masked.", show_default="auto")] = None,
    redact: Annotated[bool | None, typer.Option("--redact/--no-redact", help="Mask personal data.", show_default="redact")] = None,
    encoder: Encoder = None,
    settings: Annotated[Path | None, typer.Option(metavar="TOML", help="A file of settings; options win over it.")] = None,
    jobs: Jobs = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Analyse a file of comments and write the report, the workbook and the tables into a folder."""
    from doleance.folder import refuse_taken
    from doleance.pipeline import analyse as analyse_comments
    from doleance.settings import Settings
    from doleance.table.roles import read_file

    refuse_taken(out, overwrite=overwrite)
    given = {
        "scale": reading["scale"], "n_themes": themes, "period": period, "names": names, "redact": redact, "encoder": encoder, "jobs": jobs,
    }  # fmt: skip
    chosen = Settings.from_toml(settings) if settings else Settings()
    chosen = chosen.updated({key: getattr(value, "value", value) for key, value in given.items() if value is not None})
    found = read_file(file, **{**reading, "scale": known_scale(chosen)})
    say_reading(found)
    chosen = chosen.updated({"scale": found.scale or chosen.scale})
    with track(STAGES) as progress:
        study = analyse_comments(found.comments, chosen, source=found.source, progress=progress)
    finish(study, out, language=language, title=title, overwrite=overwrite, as_json=as_json)
    raise typer.Exit(1 if len(found.faults) else 0)


def finish(study: Study, out: Path, *, language: str | None, title: str | None, overwrite: bool, as_json: bool) -> None:
    """Write a study and its reports, whole or not at all, and show where they lie."""
    from doleance.folder import write_folder, write_tables
    from doleance.report import write_report

    with write_folder(out, overwrite=overwrite) as beside:
        write_tables(study, beside)
        for name in REPORTS:
            write_report(study, beside / name, language=language, title=title)
    summary = study.summary
    kinds = ("analysed", "uninformative", "empty", "rejected")
    parts = " + ".join(f"{getattr(summary, f'n_{kind}'):,} {kind}" for kind in kinds)
    say(f"{summary.n_rows:,} rows = {parts}; {summary.n_themes} themes; personal data masked: {summary.n_redactions:,}")
    show({"report": str(out / REPORTS[0]), "folder": str(out), **summary.to_dict()} if as_json else str(out / REPORTS[0]))
