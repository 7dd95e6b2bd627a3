from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from doleance.schema import CUES
from doleance.text.cues import find_cues

CORPUS = Path(__file__).parents[2] / "corpora" / "cue-sentences" / "cues.tsv"
LEAST_PRECISION, LEAST_RECALL = 0.9, 0.6
CASES = pytest.mark.parametrize("language", ["en", "fr"])


@pytest.fixture(scope="module")
def sentences() -> pd.DataFrame:
    """The invented sentences, the cues each holds, and those found."""
    read = pd.read_csv(CORPUS, sep="\t", quoting=csv.QUOTE_NONE)
    found = find_cues(read["sentence"], read["language"])
    return read.assign(held=read["cue"].str.split("+").map(set), **found)


@CASES
def test_the_list_is_long_enough(sentences, language):
    own = sentences[sentences["language"].eq(language)]

    assert all(own["held"].map(lambda held, cue=cue: cue in held).sum() >= 40 for cue in CUES)
    assert own["cue"].eq("none").sum() >= 60
    assert own["sentence"].is_unique


@CASES
@pytest.mark.parametrize("cue", CUES)
def test_a_cue_found_is_there_and_most_are_found(sentences, language, cue):
    own = sentences[sentences["language"].eq(language)]
    held, found = own["held"].map(lambda held: cue in held), own[f"is_{cue}"]
    right = (held & found).sum()

    assert right / found.sum() >= LEAST_PRECISION, own.loc[found & ~held, "sentence"].tolist()
    assert right / held.sum() >= LEAST_RECALL, own.loc[held & ~found, "sentence"].tolist()


@CASES
def test_apostrophes_and_capitals_change_little(sentences, language):
    own = sentences[sentences["language"].eq(language)]
    curly = own["sentence"].map(lambda text: re.sub("['’]", lambda sign: "’" if sign[0] == "'" else "'", text))

    pd.testing.assert_frame_equal(
        find_cues(curly, own["language"]), own[[f"is_{cue}" for cue in CUES]].reset_index(drop=True), check_names=False
    )
