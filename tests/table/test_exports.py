from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from doleance.table.exports import load_exports, merge_labels
from doleance.table.headers import fold_name
from doleance.table.roles import Reading, read_file

SAMPLES = tomllib.loads(Path(__file__).with_name("exports.toml").read_text(encoding="utf-8"))


@pytest.fixture
def read(write):
    """Read the invented export of a name."""

    def read_sample(name: str) -> Reading:
        return read_file(write(SAMPLES[name]["content"], "export.csv", SAMPLES[name]["encoding"]))

    return read_sample


@pytest.mark.parametrize("name", SAMPLES)
def test_an_export_is_recognised_and_read(name: str, read) -> None:
    sample, reading = SAMPLES[name], read(name)
    first = reading.comments.iloc[0]
    assert reading.source["export"] == sample["export"]
    assert (reading.scale, list(reading.roles.personal)) == (sample["scale"], sample["personal"])
    assert (first["verbatim"], first["score"], str(first["date"])) == (sample["verbatim"], sample["score"], sample["date"])
    assert reading.comments["source_row"].tolist() == [1, 2]
    assert reading.faults.empty
    assert not set(sample["personal"]) & set(reading.comments.columns)


def test_every_export_has_a_sample() -> None:
    assert {export.name for export in load_exports()} == {sample["export"] for sample in SAMPLES.values()}


def test_previews_are_rejected_and_kept(read) -> None:
    comments = read("qualtrics").comments
    assert comments["status"].fillna("").tolist() == ["rejected", ""]
    assert comments["reason"].fillna("").tolist() == ["survey preview, test or spam", ""]
    assert comments["comment_id"].tolist() == ["R_1", "R_2"]
    assert comments["language_given"].tolist() == ["en", "fr"]


def test_scores_excluded_from_calculations_are_rejected(read) -> None:
    assert read("wootric").comments["status"].fillna("").tolist() == ["rejected", ""]


def test_a_store_gives_title_and_language(read) -> None:
    comments = read("google play").comments
    assert comments["title"].fillna("").tolist() == ["Bof", ""]
    assert comments["language_given"].tolist() == ["fr", "en"]
    assert comments["verbatim"].tolist() == ["Plante à chaque achat", ""]


def test_columns_of_a_second_header_row_get_its_words(read) -> None:
    names = list(read("surveymonkey").comments.columns)
    assert names[-4:] == ["Start Date", "What do you like? – Price", "What do you like? – Staff", "What do you like? – Choice"]


def test_labels_are_merged_with_their_question() -> None:
    export = next(export for export in load_exports() if export.name == "SurveyMonkey")
    names = ["Respondent ID", "Why?", "column 3", "Shop"]
    assert merge_labels(names, {"Why?": "A", "column 3": "B", "Shop": "Response"}, export) == [
        "Respondent ID",
        "Why? – A",
        "Why? – B",
        "Shop",
    ]


def test_all_names_of_the_data_are_folded() -> None:
    for export in load_exports():
        names = [*(name for names in export.headers for name in names), *export.first, *export.personal, *export.blank]
        names += [name for candidates in export.roles.values() for name in candidates]
        assert [name for name in names if fold_name(name) != name] == []
