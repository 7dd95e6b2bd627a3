"""Recognises the exports of survey tools and stores by their headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from doleance.settings import SCALES
from doleance.table.headers import fold_name, read_words

MAX_EXTRA_ROWS = 4


@dataclass(frozen=True, slots=True)
class Rejection:
    """Rows to reject: those whose ``column`` holds one of ``values``."""

    column: str
    values: frozenset[str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is known about the export of one tool; every name is folded.

    ``headers`` holds sets of columns one of which must be complete, ``first`` the names its first column may have. ``marker`` and
    ``blank`` tell the extra header rows, ``roles`` the columns of each role in order of preference, ``scale`` the scale of its scores.
    """

    name: str
    headers: tuple[frozenset[str], ...] = ()
    first: tuple[str, ...] = ()
    marker: str = ""
    blank: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    score_beside: str = ""
    roles: Mapping[str, Sequence[str]]
    scale: str = ""
    scale_column: str = ""
    reject: tuple[Rejection, ...] = ()
    personal: tuple[str, ...] = ()

    def fits(self, header: Sequence[str]) -> bool:
        """Tell whether a header is one of this export."""
        folded = [fold_name(name) for name in header]
        return any(names.issubset(folded) for names in self.headers) or bool(folded and folded[0] in self.first)

    def scale_of(self, frame: pd.DataFrame) -> str:
        """Return the scale of the scores as the export states it: for all of them, or by a column; empty where it does not."""
        for name in frame.columns:
            if fold_name(str(name)) == self.scale_column:
                kinds = {fold_name(kind) for kind in frame[name].unique()}
                return kinds.pop() if len(kinds) == 1 and kinds <= set(SCALES) else ""
        return self.scale


@lru_cache(maxsize=1)
def load_exports() -> tuple[Export, ...]:
    """Return the exports of exports.toml, in the order in which they are tried."""
    exports = []
    for entry in read_words("exports.toml")["export"]:
        values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
        values["headers"] = tuple(frozenset(names) for names in entry.get("headers", ()))
        values["reject"] = tuple(Rejection(rule["column"], frozenset(rule["values"]), rule["reason"]) for rule in entry.get("reject", ()))
        exports.append(Export(**values))
    return tuple(exports)


def find_export(header: Sequence[str]) -> Export | None:
    """Return the export that a header is of, or None."""
    return next((export for export in load_exports() if export.fits(header)), None)


def find_signature(frame: pd.DataFrame) -> Export | None:
    """Return the export that a table is of, or None."""
    return find_export([str(name) for name in frame.columns])


def drop_extra_headers(frame: pd.DataFrame, export: Export) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the table without the header rows under its header, and what the first of them says about each column."""
    n_extra = _count_extra(frame, export)
    if not n_extra:
        return frame, {}
    labels = {str(name): str(label) for name, label in frame.iloc[0].items() if label}
    return frame.iloc[n_extra:].reset_index(drop=True), labels


def _count_extra(frame: pd.DataFrame, export: Export) -> int:
    top = frame.iloc[:MAX_EXTRA_ROWS]
    if export.marker:
        is_marked = [any(export.marker in cell for cell in row) for row in top.to_numpy()]
        return is_marked.index(True) + 1 if True in is_marked else 0
    ids = [name for name in frame.columns if fold_name(str(name)) in export.blank]
    return int(bool(ids) and len(frame) > 1 and top[ids[0]].iloc[0] == "" and top[ids[0]].iloc[1] != "")


def merge_labels(names: Sequence[str], labels: Mapping[str, str], export: Export) -> list[str]:
    """Return column names with the answers that a second header row puts under them, as SurveyMonkey does.

    A column without a name of its own (``column 12``) belongs to the question before it.
    """
    merged: list[str] = []
    question = ""
    for position, name in enumerate(names, start=1):
        label = labels.get(name, "")
        has_own = name != f"column {position}"
        question = name if has_own else question
        is_plain = not label or fold_name(label) in export.generic
        merged.append(name if has_own and is_plain else question or name if is_plain else f"{question} – {label}")
    return merged
