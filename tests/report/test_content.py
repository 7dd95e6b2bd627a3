from dataclasses import replace

import pandas as pd
import pytest

from doleance.report.content import build_content, choose_language, prepare_telling
from doleance.report.quotes import cut_around
from doleance.report.sections.browser import MOST_COMMENTS, count_utf16
from doleance.report.sections.cards import tell_trend

from .conftest import make_study

LEADS = {
    ("empty", "fr"): "Aucun commentaire n’a pu être analysé. Les notes plus bas disent ce que chaque ligne est devenue.",
}


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def text_of(lead):
    return plain("".join(run.text for run in lead))


@pytest.mark.parametrize(("case", "language"), LEADS, ids=["-".join(key) for key in LEADS])
def test_lead(studies, case, language):
    assert text_of(build_content(studies[case], language).lead) == LEADS[case, language]


def test_lead_says_when_there_are_few(studies):
    assert text_of(build_content(studies["few"], "en").lead).startswith("11 usable comments are a reading, not a measurement")


def test_lead_says_when_nothing_is_told_from_noise(studies):
    lead = text_of(build_content(studies["noise"], "en").lead)
    assert "No theme stands out from the noise" in lead
    assert "costs most" not in lead


@pytest.mark.parametrize(
    ("is_theme_clear", "expected"),
    [
        pytest.param(False, "The second half of the period cannot be told apart from the first.", id="nothing-moved"),
        pytest.param(True, "but “Late delivery” has pulled it down by 18 points (between 10 and 21)", id="one-theme-moved"),
    ],
)
def test_lead_says_that_the_score_held(studies, is_theme_clear, expected):
    study = studies["nps"]
    change = study.findings["change"].assign(is_significant=False)
    changes = study.findings["changes"].assign(is_significant=[is_theme_clear, False, False])
    lead = text_of(build_content(replace(study, findings={**study.findings, "change": change, "changes": changes}), "en").lead)
    assert expected in lead
    assert "fell" not in lead


@pytest.mark.parametrize("case", ["nps", "stars", "few", "unscored", "empty", "bare", "noise"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_study_can_be_told(studies, case, language):
    content = build_content(studies[case], language)
    assert content.lead
    assert content.sections[-1].key == "method"
    figures = [figure for section in (*content.overview, *content.sections) for figure in section.figures]
    assert len({figure.key for figure in figures}) == len(figures)


def test_rows_are_accounted_for(studies):
    lines = build_content(studies["nps"], "en").sections[-1].lines
    assert lines[0] == (
        "Rows received: 40. Analysed: 39. Nothing usable in them: 1. Empty: 0. Rejected: 0. Total: 40, none unaccounted for."
    )


def test_scoreless_study_has_no_score(studies):
    content = build_content(studies["unscored"], "en")
    assert [section.heading for section in content.overview] == ["How people feel", "What people talk about"]
    assert [facet.key for facet in content.browser.facets] == ["theme", "polarity", "segment1", "question"]


def test_segments_hide_fewer_than_five(studies):
    (segments,) = [section for section in build_content(studies["nps"], "fr").sections if section.key == "segments"]
    assert [row[0].text for row in segments.figures[0].table.rows] == ["Nantes", "Lyon"]


def test_shuffled_rows_change_nothing(studies):
    study = studies["nps"]
    shuffled = {
        name: getattr(study, name).sample(frac=1, random_state=7).reset_index(drop=True)
        for name in ("comments", "units", "themes", "drivers")
    }
    assert build_content(replace(study, **shuffled)) == build_content(study)


def test_building_changes_no_table(studies):
    study = make_study()
    build_content(study)
    for name in ("comments", "units", "themes", "drivers"):
        pd.testing.assert_frame_equal(getattr(study, name), getattr(studies["nps"], name))


def test_a_sample_holds_what_is_quoted_and_says_so():
    study = make_study(MOST_COMMENTS + 500)
    content = build_content(study, "en")
    assert len(content.browser.rows) == MOST_COMMENTS
    assert content.browser.notes[0].startswith("This page carries 3,000 of the 3,499 comments")
    shown = {row[0] for row in content.browser.rows}
    quoted = {card.quote.comment_id for section in content.sections for card in section.cards if card.quote}
    assert set(study.comments.set_index("comment_id").loc[sorted(quoted), "text"]) <= shown


def test_themes_are_named_in_the_language_of_the_report(studies):
    content = build_content(studies["nps"], "fr")
    (themes,) = [section for section in content.sections if section.key == "themes"]
    assert {row[0].text for row in themes.tables[0].rows} >= {"Retard de livraison", "Prix"}


@pytest.mark.parametrize(
    ("languages", "expected"), [({"fr": 3, "en": 2}, "fr"), ({"fr": 2, "en": 2}, "en"), ({}, "en"), ({"de": 9, "fr": 1}, "fr")]
)
def test_choose_language(languages, expected):
    assert choose_language(languages) == expected


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        pytest.param("Bien mais cher.", (5, 14), ("Bien ", "mais cher", "."), id="whole"),
        pytest.param("a " * 100 + "ICI" + " b" * 100, (200, 203), ("…" + "a " * 54, "ICI", " b" * 54 + "…"), id="far"),
        pytest.param("", (0, 0), ("", "", ""), id="empty"),
    ],
)
def test_cut_around(text, span, expected):
    assert cut_around(text, *span, "…") == expected


@pytest.mark.parametrize(
    ("ratio", "n", "expected"),
    [
        (2.2, 30, "at least twice"),
        (2.2, 29, ""),
        (1.6, 99, ""),
        (1.6, 100, "more common"),
        (1.0, 100, "steady"),
        (0.3, 30, "at most half"),
        (float("nan"), 500, ""),
    ],
)
def test_trend_is_told_only_beyond_noise(study, ratio, n, expected):
    told = tell_trend(prepare_telling(study, "en"), ratio, n)
    assert told.startswith(expected) if expected else told == ""


def test_marks_count_as_a_browser_does():
    text = "😀 tard 👍 bien"
    ((_, start, end),) = [(0, text.index("bien"), len(text))]
    marks = count_utf16(text, [(3, start, end)])
    assert text.encode("utf-16-le")[2 * marks[1] : 2 * marks[2]].decode("utf-16-le") == "bien"
