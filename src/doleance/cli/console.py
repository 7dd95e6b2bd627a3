"""What the command line says: progress and messages on stderr, results on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import typer

if TYPE_CHECKING:
    import pandas as pd

    from doleance.table.roles import Reading

_SHOWN_FAULTS = 10
ROLES = ("verbatim", "score", "date", "language", "title", "id", "segments")


def say(sentence: str) -> None:
    """Write a message to stderr."""
    _write(sentence, sys.stderr)


def show(result: object) -> None:
    """Write a result to stdout: text as it is, anything else as JSON."""
    is_plain = (getattr(sys.stdout, "encoding", None) or "").lower() != "utf-8"
    _write(result if isinstance(result, str) else json.dumps(result, indent=1, ensure_ascii=is_plain, default=str), sys.stdout)


def _write(text: str, stream: TextIO) -> None:
    """Write a line; where the reader of a pipe has left, the work goes on unheard."""
    # A sign that the terminal has not, or a file's name that is no text, is written as its number.
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        typer.echo(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)
    except BrokenPipeError:
        # What is still in the buffer would fail once more as Python ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def say_reading(reading: Reading) -> None:
    """Say how a file was understood: its roles, what was assumed, what is wrong."""
    for line in describe_reading(reading):
        say(line)


def describe_reading(reading: Reading) -> list[str]:
    """Return how a file was understood, line by line."""
    source = reading.source
    form = ", ".join(str(source[key]) for key in ("format", "encoding", "export") if source.get(key))
    lines = [f"{source.get('name', 'input')}: {len(reading.comments):,} rows ({form})"]
    lines += [f"  {role:<9} {_name(getattr(reading.roles, role))}" for role in ROLES]
    lines.append(f"  {'scale':<9} {reading.scale or '—'}")
    lines += [f"note: {note}" for note in reading.notes]
    return lines + describe_faults(reading.faults)


def describe_faults(faults: pd.DataFrame) -> list[str]:
    """Return the first faults, a line each, and how many more there are."""
    lines = [
        f"fault: {_place(row.row)}column {row.column!r}, value {str(row.value)[:60]!r}: {row.rule} ({row.action})"
        for row in faults.head(_SHOWN_FAULTS).itertuples()
    ]
    if len(faults) > _SHOWN_FAULTS:
        lines.append(f"fault: … and {len(faults) - _SHOWN_FAULTS:,} more")
    return lines


def _place(row: object) -> str:
    return f"row {row}, " if isinstance(row, int) and row >= 1 else ""


def _name(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "—"
    return str(value) if value else "—"


@contextmanager
def track(stages: dict[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """Give a callback that draws a progress bar for each stage on stderr; silent when that is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stages.get(stage, stage), total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield advance
