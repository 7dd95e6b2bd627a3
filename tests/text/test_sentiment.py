import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.text.lexicons import load_rules
from doleance.text.sentiment import COLUMNS, load_engine, score_comments, score_sentiment, score_units
from doleance.text.vader import VaderEngine

CUES = [
    *["bon", "nul", "good", "bad", "ne", "pas", "n'", "!", "\n", ",", ":(", "10/10", "\U0001f600", "TRÈS", "niiiickel", "l'accueil"],
    *sorted(load_rules("fr").phrases)[:60],
    *sorted(load_rules("en").phrases)[:60],
]
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(CUES), max_size=30).map(" ".join))


@pytest.fixture
def comments():
    return pd.DataFrame({
        "comment_id": ["a", "b", "c"],
        "text": ["Great staff but awful app. I called twice.", "Livraison rapide mais SAV nul", "Rien"],
        "language": ["en", "fr", "fr"],
    })  # fmt: skip


@pytest.fixture
def units():
    return pd.DataFrame({
        "unit_id": ["a-0", "a-1", "a-2", "b-0", "b-1"],
        "comment_id": ["a", "a", "a", "b", "b"],
        "start": [0, 12, 27, 0, 17],
        "end": [11, 26, 42, 16, 29],
        "unit": ["Great staff", "but awful app.", "I called twice.", "Livraison rapide", "mais SAV nul"],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "polarity"),
    [
        pytest.param("The app crashes", "en", "negative", id="a word that VADER lacks"),
        pytest.param("I don\u2019t recommend it", "en", "negative", id="curly apostrophe"),
        pytest.param("Je recommande pas", "fr", "negative", id="bare pas after the verb"),
        pytest.param("Je ne le recommande plus", "fr", "negative", id="ne … plus"),
        pytest.param("Plus rapide", "fr", "positive", id="plus without ne is no negation"),
        pytest.param("Sans aucun problème", "fr", "positive", id="sans"),
        pytest.param("Merci pour rien", "fr", "negative", id="idiom"),
        pytest.param("La qualité laisse vraiment à désirer", "fr", "negative", id="idiom with a degree word inside"),
        pytest.param("La boutique est rue de Lyon", "fr", "neutral", id="no opinion"),
        pytest.param("NICKEL", "fr", "positive", id="capitals"),
        pytest.param("nickeeeel", "fr", "positive", id="repeated letters"),
        pytest.param("decu", "fr", "negative", id="no accents"),
        pytest.param("9/10", "fr", "positive", id="a mark out of ten"),
        pytest.param("https://example.org/:(", "en", "neutral", id="an address is no face"),
        pytest.param("", "en", "neutral", id="empty"),
    ],
)
def test_polarity(text, language, polarity):
    assert score_sentiment([text], [language])["polarity"].tolist() == [polarity]


def test_frame_keeps_the_order_and_the_languages():
    frame = score_sentiment(["Très bien", None, "Very good"], ["fr", "en", "en"])
    assert list(frame.columns) == list(COLUMNS)
    assert frame["language"].tolist() == ["fr", "en", "en"]
    assert frame.loc[1, "sentiment"] == 0
    assert score_sentiment([]).empty


def test_english_without_what_was_learned_is_vader():
    texts = ["The app crashes", "Not bad at all!", "I don\u2019t like it"]
    frame = score_sentiment(texts, ["en"] * 3, learned=False)
    assert frame["sentiment"].tolist() == [VaderEngine().score(text) for text in texts]


def test_unknown_language_gets_the_mean():
    text = "super service"
    scores = [score_sentiment([text], [language])["sentiment"][0] for language in ("und", "en", "fr")]
    assert scores[0] == pytest.approx((scores[1] + scores[2]) / 2)


@pytest.mark.parametrize("learned", [True, False])
@pytest.mark.parametrize("language", ["en", "fr", "und"])
@given(text=TEXTS)
def test_any_text_gets_a_bounded_score(language, learned, text):
    row = score_sentiment([text], [language], learned=learned).iloc[0]
    assert -1 <= row["sentiment"] <= 1
    assert row["p_negative"] + row["p_neutral"] + row["p_positive"] == pytest.approx(1)


@given(st.lists(TEXTS, max_size=5))
def test_a_text_s_score_does_not_depend_on_its_neighbours(texts):
    together = score_sentiment(texts, ["fr"] * len(texts))["sentiment"].tolist()
    assert together == [score_sentiment([text], ["fr"])["sentiment"][0] for text in texts]


@pytest.mark.parametrize("piece", ["très bon mais nul ", "a", "!", "ne ", "n't bad ", "\U0001f600", "good but bad ", ":-) ", "1/", "www."])
@pytest.mark.parametrize(("language", "learned"), [("en", True), ("fr", True), ("en", False)])
def test_a_long_text_is_scored_in_linear_time(piece, language, learned):
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    load_engine(language, learned=learned).score(text)
    assert time.perf_counter() - start < 3


def test_units_of_one_sentence_may_differ(units, comments):
    before = units.copy()
    scored = score_units(units, comments)
    assert scored["polarity"].tolist()[0:2] == ["positive", "negative"]
    assert scored["polarity"].tolist()[3:5] == ["positive", "negative"]
    pd.testing.assert_frame_equal(units, before)


def test_a_unit_hears_its_sentence_only(units, comments):
    alone = comments.assign(text=comments["text"].str.replace("Great staff", "Awful food"))
    changed = units.assign(unit=units["unit"].replace("Great staff", "Awful food").to_numpy())
    first, second = score_units(units, comments)["sentiment"], score_units(changed.assign(end=[10, *units["end"][1:]]), alone)["sentiment"]
    assert first[1] != second[1]
    assert first[2] == second[2]


def test_comments_without_units_have_no_sentiment(units, comments):
    scored = score_comments(comments, units)
    assert scored["polarity"].tolist()[2] == "neutral"
    assert np.isnan(scored["sentiment"][2])
    assert scored["sentiment"].notna().tolist() == [True, True, False]


@pytest.mark.parametrize("n_rows", [0, 1, 3])
def test_stages_work_on_few_rows_in_any_order(units, comments, n_rows):
    some = comments.head(n_rows)
    theirs = units[units["comment_id"].isin(some["comment_id"])]
    scored = score_units(theirs.iloc[::-1], some.iloc[::-1])
    pd.testing.assert_frame_equal(scored.iloc[::-1], score_units(theirs, some))
    assert len(score_comments(some, theirs)) == n_rows
