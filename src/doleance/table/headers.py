"""Reads column names: folds them, matches them against the words of each role, and finds the one a user named."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from doleance.errors import MissingColumnError

NAMED_ROLES = ("verbatim", "score", "date", "language", "title", "id")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
NOT_WORD = re.compile(r"[\W_]+")
EXACT = 1000
# The option that names the column of a role, where it is not the role itself: --language and --title are the report's.
OPTIONS = {"language": "language-column", "title": "title-column"}


def read_words(name: str) -> dict[str, Any]:
    """Return a TOML file of this folder."""
    return tomllib.loads(resources.files("doleance.table").joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=65_536)
def fold_name(name: str) -> str:
    """Return a name in lower case, without accents or signs, its words apart.

    Examples
    --------
    >>> fold_name("Date_de réponse"), fold_name("RecordedDate"), fold_name("#")
    ('date de reponse', 'recorded date', '#')
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", CAMEL.sub(" ", name)) if not unicodedata.combining(sign))
    return NOT_WORD.sub(" ", plain.casefold()).strip() or name.strip()


@dataclass(frozen=True, slots=True)
class RoleWords:
    """The words that mark a role in a header: whole names, then patterns, each the likeliest first; ``never`` rules a header out."""

    exact: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    never: re.Pattern[str] | None

    def rank(self, header: str) -> int | None:
        """Return how well a header fits, 0 best, or None where it does not; below ``EXACT`` the whole name is known."""
        folded = fold_name(header)
        if folded in self.exact:
            return self.exact.index(folded)
        if self.never and self.never.search(folded):
            return None
        return next((EXACT + place for place, pattern in enumerate(self.patterns) if pattern.search(folded)), None)


@lru_cache(maxsize=1)
def load_role_words() -> dict[str, RoleWords]:
    """Return the words of every role, and of personal columns, from roles.toml."""
    return {
        name: RoleWords(
            tuple(words.get("exact", ())),
            tuple(re.compile(pattern) for pattern in words.get("patterns", ())),
            re.compile("|".join(words["never"])) if words.get("never") else None,
        )
        for name, words in read_words("roles.toml")["headers"].items()
    }


def has_role_words(cells: Sequence[str], least: int = 2) -> bool:
    """Tell whether at least ``least`` cells are the whole name of a role: the row is a header then."""
    words = load_role_words()
    return sum(any(fold_name(cell) in words[role].exact for role in NAMED_ROLES) for cell in cells if cell) >= least


def is_french(headers: Sequence[str]) -> bool:
    """Tell whether a header is written in French."""
    return any(load_role_words()["french"].rank(header) is not None for header in headers)


def match_column(name: str, role: str, columns: Sequence[str]) -> str:
    """Return the column that a user named for a role, whatever its case and accents.

    Raises
    ------
    MissingColumnError
        No column has that name.
    """
    if name in columns:
        return name
    folded = {fold_name(column): column for column in reversed(columns)}
    if fold_name(name) in folded:
        return folded[fold_name(name)]
    nearest = difflib.get_close_matches(fold_name(name), folded, n=1, cutoff=0.5)
    option = f"--{OPTIONS.get(role, role)}"
    hint = f"Did you mean {option} {quote(folded[nearest[0]])}?" if nearest else f"Use one of them, such as {option} {quote(columns[0])}."
    raise MissingColumnError(f"There is no column {name!r} for the {role}; the file has: {', '.join(columns)}.", hint=hint)


def quote(name: str) -> str:
    """Return a column name as it is typed on a command line."""
    return name if re.fullmatch(r"[\w.-]+", name) else f'"{name}"'
