"""``doleance apply``: a known study's themes on new comments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from doleance.cli.analyse import STAGES, finish
from doleance.cli.console import say_reading, track
from doleance.cli.options import AsJson, File, Jobs, Out, Overwrite, ReportLanguage, StudyEncoder, Title, known_scale
from doleance.cli.reading import Reading, reads_file
from doleance.errors import SettingsError

if TYPE_CHECKING:
    from doleance.themes.model import ThemeModel


@reads_file
def apply(
    file: File,
    out: Out,
    study: Annotated[Path, typer.Option(metavar="STUDY", help="The folder of the study whose themes are used.", show_default=False)],
    reading: Reading,
    language: ReportLanguage = None,
    title: Title = None,
    encoder: StudyEncoder = None,
    jobs: Jobs = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Code new comments with the themes of a study, and write their report."""
    from doleance.folder import read_model, refuse_taken
    from doleance.pipeline import apply as apply_model
    from doleance.table.roles import read_file

    refuse_taken(out, overwrite=overwrite)
    model, chosen = read_model(study, encoder=encoder)
    _check_encoder(model)
    # A month of stars is followed by another; whether scores are an NPS, each file has to say.
    followed = known_scale(chosen) if chosen.scale != "nps" else None
    found = read_file(file, **{**reading, "scale": reading["scale"] or followed})
    say_reading(found)
    chosen = chosen.updated({"scale": found.scale or chosen.scale, "jobs": jobs or 0})
    with track(STAGES) as progress:
        result = apply_model(found.comments, model, chosen, source=found.source, progress=progress)
    finish(result, out, language=language, title=title, overwrite=overwrite, as_json=as_json)
    raise typer.Exit(1 if len(found.faults) else 0)


def _check_encoder(model: ThemeModel) -> None:
    """Raise an error where the encoder of a study is not at hand; where its folder is gone, say how to name another."""
    try:
        model.check_ready()
    except SettingsError as error:
        if isinstance(model.encoder_, str) and not Path(model.encoder_).is_dir():
            raise SettingsError(str(error), hint="Name the folder where it lies now: --encoder FOLDER.") from error
        raise
