import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.text.sentiment import load_engine
from doleance.text.traces import TEXT_RULES, WORD_RULES, trace_text

WORDS = ["bon", "nul", "pas", "ne", "très", "mais", ".", "not", "very", "but", "despite", "no"]


def trace(text, language="fr"):
    return trace_text(text, load_engine(language))


def find_causes(text, language, words):
    """Return the rules of one word with what set them off."""
    (mark,) = [mark for mark in trace(text, language).marks if mark.words == words]
    return list(zip(mark.rules, mark.cues, strict=True))


@pytest.mark.parametrize(
    ("text", "language", "words", "causes"),
    [
        pytest.param("Excellent", "fr", "Excellent", [], id="nothing"),
        pytest.param("Ce n'est pas excellent", "fr", "excellent", [("negated", "pas")], id="negated by what comes before"),
        pytest.param("Je n\u2019aime vraiment plus", "fr", "aime", [("negated", "plus")], id="negated by what comes after"),
        pytest.param("J'aime pas du tout", "fr", "aime", [("negated", "pas du tout")], id="negated by a phrase"),
        pytest.param("It isn\u2019t excellent", "en", "excellent", [("negated", "isn\u2019t")], id="a curly apostrophe stays"),
        pytest.param("very excellent", "en", "excellent", [("strengthened", "very")], id="strengthened"),
        pytest.param("really very excellent", "en", "excellent", [("strengthened", "really very")], id="by two words"),
        pytest.param("un peu excellent", "fr", "excellent", [("weakened", "un peu")], id="weakened"),
        pytest.param("EXCELLENT", "fr", "EXCELLENT", [("capitals", "")], id="capitals"),
        pytest.param("EXCEEEELLENT", "fr", "EXCEEEELLENT", [("capitals", ""), ("repeated", "")], id="repeated letters"),
        pytest.param("excellent mais nul", "fr", "excellent", [("before_contrast", "mais")], id="before a contrast"),
        pytest.param("excellent par contre nul", "fr", "nul", [("after_contrast", "par contre")], id="after a contrast"),
        pytest.param("bon mais nul mais cher", "fr", "nul", [("after_contrast", "mais"), ("before_contrast", "mais")], id="between two"),
        pytest.param("mais nul. Excellent", "fr", "Excellent", [], id="a contrast ends with its sentence"),
        pytest.param("Despite the awful weather", "en", "awful", [("conceded", "Despite")], id="conceded"),
        pytest.param("Laisse vraiment à désirer", "fr", "Laisse vraiment à désirer", [("idiom", "")], id="phrase"),
        pytest.param("👍", "fr", "👍", [("emoji", "")], id="emoji"),
        pytest.param("Bon :-)", "fr", ":-)", [("emoji", "")], id="face"),
        pytest.param("9/10", "fr", "9/10", [("rating", "")], id="a mark out of ten"),
        pytest.param("great, but it is slow", "en", "but", [("before_contrast", "")], id="a word that sets off its own rule"),
    ],
)
def test_rules_and_what_set_them_off(text, language, words, causes):
    assert find_causes(text, language, words) == causes


def test_two_negations_one_after_the_other_each_have_their_words():
    assert find_causes("Pas excellent. Jamais aimable", "fr", "excellent") == [("negated", "Pas")]
    assert find_causes("Pas excellent. Jamais aimable", "fr", "aimable") == [("negated", "Jamais")]


@pytest.mark.parametrize(
    "text",
    [
        "Voir https://example.org/:( et www.example.org/nul : l\u2019accueil est nul",
        "\U0001f600\U0001f600 DÉÇU, ça laisse à désirer",
        "de\u0301c\u0327u, tre\u0300s nul",
    ],
    ids=["addresses", "outside the basic plane", "combining accents"],
)
def test_places_are_those_of_the_text_given(text):
    marks = trace(text).marks

    assert marks
    assert [text[mark.start : mark.end] for mark in marks] == [mark.words for mark in marks]
    assert "nul" in {mark.words for mark in marks} or "laisse à désirer" in {mark.words for mark in marks}


def test_what_the_whole_text_does():
    rules = {rule.name: rule.value for rule in trace("Nul, nul, nul, cher !!!").rules}

    assert list(rules) == list(TEXT_RULES)
    assert rules["length"] > 0
    assert rules["exclamation"] == pytest.approx(-0.75)
    assert trace("La boutique est rue de Lyon !").rules == ()


@pytest.mark.parametrize("language", ["en", "fr"])
@settings(deadline=None)  # the first text of a language loads its engine
@given(text=st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_the_parts_add_up_to_the_sentiment(text, language):
    engine = load_engine(language)
    found = trace_text(text, engine)
    total = sum(mark.value for mark in found.marks) + sum(rule.value for rule in found.rules)

    assert found.sentiment == engine.score(text)
    assert engine.bound(total) == pytest.approx(found.sentiment)
    assert {name for mark in found.marks for name in mark.rules} <= set(WORD_RULES)
    assert all(("negated" in mark.rules) or mark.value * mark.valence >= 0 for mark in found.marks)


@pytest.mark.parametrize("piece", ["très bon mais nul ", "n't bad ", "ne pas ", "good but bad "])
def test_a_long_text_is_followed_in_linear_time(piece):
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    for language in ("en", "fr"):
        trace(text, language)
    assert time.perf_counter() - start < 6
