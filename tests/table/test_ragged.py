from __future__ import annotations

import pytest

from doleance.table.delimited import read_delimited

HEAD = "id,score,comment,shop\n"
GOOD = "1,9,Good shop,Leeds\n2,8,Fair,York\n3,7,Fine and dandy,Leeds\n"
CASES = {
    "a sign in the free text": ("4,6,Slow, dear and rude,York\n", ["4", "6", "Slow, dear and rude", "York"], "joined", ""),
    "empty cells too many": ("4,6,Slow,York,,\n", ["4", "6", "Slow", "York"], "", ""),
    "cells that are not there": ("4,6,Slow\n", ["4", "6", "Slow", ""], "left empty", ""),
    "a row cut by a line break": ("thing,York\n", ["", "", "thing,York", ""], "rejected", "2 cell(s), 4 expected"),
    "signs among the numbers": ("4,five,Slow, dear,York\n", ["", "", "4,five,Slow, dear,York", ""], "rejected", "5 cell(s), 4 expected"),
    "a word in quotes": ('4,6,"Super" service,York\n', ["4", "6", '"Super" service', "York"], "without its quotation marks", ""),
    "an inch": ('4,6,A 5" screen,York\n', ["4", "6", 'A 5" screen', "York"], "", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_a_row_that_breaks_the_rules_is_placed_or_rejected(name: str) -> None:
    line, cells, action, reason = CASES[name]
    table = read_delimited((HEAD + GOOD + line + "9,9,Last,Leeds\n").encode())
    assert table.frame.iloc[3].tolist() == cells
    assert table.frame.iloc[-1].tolist() == ["9", "9", "Last", "Leeds"]
    assert len(table.frame) == 5
    assert [fault.row for fault in table.faults] == ([4] if action else [])
    assert all(action in fault.action and "line 5" in fault.rule for fault in table.faults)
    assert dict(table.rejected) == ({3: reason} if reason else {})


@pytest.mark.parametrize("n_after", [1, 5, 200])
def test_an_unclosed_quotation_mark_costs_one_line_only(n_after: int) -> None:
    rest = "".join(f'{n},8,"Fine, ""really""",Leeds\n' for n in range(5, 5 + n_after))
    table = read_delimited((HEAD + GOOD + '4,6,"Never closed,York\n' + rest).encode())
    assert len(table.frame) == 4 + n_after
    assert table.frame.iloc[3].tolist() == ["4", "6", '"Never closed', "York"]
    assert table.frame["comment"].iloc[4:].eq('Fine, "really"').all()
    assert len(table.faults) == 1
    assert table.faults[0].rule == "line 5: a quotation mark must be closed where its cell ends"


def test_a_quotation_mark_that_swallows_many_rows_is_found() -> None:
    rest = "".join(f"{n},8,Fine,Leeds\n" for n in range(5, 100))
    table = read_delimited((HEAD + '1,6,"Never closed,York\n' + rest + '100,9,closed here",York\n').encode())
    assert len(table.frame) == 97
    assert "line 2" in table.faults[0].rule


def test_a_comment_of_many_lines_stays_whole() -> None:
    poem = "\n".join(f"line {n} of a long story" for n in range(80))
    table = read_delimited((HEAD + GOOD + f'4,6,"{poem}",York\n').encode())
    assert table.frame["comment"].iloc[3] == poem
    assert table.faults == ()


def test_several_unclosed_quotation_marks() -> None:
    table = read_delimited((HEAD + '1,6,"One,York\n2,8,Fine,Leeds\n3,6,"Two,York\n4,6,Four,York\n').encode())
    assert table.frame["comment"].tolist() == ['"One', "Fine", '"Two', "Four"]
    assert [fault.row for fault in table.faults] == [1, 3]
