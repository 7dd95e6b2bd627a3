import re

import pytest

from doleance.errors import UnknownLanguageError
from doleance.settings import LANGUAGES
from doleance.text.accounts import load_account, pick_heard
from doleance.text.sentiment import load_engine
from doleance.text.traces import TEXT_RULES, WORD_RULES, trace_text

EN, FR = load_account("en"), load_account("fr")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(FR.signed(-2.06), "−2,1", id="fr minus and comma"),
        pytest.param(FR.signed(1.25), "+1,2", id="fr plus"),
        pytest.param(EN.signed(-0.04), "0.0", id="no minus zero"),
        pytest.param(EN.signed(0.5, 2), "+0.50", id="two digits"),
        pytest.param(FR.quoted("nul"), "«\u202fnul\u202f»", id="fr quotes"),
        pytest.param(EN.quoted("not\n good"), "“not good”", id="en quotes on one line"),
        pytest.param(FR.rule("negated", "pas"), "nié par «\u202fpas\u202f»", id="rule with its words"),
        pytest.param(FR.rule("negated"), "nié", id="rule without"),
        pytest.param(EN.rule("capitals", "x"), "in capitals", id="a rule that no words set off"),
    ],
)
def test_forms(shown, expected):
    assert shown == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_words(language):
    words = load_account(language).words

    assert set(words["rules"]) == {*WORD_RULES, *TEXT_RULES}
    assert set(words["cued"]) <= set(WORD_RULES)


def test_both_languages_fill_in_the_same():
    for table, phrases in FR.words.items():
        for key, phrase in phrases.items():
            assert set(re.findall(r"{(\w+)}", phrase)) == set(re.findall(r"{(\w+)}", EN.words[table][key])), (table, key)


def test_french_spaces_are_fast():
    for phrases in FR.words.values():
        for phrase in phrases.values():
            assert not re.search("[ ][;:!?%»]|«[ ]", phrase)


def test_the_heaviest_are_told_in_reading_order():
    found = trace_text("Bon, excellent, nul, catastrophique, moyen", load_engine("fr"))

    heard = pick_heard(found.marks, 2)

    assert [mark.start for mark in heard] == sorted(mark.start for mark in heard)
    assert min(abs(mark.value) for mark in heard) >= max(abs(mark.value) for mark in found.marks if mark not in heard)
    rest = sum(mark.value for mark in found.marks if mark not in heard)
    assert FR.items(found.marks, (), 2).endswith(f", autres mots\u00a0{FR.signed(rest)}")
    assert "autres mots" not in FR.items(found.marks, ())


def test_a_customer_s_braces_stay():
    (mark,) = trace_text("Nul {value} {0.__class__}", load_engine("fr")).marks

    assert FR.head("whole", "negative", -0.3, FR.quoted("{items}")) == "Négatif (−0,30)\u00a0: «\u202f{items}\u202f»."
    assert FR.word(mark).startswith("«\u202fNul\u202f»")


def test_another_language_is_refused():
    with pytest.raises(UnknownLanguageError, match="'de'"):
        load_account("de")
