from __future__ import annotations

import json

import pytest


def test_roles_are_printed_and_nothing_is_written(run, survey):
    there = sorted(survey.parent.iterdir())

    seen = run("check", survey)

    assert (seen.code, seen.err) == (0, "")
    assert seen.out.splitlines() == [
        "answers.csv: 62 rows (csv, utf-8)",
        "  verbatim  Comment",
        "  score     Score",
        "  date      Date",
        "  language  —",
        "  title     —",
        "  id        Ref",
        "  segments  Shop, Staff note",
        "  scale     nps",
    ]
    assert sorted(survey.parent.iterdir()) == there


def test_json_parses(run, survey):
    seen = run("check", survey, "--json")

    told = json.loads(seen.out)
    assert (seen.code, seen.err) == (0, "")
    assert (told["rows"], told["scale"], told["faults"], told["notes"]) == (62, "nps", [], [])
    assert told["roles"] == {
        "verbatim": "Comment", "score": "Score", "date": "Date", "language": None, "title": None, "id": "Ref",
        "segments": ["Shop", "Staff note"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("Comment,Score\nThe parcel came late.,x\nThe staff were kind.,10\nFine,0\n", "row 1, column 'Score', value 'x': must be a number"),
        ("Comment,Score\n" + "The staff were kind.,5\n" * 60, "column 'Score', value '': The scale of the column 'Score' cannot be known"),
        ("Comment,Score\nThe parcel\x00 came late.,0\nKind staff,10\n", "must hold no NUL character (kept as it is)"),
    ],
    ids=["text among scores", "an unknown scale", "a NUL"],
)
def test_faults_give_exit_code_one(content, fault, run, tmp_path):
    (tmp_path / "answers.csv").write_text(content, encoding="utf-8")

    seen = run("check", tmp_path / "answers.csv")
    as_json = run("check", tmp_path / "answers.csv", "--json")

    assert (seen.code, seen.err) == (1, "")
    assert [line for line in seen.out.splitlines() if line.startswith("fault: ") and fault in line]
    assert (as_json.code, len(json.loads(as_json.out)["faults"])) == (1, 1)


def test_many_faults_are_cut_short_and_counted(run, tmp_path):
    (tmp_path / "answers.csv").write_text("Comment,Score,Date\n" + "The parcel came late.,0,soon\n" * 25, encoding="utf-8")

    seen = run("check", tmp_path / "answers.csv", "--scale", "nps", "--date", "Date")

    faults = [line for line in seen.out.splitlines() if line.startswith("fault: ")]
    assert (seen.code, len(faults), faults[-1]) == (1, 11, "fault: … and 15 more")


def test_columns_may_be_named(run, survey):
    seen = run("check", survey, "--verbatim", "Staff note", "--score", "none", "--date", "Date", "--id", "Ref", "--segments", "Shop, Score")

    assert seen.code == 0
    assert "  verbatim  Staff note" in seen.out
    assert "  score     —" in seen.out
    assert "  segments  Shop, Score" in seen.out
