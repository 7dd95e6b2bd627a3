from __future__ import annotations

import datetime as dt
import io
import json

import pandas as pd
import pytest

from doleance.table.records import read_json, read_jsonl, read_parquet, read_sav


def test_nested_objects_become_columns() -> None:
    answers = [{"id": 1, "score": 9.0, "who": {"shop": {"city": "Nîmes"}}, "tags": ["a", "b"], "ok": True}, {"id": 2, "note": None}]
    frame = read_json(json.dumps(answers).encode()).frame
    assert list(frame.columns) == ["id", "score", "who.shop.city", "tags", "ok", "note"]
    assert frame.to_numpy().tolist() == [["1", "9", "Nîmes", "a; b", "true", ""], ["2", "", "", "", "", ""]]


def test_blank_lines_between_objects_are_skipped() -> None:
    assert read_jsonl(b'{"comment": "a"}\r\n\r\n{"comment": "b"}').frame["comment"].tolist() == ["a", "b"]


def test_a_line_separator_within_a_comment_cuts_nothing() -> None:
    assert read_jsonl('{"comment": "a\u2028b"}\n'.encode()).frame["comment"].tolist() == ["a\u2028b"]


def test_half_a_character_is_replaced() -> None:
    assert read_json(b'[{"comment": "bad \\ud800 end"}]').frame["comment"].tolist() == ["bad \ufffd end"]


def test_typed_columns_become_text() -> None:
    frame = pd.DataFrame(
        {
            "comment": ["Très bien", None],
            "score": [9.0, None],
            "n": pd.array([1, None], dtype="Int64"),
            "when": pd.to_datetime(["2024-03-01 14:05", None]),
            "day": [dt.date(2024, 3, 1), None],
            "shop": pd.Categorical(["Lyon", "Lille"]),
        }
    )
    stream = io.BytesIO()
    frame.to_parquet(stream)
    assert read_parquet(stream.getvalue()).frame.to_numpy().tolist() == [
        ["Très bien", "9", "1", "2024-03-01 14:05:00", "2024-03-01", "Lyon"],
        ["", "", "", "", "", "Lille"],
    ]


def test_labels_of_a_sav_file_are_read(tmp_path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"q1": [10.0, 4.0, 0.0], "sex": [1.0, 2.0, 1.0], "txt": ["Très bien", "", "NA"]})
    labels = {"q1": {0.0: "Not at all", 10.0: "Extremely"}, "sex": {1.0: "Homme", 2.0: "Femme"}}
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(frame, str(path), column_labels=["Would you recommend us?", "Sex", "Why?"], variable_value_labels=labels)
    table = read_sav(path.read_bytes())
    assert table.frame["q1"].tolist() == ["10 - Extremely", "4", "0 - Not at all"]
    assert table.frame["sex"].tolist() == ["Homme", "Femme", "Homme"]
    assert table.frame["txt"].tolist() == ["Très bien", "", "NA"]
    assert table.labels["q1"] == "Would you recommend us?"
