import pytest

from doleance.errors import UnknownLanguageError
from doleance.text.folding import fold
from doleance.text.lexicons import load_emoji_priors, load_lexicon, load_rules, read_words

LANGUAGES = ["en", "fr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_folded_and_bounded(language):
    lexicon = load_lexicon(language)
    assert all(fold(word) == word for word in lexicon.valences if word.isalpha())
    assert all(abs(value) <= 5 for value in [*lexicon.valences.values(), *lexicon.negated.values()])


@pytest.mark.parametrize("language", LANGUAGES)
def test_lexicon_holds_no_digits(language):
    assert not [word for word in load_lexicon(language).negated if word.isalnum() and not word.isalpha()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_learned_part_can_be_left_out(language):
    whole, open_part = load_lexicon(language), load_lexicon(language, learned=False)
    assert set(open_part.valences) < set(whole.valences)
    assert open_part.negated == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_rule_words_are_written_without_accents(language):
    rules = load_rules(language)
    negations = [word for rule in rules.negations for word in rule.words]
    words = [*rules.breaks, *rules.contrasts, *rules.concessions, *rules.degrees, *rules.phrases, *negations]
    assert [word for word in words if fold(word) != word] == []
    assert [word for word in words if "|" in word] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_sixty_idioms_and_more(language):
    assert sum(" " in phrase for phrase in load_rules(language).phrases) >= 60


def test_patterns_stand_for_every_phrase():
    phrases = load_rules("fr").phrases
    assert phrases["rien a redire"] == phrases["rien a dire"] > 0


def test_emoji_have_the_valence_of_their_description_or_of_the_hand():
    valences = load_emoji_priors()
    assert valences["\U0001f600"] > 0
    assert valences["\U0001f44e"] < 0 < valences["\U0001f44d"]


def test_table_is_read_with_and_without_what_was_learned():
    table = "word\tvalence\tnegated\tprior\ngood\t2.00\t-1.00\t1.90\nslow\t-1.00\t0.50\t0.00\n"
    assert read_words(table) == ({"good": 2.0, "slow": -1.0}, {"good": -1.0, "slow": 0.5})
    assert read_words(table, learned=False) == ({"good": 1.9}, {})


def test_an_unknown_language_is_named():
    with pytest.raises(UnknownLanguageError, match="'de'"):
        load_lexicon("de")
