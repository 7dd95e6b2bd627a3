from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doleance
from doleance.errors import SettingsError, UnknownLanguageError
from doleance.text.explanations import Explanation, explain_sentiment
from doleance.text.lexicons import load_rules
from doleance.text.sentiment import score_sentiment
from doleance.text.traces import MarkedWord, TextRule

CORPORA = Path(__file__).parents[2] / "corpora"
FILES = {"avis-mixed": (",", "review"), "enquete-boutique": (";", "commentaire"), "saas-survey": (",", "comment")}
CUES = [
    *["bon", "nul", "good", "bad", "ne", "pas", "n'", "!", "\n", ".", ",", ":(", "10/10", "\U0001f600", "TRÈS", "niiiickel", "but"],
    *["www.a.fr/:( ", "l\u2019accueil", "mais", "malgré", "despite", "isn\u2019t", "[name]", "\U0001f44d\U0001f3fd", "❤\ufe0f"],
    *sorted(load_rules("fr").phrases)[:60],
    *sorted(load_rules("en").phrases)[:60],
]
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(CUES), max_size=30).map(" ".join))


def check(text, language, *, learned=True):
    """Assert that what is explained is what is scored, to the last bit, and that every mark is where it says."""
    found = explain_sentiment(text, language, learned=learned)
    scored = score_sentiment([text], None if language is None else [language], learned=learned).iloc[0]

    assert (found.language, found.sentiment, found.polarity) == (scored["language"], scored["sentiment"], scored["polarity"])
    assert list(found.probabilities.values()) == [scored["p_negative"], scored["p_neutral"], scored["p_positive"]]
    assert [text[mark.start : mark.end] for mark in found.marks] == [mark.words for mark in found.marks]
    assert all(mark.words for mark in found.marks)
    assert [mark.start for mark in found.marks] == sorted(mark.start for mark in found.marks)
    return found


@pytest.mark.parametrize("language", [None, "en", "fr", "und", "de"])
@settings(deadline=None)  # the first text of a language loads its engine
@given(text=TEXTS)
def test_what_is_explained_is_what_is_scored(language, text):
    check(text, language)


@settings(deadline=None)  # the first text of a language loads its engine
@given(text=TEXTS)
def test_french_without_what_was_learned_too(text):
    check(text, "fr", learned=False)


@pytest.mark.parametrize("name", FILES)
def test_every_comment_of_a_corpus_is_explained(name):
    delimiter, column = FILES[name]
    texts = pd.read_csv(CORPORA / name / "comments.csv", sep=delimiter, dtype="str", keep_default_na=False)[column].tolist()

    frame = score_sentiment(texts)
    found = [explain_sentiment(text, language) for text, language in zip(texts, frame["language"], strict=True)]

    assert [each.sentiment for each in found] == frame["sentiment"].tolist()
    assert [each.polarity for each in found] == frame["polarity"].tolist()


def explain(marks, rules=(), sentiment=-0.314, polarity="negative"):
    """Return an explanation with given values: those of the models change when they are learned again."""
    probabilities = {"negative": 0.7, "neutral": 0.2, "positive": 0.1}
    return Explanation(
        text="", language="fr", sentiment=sentiment, polarity=polarity, probabilities=probabilities, marks=marks, rules=rules
    )


def mark(words, valence, value, **causes):
    return MarkedWord(
        start=0, end=1, words=words, valence=valence, value=value, rules=tuple(causes), cues=tuple(causes.values()), language="fr"
    )


LENGTH = TextRule(name="length", value=0.14, language="fr")
SENTENCES = {
    "one word": (
        explain((mark("nul", -1.3, -1.3),)),
        "Négatif (−0,31)\u00a0: «\u202fnul\u202f»\u00a0−1,3.",
        "Negative (−0.31): “nul”\u00a0−1.3.",
    ),
    "rules and what set them off": (
        explain((mark("Pas", -1.2, -1.2), mark("BON", 1.4, -1.0, capitals="", negated="Pas")), (LENGTH,)),
        "Négatif (−0,31)\u00a0: «\u202fPas\u202f»\u00a0−1,2, «\u202fBON\u202f»\u00a0−1,0 (à lui seul +1,4\u202f; en capitales\u202f;"
        " nié par «\u202fPas\u202f»), longueur du texte\u00a0+0,1.",
        "Negative (−0.31): “Pas”\u00a0−1.2, “BON”\u00a0−1.0 (+1.4 on its own; in capitals; negated by “Pas”),"
        " length of the text\u00a0+0.1.",
    ),
    "nothing that counts": (
        explain((mark("boutique", 0.04, 0.04),), (), 0.01, "neutral"),
        "Neutre (+0,01)\u00a0: aucun mot d’opinion reconnu.",
        "Neutral (+0.01): no opinion word was recognised.",
    ),
}


@pytest.mark.parametrize(("found", "french", "english"), SENTENCES.values(), ids=SENTENCES)
def test_sentences(found, french, english):
    assert str(found) == french
    assert found.to_text("en") == english


def test_no_sentence_in_another_language():
    with pytest.raises(UnknownLanguageError, match="'de'"):
        explain_sentiment("SAV nul", "fr").to_text("de")


def test_a_text_in_no_known_language_is_read_in_each():
    found = explain_sentiment("super service", "und")

    assert {mark.language for mark in found.marks} == {"en", "fr"}
    assert "moyenne des deux langues. Lu en anglais\u00a0: «\u202fsuper\u202f»" in found.to_text("fr")
    assert "), the mean of both languages. Read as English: “super”" in str(found)
    assert "Read as" not in str(explain_sentiment("\U0001f44d", "und"))
    assert str(explain_sentiment("xyz", "und")) == "Neutral (0.00): no opinion word was recognised."


@pytest.mark.parametrize("language", ["en", "und"])
def test_vader_is_not_explained(language):
    with pytest.raises(SettingsError, match="vaderSentiment"):
        explain_sentiment("Not bad at all!", language, learned=False)


def test_an_explanation_cannot_be_changed():
    found = doleance.explain_sentiment("SAV nul")

    with pytest.raises(AttributeError):
        found.sentiment = 1.0
    with pytest.raises(TypeError):
        found.probabilities["negative"] = 0.0
