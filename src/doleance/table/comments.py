"""Builds the comments table: one row for each row of the file, the columns typed, whatever could not be read told as a fault."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from doleance.schema import FILE_MARK, OWN_COLUMNS
from doleance.settings import SCALES
from doleance.table.columns import Roles
from doleance.table.dates import DateColumn
from doleance.table.exports import Export
from doleance.table.headers import fold_name
from doleance.table.languages import normalise_languages
from doleance.table.numbers import parse_numbers
from doleance.table.raw import Fault, RawTable
from doleance.table.scores import ScoreColumn

MISSING = float("nan")
REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedColumns:
    """The columns of a table that had to be understood before the comments can be built."""

    scores: ScoreColumn | None
    scale: str
    dates: DateColumn | None
    is_french: bool


def build_comments(table: RawTable, roles: Roles, typed: TypedColumns, export: Export | None) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the comments, in the order of the file, and the faults found on the way.

    Every row of the file has its row here, also an empty or a rejected one; the verbatim is the cell as it was decoded.
    """
    frame = _gather_rejected(table, str(roles.verbatim))
    ids, faults = _read_ids(frame, roles.id)
    scores, score_faults = _keep_scores(typed, frame)
    dates, date_faults = _keep_dates(typed.dates, frame, roles.date)
    reasons = _find_reasons(table, export)
    comments = pd.DataFrame(
        {
            "comment_id": ids,
            "source_row": range(1, len(frame) + 1),
            "verbatim": frame[roles.verbatim],
            "score": scores,
            "date": dates,
            "title": _text_or_missing(frame, roles.title),
            "language_given": normalise_languages(frame[roles.language]) if roles.language else _nothing(frame),
            "status": reasons.mask(reasons.notna(), REJECTED).astype("str"),
            "reason": reasons,
        }
    )
    segments = {_segment_name(name): _type_segment(frame[name], is_french=typed.is_french) for name in roles.segments or ()}
    return pd.concat([comments, pd.DataFrame(segments, index=frame.index)], axis=1), [*faults, *score_faults, *date_faults]


def _gather_rejected(table: RawTable, verbatim: str) -> pd.DataFrame:
    """Return the cells with the text of each rejected row where the verbatims are, whichever column it was kept in."""
    if not table.rejected:
        return table.frame
    places = list(table.rejected)
    verbatims = table.frame[verbatim].copy()
    verbatims.iloc[places] = ["".join(table.frame.iloc[place]) for place in places]
    frame = table.frame.copy()
    frame.iloc[places] = ""
    return frame.assign(**{verbatim: verbatims})


def _read_ids(frame: pd.DataFrame, name: str | None) -> tuple[pd.Series, list[Fault]]:
    rows = pd.Series([f"r{row}" for row in range(1, len(frame) + 1)], index=frame.index, dtype="str")
    if name is None:
        return rows, []
    ids = frame[name].str.strip()
    ids = ids.where(ids != "", rows)
    is_repeated = ids.duplicated()
    faults = _list_faults(is_repeated, ids.rename(name), "must not repeat", "a number was put behind it")
    while is_repeated.any():
        # The suffix may itself be an id of the file: count on until nothing repeats.
        counts = ids.groupby(ids).cumcount() + 1
        ids = ids.where(counts == 1, ids + "#" + counts.astype("str"))
        is_repeated = ids.duplicated()
    return ids.astype("str"), faults


def _keep_scores(typed: TypedColumns, frame: pd.DataFrame) -> tuple[pd.Series, list[Fault]]:
    if typed.scores is None:
        return pd.Series(MISSING, index=frame.index, dtype="float64"), []
    column = typed.scores
    cells = frame[column.name]
    if not typed.scale:
        # The whole column stops the work, which is told elsewhere: its cells are no faults of their own.
        return column.scores, []
    faults = _list_faults(column.is_wrong, cells, "must be a number", "score left out")
    scale = SCALES[typed.scale]
    is_outside = column.scores.notna() & ~column.scores.between(scale.low, scale.high)
    rule = f"must lie from {scale.low:g} to {scale.high:g}"
    return column.scores.mask(is_outside), faults + _list_faults(is_outside, cells, rule, "score left out")


def _keep_dates(column: DateColumn | None, frame: pd.DataFrame, name: str | None) -> tuple[pd.Series, list[Fault]]:
    if column is None or name is None:
        return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]"), []
    return column.dates, _list_faults(column.is_wrong, frame[name], "must be a date", "date left out")


def _list_faults(is_faulty: pd.Series, cells: pd.Series, rule: str, action: str) -> list[Fault]:
    return [Fault(place + 1, str(cells.name), str(cells.iloc[place]), rule, action) for place in is_faulty.to_numpy().nonzero()[0].tolist()]


def _find_reasons(table: RawTable, export: Export | None) -> pd.Series:
    reasons = _nothing(table.frame)
    for rule in export.reject if export else ():
        for name in table.frame.columns:
            if fold_name(str(name)) == rule.column:
                reasons = reasons.mask(table.frame[name].map(fold_name).isin(list(rule.values)), rule.reason)
    for place, reason in table.rejected.items():
        reasons.iloc[place] = reason
    return reasons


def _text_or_missing(frame: pd.DataFrame, name: str | None) -> pd.Series:
    return _nothing(frame) if name is None else frame[name].mask(frame[name] == "")


def _nothing(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(MISSING, index=frame.index, dtype="str")


def _segment_name(name: str) -> str:
    return f"{name}{FILE_MARK}" if name in OWN_COLUMNS else name


def _type_segment(cells: pd.Series, *, is_french: bool) -> pd.Series:
    numbers = parse_numbers(cells, is_french=is_french)
    return cells.mask(cells == "") if numbers is None else numbers
