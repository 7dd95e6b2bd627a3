"""Finds which column of a table holds the verbatim, the score, the date and so on, by its header and by its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd

from doleance.errors import MissingColumnError
from doleance.table.dates import parse_dates
from doleance.table.exports import Export
from doleance.table.headers import EXACT, NAMED_ROLES, fold_name, load_role_words, match_column, quote
from doleance.table.languages import normalise_languages
from doleance.table.scores import is_binary, is_in_range, parse_scores

NO_COLUMN = "none"
# A range of letters, not \w: pandas may count with an engine whose \w is ASCII.
WORD = "[A-Za-z\u00c0-\u024f]{2,}"
# A word of a sentence stands alone; those of "label_a:b|c" do not.
SPOKEN = WORD + r"['’,.;:!?)»\"]*(?:\s|$)"
DATE = r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
EMAIL = r"^\s*[^@\s]+@[^@\s]+\.[^@\s.]+\s*$"
ADDRESS = r"^\s*\d{1,3}(?:\.\d{1,3}){3}\s*$"
EXACT_FACTOR, PARTLY_FACTOR = 6.0, 3.0
FREE_WORDS, FREE_DISTINCT = 3.0, 0.3
MOST_CHOICES = 12
CIVIL = 4
LOOKED_AT = 500
HALF, MOSTLY, NEARLY_ALL = 0.5, 0.8, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The column of each role, by its name in the file; None where there is none.

    ``segments`` are the client's own columns to cut by, ``personal`` the columns left out because they name people, ``others`` the
    columns of free text besides the verbatim (they are segments too).
    """

    verbatim: str | None = None
    score: str | None = None
    date: str | None = None
    language: str | None = None
    title: str | None = None
    id: str | None = None
    segments: tuple[str, ...] | None = None
    personal: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def taken(self) -> frozenset[str]:
        """The columns that have a role."""
        return frozenset(name for role in NAMED_ROLES if (name := getattr(self, role)))

    def with_role(self, role: str, name: str | None) -> Roles:
        """Return a copy in which a column has another role."""
        values: dict[str, Any] = {role: name}
        return replace(self, **values)

    def to_dict(self) -> dict[str, object]:
        """Return the roles as plain values, for a manifest."""
        return {field.name: list(value) if isinstance(value := getattr(self, field.name), tuple) else value for field in fields(self)}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table and what is said about its columns."""

    frame: pd.DataFrame
    labels: Mapping[str, str]

    def rank(self, role: str, name: str) -> int | None:
        words = load_role_words()[role]
        ranks = [rank for text in (name, self.labels.get(name, "")) if text and (rank := words.rank(text)) is not None]
        return min(ranks, default=None)

    def ranked(self, role: str, taken: Iterable[str]) -> list[tuple[int, str]]:
        """Return the columns whose header fits a role, the likeliest first, with their rank."""
        skipped = set(taken)
        names = [str(name) for name in self.frame.columns if name not in skipped]
        return sorted(((rank, name) for name in names if (rank := self.rank(role, name)) is not None), key=lambda pair: pair[0])

    def sample(self, name: str) -> pd.Series:
        """Return some of the different cells of a column, whatever the order of the rows."""
        cells = sorted(cell for cell in self.frame[name].unique() if cell.strip())
        return pd.Series(cells[:: max(1, len(cells) // LOOKED_AT)], dtype="str")


def find_roles(
    frame: pd.DataFrame, named: Roles | None = None, *, export: Export | None = None, labels: Mapping[str, str] | None = None
) -> Roles:
    """Return the column of each role: the one that is named, else the one the export is known for, else the likeliest.

    Parameters
    ----------
    frame
        Cells as text.
    named
        Columns that the user named, whatever their case and accents; the score may be ``none``.
    export
        The export that the table is of.
    labels
        The question behind a column.

    Raises
    ------
    MissingColumnError
        A named column is not there, or no column looks like the verbatim.
    """
    sheet = _Sheet(frame, labels or {})
    names = [str(name) for name in frame.columns]
    roles = _match_named(named or Roles(), names)
    wants_score = roles.score != NO_COLUMN
    roles = replace(roles if wants_score else replace(roles, score=None), personal=_find_personal(sheet, roles, export))
    if export:
        roles = _match_export(roles, export, names, wants_score=wants_score)
    for role, find in _FINDERS.items():
        if getattr(roles, role) is None and (role != "score" or wants_score):
            roles = roles.with_role(role, find(sheet, roles.taken | frozenset(roles.personal)))
    if wants_score and roles.score is None:
        roles = replace(roles, score=_find_text_score(sheet, roles.taken))
    if roles.verbatim is None:
        message = f"No column looks like the customers' words; the file has: {', '.join(names)}."
        raise MissingColumnError(message, hint=f"Name it, such as --verbatim {quote(names[-1])}")
    skipped = roles.taken | frozenset(roles.personal)
    others = tuple(name for name in names if name not in skipped and _is_free_text(frame[name]))
    segments = tuple(name for name in (names if roles.segments is None else roles.segments) if name not in skipped)
    return replace(roles, segments=segments, others=others)


def _match_named(named: Roles, names: Sequence[str]) -> Roles:
    found: dict[str, object] = {}
    for role in NAMED_ROLES:
        name = getattr(named, role)
        is_none = role == "score" and name is not None and name.casefold() == NO_COLUMN and NO_COLUMN not in map(fold_name, names)
        found[role] = NO_COLUMN if is_none else match_column(name, role, names) if name is not None else None
    if named.segments is not None:
        found["segments"] = tuple(match_column(name, "segments", names) for name in named.segments)
    return Roles(**found)  # type: ignore[arg-type]


def _match_export(roles: Roles, export: Export, names: Sequence[str], *, wants_score: bool) -> Roles:
    folded = {fold_name(name): name for name in reversed(names)}
    for role, candidates in export.roles.items():
        name = next((folded[candidate] for candidate in candidates if folded.get(candidate, "") not in roles.taken | {""}), None)
        if getattr(roles, role) is None and name and (role != "score" or wants_score):
            roles = roles.with_role(role, name)
    beside = next((name for name in names if export.score_beside and f"{name}{export.score_beside}" in names), None)
    return replace(roles, score=beside) if beside and wants_score and roles.score is None else roles


def _find_personal(sheet: _Sheet, roles: Roles, export: Export | None) -> tuple[str, ...]:
    found = {name for _, name in sheet.ranked("personal", roles.taken)}
    for name in sheet.frame.columns:
        if name in roles.taken:
            continue
        if (export and fold_name(str(name)) in export.personal) or _is_personal(sheet.frame[name]):
            found.add(str(name))
    if len(sheet.frame.columns) == 1:
        return ()
    return tuple(str(name) for name in sheet.frame.columns if name in found)


def _is_personal(cells: pd.Series) -> bool:
    """Tell whether most cells are e-mail or IP addresses."""
    present = cells[cells != ""]
    for sign, n_signs, pattern in (("@", 1, EMAIL), (".", 3, ADDRESS)):
        # Counting a sign is quick, and rules out nearly every column.
        if (present.str.count(re.escape(sign)) == n_signs).sum() * 2 > len(present):
            return bool(present.str.contains(pattern, regex=True).sum() * 2 > len(present))
    return False


def _find_score(sheet: _Sheet, taken: frozenset[str]) -> str | None:
    spare = None
    for rank, name in sheet.ranked("score", taken):
        column = parse_scores(sheet.frame[name], name)
        scores = column.scores.dropna()
        # Yes and no are no scores; a column of text is looked at last, when the verbatim is known.
        if len(scores) < 9 * column.is_wrong.sum() or is_binary(scores):
            continue
        if is_in_range(scores):
            return name
        # A score out of every scale is an error to be told, but only where the header leaves no doubt that it is the score.
        spare = spare or (name if rank < EXACT else None)
    return spare


def _find_text_score(sheet: _Sheet, taken: frozenset[str]) -> str | None:
    for rank, name in sheet.ranked("score", taken):
        n_values = sheet.frame[name].replace("", None).nunique()
        is_choice = 0 < n_values <= MOST_CHOICES and not _is_free_text(sheet.frame[name])
        if rank < EXACT and is_choice and parse_scores(sheet.frame[name]).is_wrong.any():
            return name
    return None


def _find_date(sheet: _Sheet, taken: frozenset[str]) -> str | None:
    for rank, name in sheet.ranked("date", taken):
        cells = sheet.sample(name)
        if len(cells) and parse_dates(cells).dates.notna().mean() >= (HALF if rank < EXACT else MOSTLY):
            return name
    for name in sheet.frame.columns:
        cells = sheet.frame[name]
        n_present = int((cells != "").sum())
        if name not in taken and n_present and cells.str.match(DATE).sum() >= NEARLY_ALL * n_present:
            return str(name)
    return None


def _find_language(sheet: _Sheet, taken: frozenset[str]) -> str | None:
    for _, name in sheet.ranked("language", taken):
        cells = sheet.sample(name)
        if len(cells) and normalise_languages(cells).str.fullmatch("[a-z]{2}").mean() >= MOSTLY:
            return name
    return None


def _find_verbatim(sheet: _Sheet, taken: frozenset[str]) -> str | None:
    if len(sheet.frame.columns) == 1:
        return str(sheet.frame.columns[0])
    never = load_role_words()["verbatim"].never
    best, most = None, -1.0
    for name in (str(name) for name in sheet.frame.columns if name not in taken):
        rank = sheet.rank("verbatim", name)
        if rank is None and ((never and never.search(fold_name(name))) or not _is_free_text(sheet.frame[name])):
            continue
        factor = 1.0 if rank is None else EXACT_FACTOR if rank < EXACT else PARTLY_FACTOR
        cells = sheet.frame[name]
        n_present = max(1, int((cells != "").sum()))
        weight = factor * float(cells.str.count(WORD).sum()) / len(cells) * (cells.nunique() / n_present) ** 0.5
        if weight > most or (weight == most and rank is not None and rank < EXACT):
            best, most = name, weight
    return best


def _is_free_text(cells: pd.Series) -> bool:
    present = cells[cells != ""]
    if present.empty or present.str.len().mean() < FREE_WORDS * 3:
        return False
    return bool(present.str.count(SPOKEN).mean() >= FREE_WORDS and present.nunique() >= FREE_DISTINCT * len(present))


def _find_title(sheet: _Sheet, taken: frozenset[str]) -> str | None:
    for _, name in sheet.ranked("title", taken):
        cells = sheet.sample(name)
        n_present = int((sheet.frame[name] != "").sum())
        # "Title" may also be Mr or Mrs: a title of a comment has words, or seldom repeats.
        if (
            len(cells)
            and cells.str.len().mean() > CIVIL
            and (cells.str.count(WORD).mean() >= 1.5 or sheet.frame[name].nunique() >= n_present / 2)
        ):
            return name
    return None


def _find_id(sheet: _Sheet, taken: frozenset[str]) -> str | None:
    ranked = sheet.ranked("id", taken)
    for _, name in ranked:
        if (sheet.frame[name] != "").all() and sheet.frame[name].is_unique:
            return name
    for rank, name in ranked:
        if rank < EXACT and sheet.frame[name].nunique() * 2 > len(sheet.frame):
            return name
    return None


# In the order in which columns are given away: a score is surer than a verbatim.
_FINDERS: dict[str, Callable[[_Sheet, frozenset[str]], str | None]] = {
    "score": _find_score,
    "date": _find_date,
    "language": _find_language,
    "verbatim": _find_verbatim,
    "title": _find_title,
    "id": _find_id,
}
