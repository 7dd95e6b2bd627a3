from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.table.columns import Roles
from doleance.table.comments import TypedColumns, build_comments
from doleance.table.raw import RawTable

UNTYPED = TypedColumns(scores=None, scale="nps", dates=None, is_french=False)


@pytest.mark.parametrize("n_rows", [0, 1, 5])
def test_any_number_of_rows_gives_the_same_types(n_rows: int) -> None:
    frame = pd.DataFrame({"said": ["x"] * n_rows, "shop": ["1"] * n_rows}, dtype="str")
    comments, faults = build_comments(RawTable(frame=frame, format="csv"), Roles(verbatim="said", segments=("shop",)), UNTYPED, None)
    assert len(comments) == n_rows
    assert faults == []
    assert str(comments["date"].dtype) == "datetime64[ns]"
    assert str(comments["score"].dtype) == "float64"
    assert list(frame.columns) == ["said", "shop"]


@given(st.lists(st.text(), min_size=1, max_size=20))
def test_a_verbatim_is_the_cell(cells: list[str]) -> None:
    cells = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    frame = pd.DataFrame({"said": cells}, dtype="str")
    comments, _ = build_comments(RawTable(frame=frame, format="csv"), Roles(verbatim="said", segments=()), UNTYPED, None)
    assert comments["verbatim"].tolist() == cells


@given(st.lists(st.sampled_from(["a", "a#2", "a#3", "b", ""]), min_size=1, max_size=12))
def test_ids_never_repeat(ids: list[str]) -> None:
    frame = pd.DataFrame({"said": ["x"] * len(ids), "id": ids}, dtype="str")
    comments, faults = build_comments(RawTable(frame=frame, format="csv"), Roles(verbatim="said", id="id", segments=()), UNTYPED, None)
    assert comments["comment_id"].is_unique
    n_present = sum(name != "" for name in ids)
    assert len(faults) == n_present - len({name for name in ids if name})
