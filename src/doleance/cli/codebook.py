"""``doleance codebook``: shows the code frame of a study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from doleance.cli.console import show
from doleance.cli.options import AsJson

app = typer.Typer(help="The code frame of a study.")


@app.callback()
def _start() -> None:
    """Group the verbs on the code frame of a study."""


@app.command("show")
def show_codebook(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The folder of a study, or a codebook.yaml.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Print the themes of a study: id, name, keywords."""
    from doleance.themes.codebook import Codebook

    codebook = Codebook.read(study / "codebook.yaml" if study.is_dir() else study)
    if as_json:
        show([{"id": theme.theme_id, "name": theme.names, "keywords": list(theme.keywords)} for theme in codebook])
        return
    width = max((len(theme.name(codebook.language)) for theme in codebook), default=0)
    show("\n".join(f"{theme.theme_id:>3}  {theme.name(codebook.language):<{width}}  {', '.join(theme.keywords)}" for theme in codebook))
