from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from doleance import pipeline
from doleance.insights.calendar import add_periods
from doleance.insights.scores import add_classes
from doleance.insights.themes import add_impacts, count_themes
from doleance.pipeline import assign_themes
from doleance.schema import COMMENTS, THEMES, UNITS
from doleance.settings import SCALES
from doleance.text.cues import add_cues
from doleance.text.information import mark_informative
from doleance.text.languages import set_languages
from doleance.text.normaliser import normalise_comments
from doleance.text.redaction import redact_comments
from doleance.text.sentiment import score_comments, score_units
from doleance.text.units import split_units

Frames = dict[str, pd.DataFrame]
COLUMNS = {column.name for columns in (COMMENTS, UNITS, THEMES) for column in columns}
TABLES = ("comments", "units", "themes")
LITERAL = re.compile(r"``.*?``|\(.*?\)")


class Stage(NamedTuple):
    """A stage: its function, the table that its docstring speaks of first, and how it is called."""

    function: Callable[..., object]
    own: str
    call: Callable[[Frames, pipeline.Study], Frames]

    def read(self, title: str, *, is_optional: bool = False) -> dict[str, set[str]]:
        """Return the columns that the docstring needs or adds, by table.

        A clause that names no table speaks of the stage's own; one with *where* or a question mark names what need not be there.
        """
        text = " ".join((inspect.getdoc(self.function) or "").split())
        section = re.search(rf"{title}: (.*?)(?: (?:Needs|Adds|Gives): |\Z| Parameters -| Returns -| Examples -)", LITERAL.sub(where, text))
        found: dict[str, set[str]] = {table: set() for table in TABLES}
        for clause in re.split("[;:.]", section[1]) if section else ():
            named = re.match(rf"\s*(?:of )?(?:the )?({'|'.join(TABLES)}) ", clause)
            table, words = (named[1], clause[named.end() :]) if named else (self.own, clause)
            words = words.removeprefix(" replaces")
            for name in re.split(r",| and | where ", words):
                mark = re.match(r"\s*(\w+)(\?|\b)", name)
                is_free = title == "Needs" and (bool(mark and mark[2]) or " where " in clause)
                if mark and mark[1] in COLUMNS and is_free is is_optional:
                    found[table].add(mark[1])
                elif not mark or mark[1] not in COLUMNS:
                    break
        return found


def where(literal: re.Match[str]) -> str:
    """Keep of a remark in brackets only that something may be missing."""
    return " where " if "where" in literal.group() else ""


STAGES = {
    "normalise_comments": Stage(normalise_comments, "comments", lambda of, _: {"comments": normalise_comments(of["comments"])}),
    "redact_comments": Stage(redact_comments, "comments", lambda of, study: {"comments": redact_comments(of["comments"], study.settings)}),
    "set_languages": Stage(set_languages, "comments", lambda of, study: {"comments": set_languages(of["comments"], study.settings)}),
    "mark_informative": Stage(mark_informative, "comments", lambda of, _: {"comments": mark_informative(of["comments"])}),
    "split_units": Stage(split_units, "comments", lambda of, _: {"units": split_units(of["comments"])}),
    "score_units": Stage(score_units, "units", lambda of, _: {"units": score_units(of["units"], of["comments"])}),
    "add_cues": Stage(add_cues, "units", lambda of, _: {"units": add_cues(of["units"], of["comments"])}),
    "score_comments": Stage(score_comments, "comments", lambda of, _: {"comments": score_comments(of["comments"], of["units"])}),
    "add_classes": Stage(add_classes, "comments", lambda of, _: {"comments": add_classes(of["comments"], SCALES["nps"])}),
    "add_periods": Stage(add_periods, "comments", lambda of, _: {"comments": add_periods(of["comments"])}),
    "assign_themes": Stage(
        assign_themes,
        "units",
        lambda of, study: dict(zip(("comments", "units"), assign_themes(of["comments"], of["units"], study.model), strict=True)),
    ),
    "count_themes": Stage(
        count_themes, "comments", lambda of, study: {"themes": count_themes(of["comments"], of["units"], study.codebook)}
    ),
    "add_impacts": Stage(add_impacts, "themes", lambda of, study: {"themes": add_impacts(of["themes"], study.drivers)}),
}
EACH = pytest.mark.parametrize("name", list(STAGES))
SIZES = pytest.mark.parametrize("n", [0, 1, 60], ids=["none", "one", "many"])


@pytest.fixture(scope="module")
def world(sixty_study) -> dict[str, Frames]:
    """What each stage is given when the sixty comments go through all of them."""
    frames: Frames = {"comments": sixty_study.comments[["comment_id", "verbatim", "score", "date", "Shop"]]}
    given = {}
    for name, stage in STAGES.items():
        given[name] = dict(frames)
        frames |= stage.call(frames, sixty_study)
    return given


def cut(frames: Frames, n: int) -> Frames:
    """Return the first ``n`` comments and what belongs to them."""
    cut_frames = {name: frame.head(n) if name == "comments" else frame for name, frame in frames.items()}
    if "units" in frames:
        cut_frames["units"] = frames["units"][frames["units"]["comment_id"].isin(cut_frames["comments"]["comment_id"])]
    return cut_frames


def keep_needed(frames: Frames, stage: Stage) -> Frames:
    """Return the frames with nothing but what the stage says it needs."""
    needed, free = stage.read("Needs"), stage.read("Needs", is_optional=True)
    return {name: frame[[column for column in frame if column in needed[name] | free[name]]] for name, frame in frames.items()}


@EACH
def test_a_stage_states_what_it_needs_and_adds(name):
    stage = STAGES[name]
    needed, free = stage.read("Needs"), stage.read("Needs", is_optional=True)

    assert any(needed.values()) or any(free.values())
    assert any(stage.read("Adds").values()) or any(stage.read("Gives").values())


@EACH
@SIZES
def test_a_stage_leaves_its_input_as_it_was(world, sixty_study, name, n):
    given = cut(world[name], n)
    before = {table: frame.copy(deep=True) for table, frame in given.items()}

    STAGES[name].call(given, sixty_study)

    for table, frame in given.items():
        assert_frame_equal(frame, before[table])


@EACH
@SIZES
def test_a_stage_needs_no_more_than_it_says(world, sixty_study, name, n):
    given = cut(world[name], n)

    full, bare = (STAGES[name].call(frames, sixty_study) for frames in (given, keep_needed(given, STAGES[name])))

    for table, frame in bare.items():
        assert_frame_equal(frame, full[table][frame.columns])


@EACH
@SIZES
def test_a_stage_adds_what_it_says_and_nothing_else(world, sixty_study, name, n):
    stage, given = STAGES[name], cut(world[name], n)
    said = {table: stage.read("Adds")[table] | stage.read("Gives")[table] for table in TABLES}

    found = stage.call(given, sixty_study)

    for table, frame in found.items():
        if table not in given or (table == "themes" and name == "count_themes"):
            assert set(frame.columns) - {"comment_id"} == {column for columns in said.values() for column in columns} - {"comment_id"}
        else:
            assert set(frame.columns) - set(given[table].columns) <= said[table] <= set(frame.columns)
            assert len(frame) == len(given[table])
            untouched = [column for column in given[table].columns if column not in said[table]]
            assert_frame_equal(frame[untouched], given[table][untouched])


# The table of themes counts all comments together.
@pytest.mark.parametrize("name", [name for name in STAGES if name not in ("count_themes", "add_impacts")])
def test_a_stage_does_the_same_in_chunks(world, sixty_study, name):
    given = world[name]
    halves = [{**given, "comments": rows} for rows in (given["comments"].iloc[:23], given["comments"].iloc[23:])]
    if "units" in given:
        halves = [{**half, "units": given["units"][given["units"]["comment_id"].isin(half["comments"]["comment_id"])]} for half in halves]

    whole, parts = STAGES[name].call(given, sixty_study), [STAGES[name].call(half, sixty_study) for half in halves]

    for table, frame in whole.items():
        together = pd.concat([part[table] for part in parts])
        assert_frame_equal(together.reset_index(drop=True), frame.reset_index(drop=True))
