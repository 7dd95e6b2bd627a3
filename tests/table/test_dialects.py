from __future__ import annotations

import csv

import pytest

from doleance.table.dialects import find_dialect, long_cells

CASES = {
    "comma": ("a,b\n1,2\n", ",", ("a", "b"), 4),
    "decimal commas between semicolons": ("a;b;c\n1;2,5;x\n2;3,5;y\n", ";", ("a", "b", "c"), 6),
    "one comma in every row of one column": ("comment\nGood, yes\nBad, no\nSo, so\n", "", ("comment",), 8),
    "sep line": ("sep=|\na|b\n1|2\n", "|", ("a", "b"), 10),
    "header only": ("id;comment\n", ";", ("id", "comment"), 11),
    "line break in the header": ('id,"the\ncomment"\n1,x\n', ",", ("id", "the\ncomment"), 17),
    "padded title": ("Survey,,\nid,comment,score\n1,a,2\n", ",", ("id", "comment", "score"), 26),
    "a known header over ragged rows": ("id,comment,score\n1,a\nb,9\n", ",", ("id", "comment", "score"), 17),
    "signs of all kinds beside tabs": ("comment\tscore\nGood, cheap\t9\nBad, dear\t0\n", "\t", ("comment", "score"), 14),
    "spaces before quotes": ('id, comment, score\n1, "a, b", 9\n2, "c", 0\n', ",", ("id", "comment", "score"), 19),
    "no header": ("1,good\n2,bad\n", ",", (), 0),
    "empty lines first": ("\n\nid,comment\n1,a\n", ",", ("id", "comment"), 13),
}


@pytest.mark.parametrize("name", CASES)
def test_the_layout_is_found(name: str) -> None:
    text, delimiter, header, start = CASES[name]
    dialect = find_dialect(text.encode())
    assert (dialect.delimiter, dialect.header, dialect.start) == (delimiter, header, start)


def test_the_limit_of_the_csv_module_is_put_back() -> None:
    before = csv.field_size_limit()
    with long_cells():
        assert csv.field_size_limit() > before
    assert csv.field_size_limit() == before
