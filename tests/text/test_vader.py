from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from doleance.text.vader import VaderEngine, straighten

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PACKAGE = SentimentIntensityAnalyzer()
ENGINE = VaderEngine()
CUES = "good bad Great AWFUL love no No but BUT kind of sort least at very never so this without doubt or nor the service bomb"
WORDS = [
    *CUES.split(),
    *["isn't", ":)", ":(", "!!!", "??", "\U0001f600", "\U0001f44e\U0001f62d", "\n", "hope,"],
    *sorted(BOOSTER_DICT)[:40],
    *NEGATE[:20],
    *SPECIAL_CASES,
]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


def expect(text):
    return PACKAGE.polarity_scores(straighten(text))["compound"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("The staff were kind of good", id="two-word degree"),
        pytest.param("It is never so good, never this bad", id="never so"),
        pytest.param("No good service and no great staff", id="no"),
        pytest.param("good good but good good but bad bad", id="equal values around but"),
        pytest.param("At least it is good; the least bad", id="least"),
        pytest.param("This shop is the bomb, yeah right", id="idioms"),
        pytest.param("Without doubt a GREAT shop!!!!!", id="capitals"),
        pytest.param("love\U0001f600\U0001f600 it \u00a9", id="emoji"),
        pytest.param("I don\u2019t like it???", id="curly apostrophe"),
    ],
)
def test_compound_is_the_package_s(text):
    assert ENGINE.score(text) == expect(text)


@given(SENTENCES)
def test_compound_is_the_package_s_on_any_row_of_cue_words(text):
    assert ENGINE.score(text) == expect(text)


@given(st.text(max_size=200))
def test_compound_is_the_package_s_on_any_text(text):
    assert ENGINE.score(text) == expect(text)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled sets are not at hand")
@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv.gz")), ids=lambda path: path.name.split(".")[0])
def test_compound_is_the_package_s_on_a_set(path):
    frame = pd.read_csv(path, dtype=str)
    texts = [text for column in ("text", "en", "fr") if column in frame for text in frame[column].dropna()]
    assert [text for text in texts if ENGINE.score(text) != expect(text)] == []
