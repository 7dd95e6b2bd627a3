from __future__ import annotations

import pandas as pd
import pytest

from doleance.schema import CUES, UNITS
from doleance.text.cues import COLUMNS, find_cues, load_hints

SAID = {
    "leaving, en": ("I will cancel my contract", "en", {"leaving"}),
    "leaving, fr": ("Je résilie demain.", "fr", {"leaving"}),
    "curly apostrophe": ("J’irai voir ailleurs", "fr", {"leaving"}),
    "no apostrophe": ("wont be coming back", "en", {"leaving"}),
    "no accents": ("JE VAIS RESILIER MON ABONNEMENT", "fr", {"leaving"}),
    "a client lost": ("Vous avez perdu une cliente", "fr", {"leaving"}),
    "never denied": ("Never again", "en", {"leaving"}),
    "chasing, en": ("Still waiting for a reply", "en", {"chasing"}),
    "chasing, fr": ("3e fois que je vous appelle", "fr", {"chasing"}),
    "threat, en": ("My solicitor will write to you", "en", {"threatening"}),
    "threat, fr": ("Je vais saisir le médiateur", "fr", {"threatening"}),
    "anger, fr": ("C'est honteux", "fr", {"angry"}),
    "disappointment, plural": ("Nous sommes déçues", "fr", {"disappointed"}),
    "two at once": ("Furious and disappointed", "en", {"angry", "disappointed"}),
    "shouted": ("WORST SERVICE EVER", "en", {"angry"}),
    "said in a normal voice": ("worst service ever", "en", set()),
    "shouted praise": ("BEST SERVICE EVER!!!", "en", set()),
    "were is not we're": ("The people upstairs were leaving", "en", set()),
    "want is not n't": ("I want my money, this is a disgrace", "en", {"angry"}),
    "denied, en": ("I was not at all disappointed", "en", set()),
    "denied, fr": ("Pas du tout déçu", "fr", set()),
    "no wish to leave": ("Je ne compte pas résilier", "fr", set()),
    "n'hésitez pas": ("N'hésitez pas à me relancer", "fr", set()),
    "a message": ("Please leave a message", "en", set()),
    "close the app": ("Je dois quitter l'application", "fr", set()),
    "the fruit": ("Une salade d'avocat", "fr", set()),
    "an order": ("Comment annuler une commande", "fr", set()),
    "happy again": ("Second time I buy and still happy", "en", set()),
    "no known language": ("Je suis furieux, never again", "und", {"angry", "leaving"}),
}


@pytest.mark.parametrize(("text", "language", "cues"), SAID.values(), ids=SAID)
def test_a_cue_counts_where_it_is_meant(text, language, cues):
    found = find_cues([text], [language])

    assert {cue for cue in CUES if found[f"is_{cue}"].iloc[0]} == cues


def test_a_text_has_the_same_cues_in_any_batch():
    texts, languages = zip(*((text, language) for text, language, _ in SAID.values()), strict=True)

    together = find_cues(texts, languages)
    alone = pd.concat([find_cues([text], [language]) for text, language in zip(texts, languages, strict=True)], ignore_index=True)
    load_hints.cache_clear()

    pd.testing.assert_frame_equal(together, alone)
    pd.testing.assert_frame_equal(together, find_cues(texts, languages))


@pytest.mark.parametrize("texts", [[], [None], [""], ["\n", float("nan")]], ids=["nothing", "missing", "empty", "blank"])
def test_what_says_nothing_holds_no_cue(texts):
    found = find_cues(texts, ["en"] * len(texts))

    assert found.columns.tolist() == COLUMNS
    assert len(found) == len(texts)
    assert found.dtypes.eq(bool).all()
    assert not found.to_numpy().any()


def test_the_words_met_are_forgotten_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr("doleance.text.cues.MOST_WORDS", 2)
    load_hints.cache_clear()

    found = find_cues(["a b c d furious e f g", "furious"], ["en", "en"])

    assert len(load_hints("en")) <= 2
    assert found["is_angry"].tolist() == [True, True]


def test_every_cue_is_a_column_of_the_units():
    assert set(COLUMNS) <= {column.name for column in UNITS}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("word", ["very ", "très ", "je ", "never ", ",", "a,b "], ids=lambda word: word.strip())
def test_a_row_of_one_word_takes_no_time_worth_speaking_of(word, language):
    found = find_cues([word * 500 + "remontée angry"], [language])

    assert len(found) == 1
