from __future__ import annotations

import logging

import pandas as pd
import pytest

from doleance import schema
from doleance.errors import MissingColumnError, ScaleError, SettingsError
from doleance.table.roles import read_comments, read_file

CSV = """id,comment,score,date,shop,amount,text,email
007,"Très bien, merci",9,2024-03-01,Lyon,"12,90",x,a@b.fr
008,NA,11,2024-03-02,Lille,"1 234,5",y,c@d.fr
009,,0,soon,Lyon,,z,e@f.fr
010,Bof,meh,2024-03-04,NA,7,,g@h.fr
"""


@pytest.fixture
def reading(write):
    return read_file(write(CSV))


def test_every_row_becomes_a_comment(reading) -> None:
    comments = reading.comments
    schema.check(comments, schema.COMMENTS, "comments")
    assert list(comments.columns)[:9] == [
        "comment_id",
        "source_row",
        "verbatim",
        "score",
        "date",
        "title",
        "language_given",
        "status",
        "reason",
    ]
    assert comments["comment_id"].tolist() == ["007", "008", "009", "010"]
    assert comments["source_row"].tolist() == [1, 2, 3, 4]
    assert comments["verbatim"].tolist() == ["Très bien, merci", "NA", "", "Bof"]
    assert comments["score"].tolist()[0::2] == [9.0, 0.0]
    assert comments["score"].isna().tolist() == [False, True, False, True]
    assert comments["date"].dtype == "datetime64[ns]"
    assert comments["status"].isna().all()


def test_segments_keep_their_names_but_for_ours(reading) -> None:
    comments = reading.comments
    assert list(comments.columns)[9:] == ["shop", "amount", "text (file)"]
    assert comments["amount"].tolist()[:2] == [12.9, 1234.5]
    assert comments["shop"].tolist() == ["Lyon", "Lille", "Lyon", "NA"]
    assert comments["text (file)"].isna().tolist() == [False, False, False, True]


def test_all_faults_are_told(reading) -> None:
    faults = reading.faults
    assert list(faults.columns) == ["row", "column", "value", "rule", "action"]
    assert faults.to_numpy().tolist() == [
        [4, "score", "meh", "must be a number", "score left out"],
        [2, "score", "11", "must lie from 0 to 10", "score left out"],
        [3, "date", "soon", "must be a date", "date left out"],
    ]


def test_the_source_and_the_notes_are_told(reading) -> None:
    assert {key: reading.source[key] for key in ("name", "format", "encoding", "delimiter", "n_rows", "export")} == {
        "name": "answers.csv",
        "format": "csv",
        "encoding": "utf-8",
        "delimiter": ",",
        "n_rows": 4,
        "export": "",
    }
    assert reading.notes == ("Columns that name people were left out: email.",)


def test_repeated_ids_get_a_number(write) -> None:
    reading = read_file(write("id,comment,score\na,one,0\na,two,9\nb,three,9\na,four,8\na#2,five,8\nc,six,8\n,seven,3\n"))
    assert reading.comments["comment_id"].tolist() == ["a", "a#2", "b", "a#3", "a#2#2", "c", "r7"]
    assert reading.faults["rule"].tolist() == ["must not repeat", "must not repeat"]


def test_rows_without_an_id_are_counted(write) -> None:
    assert read_file(write("comment,score\none,0\ntwo,9\n")).comments["comment_id"].tolist() == ["r1", "r2"]


def test_a_file_of_one_column_is_all_verbatim(write) -> None:
    reading = read_file(write("whatever\nGood, cheap\nBad; dear\n"))
    assert reading.comments["verbatim"].tolist() == ["Good, cheap", "Bad; dear"]
    assert "The file has one column; 'whatever' was read as the verbatim." in reading.notes
    assert reading.comments["score"].isna().all()


def test_no_score_is_fine_and_told(write) -> None:
    reading = read_file(write("id,comment\n1,fine\n2,good\n"))
    assert (reading.scale, reading.roles.score) == ("nps", None)
    assert any("--score" in note for note in reading.notes)


def test_a_column_of_no_answers_is_still_the_score(write) -> None:
    reading = read_file(write("comment,score\nok then,N/A\ngood one,\nbad,Non répondu\n"))
    assert (reading.roles.score, reading.scale, len(reading.faults)) == ("score", "nps", 0)
    assert reading.comments["score"].isna().all()


def test_all_comments_empty_is_a_fault(write) -> None:
    reading = read_file(write("id,comment,score\n1,,9\n2,,0\n"))
    assert reading.comments["verbatim"].tolist() == ["", ""]
    assert reading.faults.to_numpy().tolist() == [
        [-1, "comment", "", "must hold the customers' words", "all comments are empty; nothing can be analysed"]
    ]


def test_a_rejected_row_is_kept_with_its_reason(write) -> None:
    reading = read_file(write("id,score,comment,shop\n1,9,good,a\n2,0,bad,b\nstray,line\n3,8,fine,c\n"))
    assert reading.comments["status"].fillna("").tolist() == ["", "", "rejected", ""]
    assert reading.comments["reason"].fillna("").tolist() == ["", "", "2 cell(s), 4 expected", ""]
    assert reading.comments["verbatim"].iloc[2] == "stray,line"


SCORES = "comment,score\n" + "".join(f"fine and dandy {n},{n % 10 + 1}\n" for n in range(60))


def test_a_scale_that_cannot_be_known_stops(write) -> None:
    path = write(SCORES)
    with pytest.raises(ScaleError, match="'score' cannot be known: 60 score") as caught:
        read_file(path)
    assert caught.value.hint == "--scale nps if the question ran 0–10, or --scale 1-10 if it ran 1–10."


def test_without_strict_the_stop_is_a_fault(write) -> None:
    reading = read_file(write(SCORES), strict=False)
    assert (reading.scale, len(reading.comments), reading.comments["score"].notna().all()) == ("", 60, True)
    assert reading.faults[["row", "column", "action"]].to_numpy().tolist() == [[-1, "score", "stop"]]
    assert "--scale 1-10" in reading.faults["rule"].iloc[0]


@pytest.mark.parametrize("scale", ["nps", "1-10"])
def test_a_stated_scale_is_taken(scale: str, write) -> None:
    assert read_file(write(SCORES), scale=scale).scale == scale


def test_scores_outside_a_stated_scale_are_faults(write) -> None:
    reading = read_file(write(SCORES), scale="1-5")
    assert reading.comments["score"].isna().sum() == 30
    assert set(reading.faults["rule"]) == {"must lie from 1 to 5"}


def test_a_score_of_text_is_refused(write) -> None:
    with pytest.raises(ScaleError, match="holds no numbers but text such as 'good'") as caught:
        read_file(write("comment,score\nfine by me,good\nnot for me,bad\nso so to me,good\n"))
    assert caught.value.hint == "Name the column of numbers with --score, or go without one: --score none"


def test_an_unknown_scale_is_refused(write) -> None:
    with pytest.raises(SettingsError, match="no scale '0-20'") as caught:
        read_file(write(CSV), scale="0-20")
    assert caught.value.hint == "Use one of: nps, 1-10, 1-5, stars."


def test_a_named_score_that_is_missing_is_an_error(write) -> None:
    with pytest.raises(MissingColumnError, match="no column 'scores' for the score") as caught:
        read_file(write(CSV), score="scores")
    assert caught.value.hint == "Did you mean --score score?"


def test_an_unknown_option_is_an_error(write) -> None:
    with pytest.raises(TypeError, match="no option 'colour'"):
        read_file(write(CSV), colour="red")


def test_undecided_dates_follow_the_file_and_are_told(write) -> None:
    french = read_file(write("commentaire;note;date\nTrès bien;9;03/04/2024\nMal;0;05/06/2024\n"))
    assert french.comments["date"].tolist() == [pd.Timestamp("2024-04-03"), pd.Timestamp("2024-06-05")]
    assert any("day/month" in note for note in french.notes)
    english = read_file(write("comment,score,date\nFine,9,03/04/2024\nBad,0,05/06/2024\n"))
    assert english.comments["date"].iloc[0] == pd.Timestamp("2024-03-04")
    assert read_file(write("comment,score,date\nFine,9,03/04/2024\n"), dayfirst=True).comments["date"].iloc[0] == pd.Timestamp("2024-04-03")


def test_read_comments_gives_the_table_and_logs_the_rest(write, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="doleance.table.roles"):
        comments = read_comments(write(CSV), segments=["shop"])
    assert list(comments.columns)[9:] == ["shop"]
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING"]


def test_reading_twice_gives_the_same(write) -> None:
    path = write(CSV)
    pd.testing.assert_frame_equal(read_comments(path), read_comments(path))
