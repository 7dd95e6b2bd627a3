"""The command line: its verbs, and the one net in which every error ends as a sentence, a hint and an exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from doleance import __version__
from doleance.cli import codebook, models
from doleance.cli.analyse import analyse
from doleance.cli.apply import apply
from doleance.cli.check import check
from doleance.cli.console import say, show
from doleance.cli.report import report
from doleance.cli.score import score
from doleance.errors import DoleanceError

DONE, FAULTS, INPUT, INTERNAL, STOPPED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="doleance",
    help="Turns what customers wrote into what to do about it: offline, in English and French.",
    epilog="Start with: doleance analyse export.csv -o out",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(check)
app.command()(analyse)
app.command()(apply)
app.command()(report)
app.command()(score)
app.add_typer(codebook.app, name="codebook")
app.add_typer(models.app, name="models")


def _show_version(is_asked: bool) -> None:
    if is_asked:
        show(__version__)
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, help="Print the version and stop.", is_eager=True)] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")] = False,
) -> None:
    """Group the verbs."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and exit: 0 done, 1 done but faults found, 2 the user's input, 3 an error of Doleance."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    is_debug = "--debug" in words
    # Without a verb, the help is what was wanted; typer would call it an error.
    sys.exit(_run([word for word in words if word != "--debug"] or ["--help"], is_debug=is_debug))


def _run(words: list[str], *, is_debug: bool) -> int:
    try:
        code = int(app(args=words, prog_name="doleance", standalone_mode=False) or DONE)
        # Typer catches Ctrl-C itself.
        return _stop() if code == STOPPED else code
    except typer.TyperException as error:
        return _tell(*_read_usage(error), INPUT)
    except (typer.Abort, KeyboardInterrupt):
        return _stop()
    except DoleanceError as error:
        _trace(is_debug=is_debug)
        return _tell(str(error), error.hint, INPUT)
    except MemoryError:
        return _tell("There is not enough memory for this.", "Add --jobs 1, or analyse fewer comments at once.", INTERNAL)
    except Exception as error:
        _trace(is_debug=is_debug)
        return _tell(f"Doleance failed: {type(error).__name__}: {error}.", "Add --debug to see where, and please report it.", INTERNAL)


def _stop() -> int:
    return _tell("Stopped; nothing was left half-written.", "", STOPPED)


def _read_usage(error: typer.TyperException) -> tuple[str, str]:
    """Return what is wrong with a command line as a sentence, and where its words are listed."""
    context = getattr(error, "ctx", None)
    # The prefix is that of the library which checks the values.
    sentence = error.format_message().replace("Value error, ", "")
    return sentence if sentence.endswith(
        (".", "?")
    ) else f"{sentence}.", f"{context.command_path if context else 'doleance'} --help lists what there is."


def _trace(*, is_debug: bool) -> None:
    if is_debug:
        traceback.print_exc()


def _tell(sentence: str, hint: str, code: int) -> int:
    say(f"error: {sentence}")
    if hint:
        say(f"hint: {hint}")
    return code
