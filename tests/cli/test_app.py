from __future__ import annotations

import re
from importlib.metadata import version

import pytest
import typer
from typer.core import TyperGroup

from doleance.cli.app import app
from doleance.cli.console import track


def list_verbs() -> list[tuple[str, ...]]:
    groups: list[tuple[tuple[str, ...], object]] = [((), typer.main.get_command(app))]
    verbs: list[tuple[str, ...]] = []
    while groups:
        path, command = groups.pop()
        verbs.append(path)
        if isinstance(command, TyperGroup):
            groups += [((*path, name), inner) for name, inner in command.commands.items()]
    return sorted(verbs)


@pytest.mark.parametrize("verb", list_verbs(), ids=lambda verb: " ".join(verb) or "doleance")
def test_help_explains_each_option_once(verb, run):
    seen = run(*verb, "--help")

    # An option begins two spaces from the margin; what is said of it begins further right, on its line or on the next.
    entries = [entry.strip() for entry in re.split(r"\n  (?=-)", seen.out.partition("Options:")[2].partition("\n\n")[0])[1:]]
    said = [re.fullmatch(r"(\S+(?: \S+)*)\s{2,}(\S.*)", entry, re.DOTALL) for entry in entries]
    named = [name for match in said if match for name in re.findall(r"(?<!\S)--[a-z][\w-]*", match[1])]
    assert (seen.code, seen.err) == (0, "")
    assert None not in said
    assert "--help" in named
    assert sorted(named) == sorted(set(named))


def test_no_verb_gives_the_help(run):
    assert run() == run("--help")
    assert run().code == 0


def test_the_version_is_told(run):
    assert run("--version") == (0, f"{version('doleance')}\n", "")


@pytest.mark.parametrize(
    ("words", "sentence", "command"),
    [
        (("analyze", "x"), "No such command 'analyze'. Did you mean 'analyse'?", "doleance"),
        (("codebook",), "Missing command.", "doleance codebook"),
        (("codebook", "burn"), "No such command 'burn'.", "doleance codebook"),
        (("analyse", "x"), "Missing option '--out' / '-o'.", "doleance analyse"),
        (("analyse",), "Missing argument 'FILE'.", "doleance analyse"),
        (("report",), "Missing argument 'STUDY'.", "doleance report"),
        (("check", "x", "--colour", "red"), "No such option: --colour", "doleance check"),
        (("check", "x", "y"), "Got unexpected extra argument(s) (y)", "doleance check"),
    ],
    ids=["wrong verb", "no inner verb", "wrong inner verb", "no OUT", "no FILE", "no STUDY", "unknown option", "too many words"],
)
def test_a_wrong_command_line_is_told(words, sentence, command, run):
    seen = run(*words)

    error, hint = seen.err.splitlines()
    assert (seen.code, seen.out) == (2, "")
    assert error.startswith(f"error: {sentence}")
    assert error.endswith((".", "?"))
    assert hint == f"hint: {command} --help lists what there is."


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (RuntimeError("out of luck"), 3, "Doleance failed: RuntimeError: out of luck."),
        (MemoryError(), 3, "There is not enough memory for this."),
        (KeyboardInterrupt(), 130, "Stopped; nothing was left half-written."),
    ],
    ids=["internal", "memory", "Ctrl-C"],
)
def test_what_goes_wrong_inside_has_its_own_code(error, code, sentence, run, survey, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("doleance.table.roles.read_file", fail)

    seen = run("check", survey)

    assert (seen.code, seen.out) == (code, "")
    assert seen.err.startswith(f"error: {sentence}\n")
    assert "Traceback" not in seen.err


@pytest.mark.parametrize("words", [("--debug", "check"), ("check", "--debug")], ids=["before the verb", "after the verb"])
def test_debug_shows_the_traceback(words, run, tmp_path):
    seen = run(*words, tmp_path / "nowhere.csv")

    assert seen.code == 2
    assert seen.err.startswith("Traceback (most recent call last):\n")
    assert "\nerror: There is no file " in seen.err


def test_progress_is_silent_without_a_terminal(capfd):
    with track({"read": "Reading"}) as progress:
        progress("read", 1, 2)

    assert capfd.readouterr() == ("", "")


def test_progress_is_drawn_on_a_terminal(capfd, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    with track({"read": "Reading"}) as progress:
        progress("read", 1, 2)
        progress("read", 2, 2)

    seen = capfd.readouterr()
    assert seen.out == ""
    assert "Reading" in seen.err
