"""``doleance models``: the models at hand."""

from __future__ import annotations

import typer

from doleance.cli.console import show
from doleance.cli.options import AsJson

app = typer.Typer(help="The models at hand.")


@app.callback()
def _start() -> None:
    """Group the verbs on the models at hand."""


@app.command("list")
def list_at_hand(as_json: AsJson = False) -> None:
    """Print the models at hand: name, kind, what it is, size."""
    from doleance.shelf import find_model, list_models, read_settings

    rows = []
    for name in list_models():
        folder = find_model(name)
        about = read_settings(folder)
        size = sum(path.stat().st_size for path in folder.iterdir())
        rows.append({"name": name, "kind": about.get("kind", ""), "summary": about.get("summary", ""), "bytes": size})
    if as_json:
        show(rows)
        return
    width = max(len(str(row["name"])) for row in rows)
    show("\n".join(f"{row['name']:<{width}}  {row['bytes'] / 1e6:6.1f} MB  {row['summary']}" for row in rows))
