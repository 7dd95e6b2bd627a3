"""``doleance models``: the models at hand."""

from __future__ import annotations

from typing import Annotated

import typer

from doleance.cli.console import say, show
from doleance.cli.options import AsJson

app = typer.Typer(help="The models at hand.")


@app.callback()
def _start() -> None:
    """Group the verbs on the models at hand."""


@app.command("list")
def list_at_hand(as_json: AsJson = False) -> None:
    """Print the models at hand: name, kind, what it is, size."""
    from doleance.shelf import find_model, list_files, list_models, read_settings

    rows = []
    for name in list_models():
        folder = find_model(name)
        about = read_settings(folder)
        size = sum(path.stat().st_size for path in list_files(folder))
        rows.append({"name": name, "kind": about.get("kind", ""), "summary": about.get("summary", ""), "bytes": size})
    if as_json:
        show(rows)
        return
    width = max(len(str(row["name"])) for row in rows)
    show("\n".join(f"{row['name']:<{width}}  {row['bytes'] / 1e6:6.1f} MB  {row['summary']}" for row in rows))


@app.command("info")
def show_card(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model, as the list names it.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Print the card of a model: what it is, how it was made, from what, its figures and limits."""
    from doleance.shelf import find_model, hash_model, list_files, read_card, read_settings

    folder = find_model(name)
    card = read_card(folder)
    if not as_json:
        show(card.rstrip("\n"))
        return
    about = read_settings(folder)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in list_files(folder)}
    show({
        "name": name, "kind": about.get("kind", ""), "summary": about.get("summary", ""), "bytes": sum(sizes.values()),
        "sha256": hash_model(folder), "card": card, "files": [{"name": file, "bytes": size} for file, size in sizes.items()],
    })  # fmt: skip


@app.command("check")
def check_files(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="The models to check; all by default.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compute the SHA-256 of each model again and compare it with what is recorded."""
    from doleance.shelf import check_models

    rows = check_models(names or ())
    faults = [_tell_fault(**row) for row in rows]
    if as_json:
        show([{**row, "fault": fault} for row, fault in zip(rows, faults, strict=True)])
    else:
        show("\n".join(f"fault: {fault}" if fault else f"{row['name']}: as recorded" for row, fault in zip(rows, faults, strict=True)))
    if any(faults):
        say("hint: pip install --force-reinstall doleance; if you retrained a model: python training/checksums.py")
        raise typer.Exit(1)


def _tell_fault(name: str, recorded: str, found: str) -> str:
    """Return what is wrong with a model's files as a sentence; empty where they are those recorded."""
    if not found:
        return f"{name} is recorded, but its folder is missing."
    if not recorded:
        return f"{name} has no recorded SHA-256; its files give {found}."
    return "" if found == recorded else f"{name} is not the model recorded: its files give the SHA-256 {found}, recorded is {recorded}."
