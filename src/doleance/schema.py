"""The tables of a study: their columns, what they mean, and the check that gathers every fault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from pandas.api import types

from doleance.errors import InputError, ValidationError

CLASSES = ("promoter", "passive", "detractor")
POLARITIES = ("negative", "neutral", "positive")
# What a unit may show of its author's state, the gravest first; each is a column of the units: is_leaving…
CUES = ("leaving", "threatening", "chasing", "angry", "disappointed")
STATUSES = ("analysed", "uninformative", "empty", "rejected")
MIN_SHOWN = 5
MIN_SURE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table: its name, its kind, what it means, and the values it may take."""

    name: str
    kind: str
    meaning: str
    is_required: bool = False
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()


def _column(name: str, kind: str, meaning: str, **rules: object) -> Column:
    return Column(name=name, kind=kind, meaning=meaning, **rules)  # type: ignore[arg-type]


COMMENTS = (
    _column("comment_id", "string", "the key of the row", is_required=True),
    _column("source_row", "integer", "the row of the file, from 1 below the header"),
    _column("verbatim", "string", "the customer's words exactly as received", is_required=True),
    _column("title", "string", "the title the customer gave, where the source has one"),
    _column("score", "number", "the customer's own rating"),
    _column("nps_class", "string", "promoter, passive or detractor", allowed=CLASSES),
    _column("date", "date", "when the customer answered"),
    _column("period", "string", "the month, week or quarter of the date"),
    _column("language_given", "string", "the language that the source states"),
    _column("status", "string", "analysed, uninformative, empty or rejected", allowed=STATUSES),
    _column("reason", "string", "why a row was rejected"),
    _column("text", "string", "the verbatim (and title), cleaned and redacted"),
    _column("n_redactions", "integer", "how many pieces of personal data were replaced", low=0),
    _column("language", "string", "the language of the comment"),
    _column("is_informative", "boolean", "whether the comment says anything"),
    _column("sentiment", "number", "−1 negative … 1 positive", low=-1, high=1),
    _column("polarity", "string", "negative, neutral or positive", allowed=POLARITIES),
    _column("theme_ids", "list", "the themes the comment speaks of, sorted"),
)
UNITS = (
    _column("unit_id", "string", "the key: comment_id-position", is_required=True),
    _column("comment_id", "string", "the comment the unit is of", is_required=True),
    _column("position", "integer", "0 for the first unit of its comment", is_required=True, low=0),
    _column("start", "integer", "where the unit starts in text", is_required=True, low=0),
    _column("end", "integer", "where the unit ends in text, not included", is_required=True, low=0),
    _column("unit", "string", "the words: text[start:end]", is_required=True),
    _column("sentiment", "number", "−1 negative … 1 positive", low=-1, high=1),
    _column("polarity", "string", "negative, neutral or positive", allowed=POLARITIES),
    _column("is_leaving", "boolean", "whether the customer has left, is leaving or means to"),
    _column("is_threatening", "boolean", "whether it turns, or threatens to turn, to the law, an authority or the public"),
    _column("is_chasing", "boolean", "whether the customer had to ask again, or still waits"),
    _column("is_angry", "boolean", "whether it says anger, insults, cries scandal or shouts a complaint"),
    _column("is_disappointed", "boolean", "whether it says disappointment"),
    _column("theme_id", "integer", "the theme of the unit, −1 for none", low=-1),
    _column("strength", "number", "how near the unit is to its theme, 0–1", low=0, high=1),
)
THEMES = (
    _column("theme_id", "integer", "the key", is_required=True, low=0),
    _column("theme", "string", "the name", is_required=True),
    _column("theme_en", "string", "its name in English, or the one it has"),
    _column("theme_fr", "string", "its name in French, or the one it has"),
    _column("is_general", "boolean", "whether it holds the opinions that speak of nothing in particular"),
    _column("keywords", "list", "words that mark the theme"),
    _column("n_comments", "integer", "comments that speak of the theme", low=0),
    _column("n_units", "integer", "units of the theme", low=0),
    _column("share", "number", "n_comments over the comments analysed, 0–1", low=0, high=1),
    _column("sentiment", "number", "mean sentiment of its units, −1…1", low=-1, high=1),
    _column("negative", "integer", "comments whose units on the theme are negative", low=0),
    _column("neutral", "integer", "comments whose units on the theme are neutral", low=0),
    _column("positive", "integer", "comments whose units on the theme are positive", low=0),
    _column("promoter", "integer", "promoters who speak of it", low=0),
    _column("passive", "integer", "passives who speak of it", low=0),
    _column("detractor", "integer", "detractors who speak of it", low=0),
    _column("impact", "number", "points of score that the theme goes with: all less those who do not mention it"),
    _column("impact_low", "number", "lower end of the interval"),
    _column("impact_high", "number", "upper end of the interval"),
    _column("impact_q", "number", "q-value of the impact over all themes, 0–1", low=0, high=1),
    _column("is_significant", "boolean", "whether the impact is told from noise at the level set"),
    _column("is_thin", "boolean", "whether fewer than 30 scored comments speak of it"),
)
_HALF = re.compile("[\ud800-\udfff]")
# What is added to the name of a client column that bears one of these names.
FILE_MARK = " (file)"
OWN_COLUMNS = frozenset(column.name for column in COMMENTS)


def segment_columns(comments: pd.DataFrame, most: int = 30) -> list[str]:
    """Return the client's own columns that can cut the comments: 2 to ``most`` values, each said more than once on average."""
    found = []
    for name in comments.columns:
        # The export's own nps_class or sentiment would say again what the study says better.
        if name in OWN_COLUMNS or str(name).endswith(FILE_MARK):
            continue
        n_values = comments[name].nunique()
        if 2 <= n_values <= most and n_values * 5 <= comments[name].notna().sum():
            found.append(str(name))
    return found


def write_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its column names as text, and as text every cell of a column that holds more than one type.

    Such a column can be written nowhere. Half of a surrogate pair is no character: the replacement character stands for it.

    Raises
    ------
    InputError
        Two columns have the same name.
    """
    frame = frame.rename(columns=str)
    repeated = sorted(set(frame.columns[frame.columns.duplicated()]))
    if repeated:
        raise InputError(f"The table has more than one column {repeated[0]!r}.", hint="Give each column a name of its own.")
    own_lists = {column.name for column in (*COMMENTS, *THEMES) if column.kind == "list"}
    mixed = [name for name in frame.columns if frame[name].dtype == object or isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.assign(**{name: _write_cells(frame[name]) for name in mixed if name not in own_lists and frame[name].notna().any()})


def _write_cells(cells: pd.Series) -> pd.Series:
    texts = [_HALF.sub("\ufffd", str(cell)) if is_there else None for cell, is_there in zip(cells, cells.notna(), strict=True)]
    return pd.Series(texts, index=cells.index, dtype="str")


def find_faults(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return one row for each fault: ``column``, ``row`` (position, −1 for the whole column), ``value``, ``rule``."""
    faults: list[tuple[str, int, object, str]] = []
    for column in columns:
        if column.name not in frame:
            if column.is_required:
                faults.append((column.name, -1, None, "is required"))
            continue
        faults += _faults_of(frame[column.name], column)
    key = columns[0]
    if key.name in frame:
        repeated = frame[key.name].duplicated(keep=False) & frame[key.name].notna()
        faults += [(key.name, int(row), frame[key.name].iloc[int(row)], "must not repeat") for row in repeated.to_numpy().nonzero()[0]]
        faults += [(key.name, int(row), None, "must be present") for row in frame[key.name].isna().to_numpy().nonzero()[0]]
    return pd.DataFrame(faults, columns=["column", "row", "value", "rule"])


def check(frame: pd.DataFrame, columns: Sequence[Column], table: str) -> None:
    """Raise one error that holds every fault of a table.

    Raises
    ------
    ValidationError
        At least one value breaks the schema; ``failures`` lists all of them.
    """
    failures = find_faults(frame, columns)
    if failures.empty:
        return
    first = failures.iloc[0]
    where = "" if first["row"] < 0 else f", row {first['row'] + 1}, value {first['value']!r}"
    raise ValidationError(
        f"The table of {table} has {len(failures)} fault(s); the first: column {first['column']!r}{where} {first['rule']}.",
        failures=failures,
        hint="Look at the failures of the error, correct the table, and run again.",
    )


def _faults_of(values: pd.Series, column: Column) -> list[tuple[str, int, object, str]]:
    present = values.notna()
    if column.kind == "list":
        return []
    if not _is_kind(values, column.kind):
        return [(column.name, -1, str(values.dtype), f"must be of kind {column.kind}")]
    wrong = pd.Series(False, index=values.index)
    rules = []
    if column.low is not None:
        wrong |= present & (values < column.low)
        rules.append(f"{column.low:g} or more")
    if column.high is not None:
        wrong |= present & (values > column.high)
        rules.append(f"{column.high:g} or less")
    if column.allowed:
        wrong |= present & ~values.isin(column.allowed)
        rules.append(f"one of {', '.join(column.allowed)}")
    if column.is_required and column.kind != "string":
        wrong |= ~present
        rules.append("present")
    rule = "must be " + " and ".join(rules)
    return [(column.name, int(row), values.iloc[row], rule) for row in wrong.to_numpy().nonzero()[0]]


def _is_kind(values: pd.Series, kind: str) -> bool:
    if values.isna().all():
        return True
    match kind:
        case "string":
            return bool(
                types.is_string_dtype(values.dtype) or types.is_object_dtype(values.dtype) or isinstance(values.dtype, pd.CategoricalDtype)
            )
        case "integer":
            return bool(types.is_integer_dtype(values.dtype))
        case "number":
            return bool(types.is_numeric_dtype(values.dtype)) and not types.is_bool_dtype(values.dtype)
        case "boolean":
            return bool(types.is_bool_dtype(values.dtype))
        case "date":
            return bool(types.is_datetime64_any_dtype(values.dtype))
        case _:
            return False
