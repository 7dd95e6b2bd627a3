"""``doleance apply``: a known study's themes on new comments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from doleance.cli.analyse import STAGES, finish
from doleance.cli.console import say_reading, track
from doleance.cli.options import AsJson, File, Jobs, Out, Overwrite, ReportLanguage, Title, known_scale
from doleance.cli.reading import Reading, reads_file


@reads_file
def apply(
    file: File,
    out: Out,
    study: Annotated[Path, typer.Option(metavar="STUDY", help="The folder of the study whose themes are used.", show_default=False)],
    reading: Reading,
    language: ReportLanguage = None,
    title: Title = None,
    jobs: Jobs = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Code new comments with the themes of a study, and write their report."""
    from doleance.folder import read_model, refuse_taken
    from doleance.pipeline import apply as apply_model
    from doleance.table.roles import read_file

    refuse_taken(out, overwrite=overwrite)
    model, chosen = read_model(study)
    # A month of stars is followed by another; whether scores are an NPS, each file has to say.
    followed = known_scale(chosen) if chosen.scale != "nps" else None
    found = read_file(file, **{**reading, "scale": reading["scale"] or followed})
    say_reading(found)
    chosen = chosen.updated({"scale": found.scale or chosen.scale, "jobs": jobs or 0})
    with track(STAGES) as progress:
        result = apply_model(found.comments, model, chosen, source=found.source, progress=progress)
    finish(result, out, language=language, title=title, overwrite=overwrite, as_json=as_json)
    raise typer.Exit(1 if len(found.faults) else 0)
