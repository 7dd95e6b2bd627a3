from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from doleance.cli.analyse import REPORTS
from doleance.cli.app import app
from doleance.folder import write_study

README = Path(__file__).parents[2] / "README.md"
COMMANDS = typer.main.get_command(app)


def walk_verbs(command: TyperCommand | TyperGroup, path: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from walk_verbs(inner, (*path, name))
    else:
        yield " ".join(path)


def walk_options(command: TyperCommand | TyperGroup) -> Iterator[str]:
    inner = command.commands.values() if isinstance(command, TyperGroup) else ()
    yield from (option for parameter in command.params for option in parameter.opts if option.startswith("--"))
    for each in inner:
        yield from walk_options(each)


@pytest.mark.parametrize("verb", sorted(walk_verbs(COMMANDS)))
def test_every_verb_is_in_the_readme(verb):
    assert f"doleance {verb}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", sorted(walk_verbs(COMMANDS)))
def test_every_verb_explains_itself(verb):
    command = COMMANDS
    for name in verb.split():
        command = command.commands[name]

    assert command.help
    assert command.help.rstrip().endswith(".")
    # A typer.Argument that nothing is said of has no help.
    assert [parameter.name for parameter in command.params if not getattr(parameter, "help", None)] == []


def test_every_file_of_a_study_is_in_the_readme(sixty_study, tmp_path):
    folder = write_study(sixty_study, tmp_path / "out")
    said = README.read_text(encoding="utf-8")

    assert [name for name in [*REPORTS, *sorted(path.name for path in folder.iterdir())] if name not in said] == []


def test_the_readme_names_no_option_that_is_not_there():
    known = {*walk_options(COMMANDS), "--help"}
    lines = [line for line in README.read_text(encoding="utf-8").splitlines() if line.strip().startswith(("doleance ", "$ doleance "))]
    named = {word.partition("=")[0] for line in lines for word in line.split() if word.startswith("--")}

    assert named <= known
