"""The options that say how a file is read, written once and given to every verb that reads one."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from doleance.cli.options import (
    Date,
    DayFirst,
    Delimiter,
    Encoding,
    Id,
    LanguageColumn,
    Scale,
    Score,
    Segments,
    Sheet,
    TitleColumn,
    Verbatim,
    split_names,
)  # fmt: skip

# What a verb gets: the keyword arguments of ``read_file``.
Reading = dict[str, Any]
_PLACE = "reading"


def _gather(
    *,
    verbatim: Verbatim = None,
    score: Score = None,
    date: Date = None,
    language_column: LanguageColumn = None,
    title_column: TitleColumn = None,
    id_column: Id = None,
    segments: Segments = None,
    scale: Scale = None,
    dayfirst: DayFirst = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
) -> Reading:
    return {
        "verbatim": verbatim, "score": score, "date": date, "language": language_column, "title": title_column, "id": id_column,
        "segments": split_names(segments), "scale": scale.value if scale else None, "dayfirst": dayfirst, "sheet": sheet,
        "encoding": encoding, "delimiter": delimiter,
    }  # fmt: skip


def reads_file(verb: Callable[..., None]) -> Callable[..., None]:
    """Return a verb whose parameter ``reading`` stands on the command line as the options that say how a file is read."""
    options = inspect.signature(_gather, eval_str=True).parameters
    own = inspect.signature(verb, eval_str=True).parameters
    parameters: list[inspect.Parameter] = []
    for name, parameter in own.items():
        parameters += options.values() if name == _PLACE else [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)]

    @functools.wraps(verb)
    def run(**given: Any) -> None:
        told = {name: given.pop(name) for name in options}
        verb(**given, **{_PLACE: _gather(**told)})

    # Typer reads both: what the parameters are, and what their annotations say.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run
