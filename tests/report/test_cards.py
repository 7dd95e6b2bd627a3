from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from doleance.report.content import build_content, prepare_telling
from doleance.report.sections.cards import MOST_CUES, tell_cues
from doleance.report.sheets import build_sheets
from doleance.schema import CUES

PHRASES = {
    "one, en": ("en", "leaving", 1, "1 person speaks of leaving"),
    "many, en": ("en", "leaving", 12, "12 people speak of leaving"),
    "one, fr": ("fr", "leaving", 1, "1 personne parle de partir"),
    "many, fr": ("fr", "disappointed", 2, "2 personnes sont déçues"),
}


@pytest.mark.parametrize(("language", "cue", "n", "phrase"), PHRASES.values(), ids=PHRASES)
def test_a_cue_is_told_in_words(study, language, cue, n, phrase):
    assert tell_cues(prepare_telling(study, language), pd.Series({f"n_{cue}": n})) == [phrase]


@pytest.mark.parametrize("row", [{}, {"n_leaving": 0}, {"n_leaving": pd.NA}], ids=["not counted", "nobody", "not known"])
def test_what_nobody_shows_is_not_told(study, row):
    assert tell_cues(prepare_telling(study, "en"), pd.Series(row, dtype=object)) == []


def test_the_gravest_cues_are_told_first_and_not_too_many(study):
    told = tell_cues(prepare_telling(study, "en"), pd.Series({f"n_{cue}": 3 for cue in reversed(CUES)}))

    assert len(told) == MOST_CUES
    assert told[0] == "3 people speak of leaving"


def test_cues_reach_the_card_and_the_workbook(study):
    frame = study.findings["frustrations"].assign(n_leaving=12)
    told = replace(study, findings={**study.findings, "frustrations": frame}, units=study.units.assign(is_leaving=True))

    cards = next(section for section in build_content(told, "en").sections if section.key == "frustrations").cards
    sheets = {sheet.name: sheet for sheet in build_sheets(told, "en")}
    place = [field.heading for field in sheets["Opinions"].fields].index("Speak of leaving")

    assert all("12 people speak of leaving" in card.facts for card in cards)
    assert "Speak of leaving" in [field.heading for field in sheets["Frustrations"].fields]
    assert {row[place] for row in sheets["Opinions"].rows} == {1}
