"""Every error Doleance raises, in one tree.

DoleanceError
├── InputError            what the user gave cannot be used
│   ├── UnreadableFileError
│   ├── MissingColumnError
│   ├── ScaleError
│   ├── ValidationError   every fault at once, in ``failures``
│   ├── UnknownLanguageError
│   └── TooFewCommentsError
├── OutputError           a result cannot be written
├── SettingsError         a setting breaks its rule
├── CodebookError         a theme named twice, an unknown id
├── MissingExtraError     an optional package is not installed
└── StoreError            the database refused
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class DoleanceError(Exception):
    """Base of all errors; ``hint`` says what to do next, in words that can be pasted."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class InputError(DoleanceError, ValueError):
    """What the user gave cannot be used."""


class UnreadableFileError(InputError):
    """A file cannot be opened or understood."""


class MissingColumnError(InputError):
    """A column that is needed is not in the table."""


class ScaleError(InputError):
    """The scores are not on a scale that was stated or can be known."""


class UnknownLanguageError(InputError):
    """A language is asked for that Doleance does not speak."""


class TooFewCommentsError(InputError):
    """There are fewer comments than the work needs."""


class ValidationError(InputError):
    """A table breaks the rules of its schema; ``failures`` has one row for each fault."""

    def __init__(self, message: str, *, failures: pd.DataFrame, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.failures = failures


class OutputError(DoleanceError, OSError):
    """A result cannot be written where it was asked for."""


class SettingsError(DoleanceError, ValueError):
    """A setting is unknown or breaks its rule."""


class CodebookError(DoleanceError, ValueError):
    """A codebook contradicts itself or does not hold what was asked for."""


class StoreError(DoleanceError, RuntimeError):
    """The database of a store refused a statement."""


class MissingExtraError(DoleanceError, ImportError):
    """An optional package is needed and not installed; ``extra`` names what brings it."""

    def __init__(self, package: str, *, extra: str) -> None:
        super().__init__(f"The package {package} is not installed; it is needed here.", hint=f"pip install 'doleance[{extra}]'")
        self.extra = extra


def suggest(name: str, known: Sequence[str]) -> str:
    """Return the beginning of a hint: which of the names that are known may be meant; empty where none is near.

    Examples
    --------
    >>> suggest("fast", ["encoder-fast", "tfidf"])
    'Did you mean encoder-fast? '
    """
    near = [each for each in known if name and name in each] or difflib.get_close_matches(name, known)
    return f"Did you mean {' or '.join(near)}? " if near else ""


def require(package: str, *, extra: str) -> ModuleType:
    """Return an optional package, imported now.

    Parameters
    ----------
    package
        The name to import, such as ``"spacy"``.
    extra
        The extra of Doleance that installs it.

    Raises
    ------
    MissingExtraError
        The package is not installed.
    """
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError as error:
        raise MissingExtraError(package, extra=extra) from error
