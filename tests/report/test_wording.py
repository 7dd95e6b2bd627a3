import re
import tomllib
from importlib import resources

import pandas as pd
import pytest

from doleance.errors import UnknownLanguageError
from doleance.report.wording import load_wording

EN, FR = load_wording("en"), load_wording("fr")


def flatten(phrases, path=""):
    if isinstance(phrases, dict):
        return {key: value for name, inner in phrases.items() for key, value in flatten(inner, f"{path}.{name}").items()}
    return {path: phrases}


def read(language):
    return flatten(tomllib.loads((resources.files("doleance.report") / "locale" / f"{language}.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(EN.number(1246), "1,246", id="en-thousands"),
        pytest.param(FR.number(1246), "1\u202f246", id="fr-thousands"),
        pytest.param(FR.number(1234567.891, 2), "1\u202f234\u202f567,89", id="fr-decimals"),
        pytest.param(EN.signed(-9.7, 1), "−9.7", id="en-true-minus"),
        pytest.param(FR.signed(8.4, 1), "+8,4", id="fr-plus"),
        pytest.param(EN.signed(-0.04, 1), "0.0", id="no-minus-zero"),
        pytest.param(EN.share(0.31), "31%", id="en-percent"),
        pytest.param(FR.share(0.31), "31\u202f%", id="fr-percent"),
        pytest.param(EN.date("2026-09-03"), "3 Sep 2026", id="en-date"),
        pytest.param(FR.date(pd.Timestamp("2026-09-03 12:30")), "3 sept. 2026", id="fr-date"),
        pytest.param(FR.date(pd.NaT), "", id="no-date"),
        pytest.param(EN.period("2026-04", False), "Apr", id="en-month"),
        pytest.param(FR.period("2026-04"), "avr. 2026", id="fr-month"),
        pytest.param(FR.period("2026-W07", False), "sem. 7", id="fr-week"),
        pytest.param(EN.period("2026Q2"), "Q2 2026", id="en-quarter"),
        pytest.param(EN.period("2026-17"), "2026-17", id="not-a-month"),
        pytest.param(EN.period("spring"), "spring", id="other-period"),
        pytest.param(EN.quoted("Prices"), "“Prices”", id="en-quotes"),
        pytest.param(FR.quoted("Prix"), "«\u202fPrix\u202f»", id="fr-quotes"),
        pytest.param(FR.listed(["a", "b", "c"]), "a, b et c", id="fr-list"),
        pytest.param(EN.listed(["a"]), "a", id="list-of-one"),
        pytest.param(FR.say("unit.comments", 0), "0 commentaire", id="fr-zero-singular"),
        pytest.param(FR.say("unit.comments", 1), "1 commentaire", id="fr-one-singular"),
        pytest.param(FR.say("unit.comments", 2), "2 commentaires", id="fr-two-plural"),
        pytest.param(EN.say("unit.comments", 0), "0 comments", id="en-zero-plural"),
        pytest.param(EN.say("unit.comments", 1), "1 comment", id="en-one-singular"),
        pytest.param(FR.say("unit.nps", -1.1, points="−1,1"), "−1,1 point", id="fr-below-two-singular"),
    ],
)
def test_formats(shown, expected):
    assert shown == expected


def test_a_customers_braces_and_stars_stay_what_they_are():
    runs = EN.runs("lead.complain", theme="{n} **x** {0.__class__}")
    assert "".join(run.text for run in runs) == "The sharpest frustration is “{n} **x** {0.__class__}”."
    assert [run.is_strong for run in runs] == [False, True, False]


def test_french_spaces_are_fast():
    for key, phrase in flatten(FR.phrases).items():
        if isinstance(phrase, str):
            assert not re.search("[ ][;:!?%»]|«[ ]", phrase), key


def test_languages_say_the_same_things():
    en, fr = read("en"), read("fr")
    assert en.keys() == fr.keys()
    for key in en:
        holes = [set(re.findall(r"{(\w+)}", str(phrases[key]))) - {"n"} for phrases in (en, fr)]
        assert holes[0] == holes[1], key


def test_unknown_language_is_refused():
    with pytest.raises(UnknownLanguageError, match="'de'"):
        load_wording("de")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((207 / 650, 134 / 650, 309 / 650), ["32%", "21%", "47%"]),
        ((1 / 3, 1 / 3, 1 / 3), ["34%", "33%", "33%"]),
        ((0.0, 0.0, 1.0), ["0%", "0%", "100%"]),
        ((0.0, 0.0, 0.0), ["0%", "0%", "0%"]),
    ],
    ids=["survey", "thirds", "all of one", "nobody"],
)
def test_parts_of_a_whole_add_up(values, expected):
    assert EN.shares(values) == expected
