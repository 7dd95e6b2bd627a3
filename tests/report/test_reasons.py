import json
import re

import pandas as pd
import pytest

from doleance.report.content import build_content
from doleance.report.page import render_page
from doleance.report.reasons import MOST_WORDS, STEP, count_units, gather_reasons, tell_mood
from doleance.report.wording import load_wording
from doleance.text.accounts import pick_heard
from doleance.text.explanations import explain_sentiment

TEXTS = [
    ("Livraison rapide mais SAV nul", "fr"),
    ("\U0001f600 Ce n’est vraiment pas un bon accueil, NICKEL sinon", "fr"),
    ("The staff were lovely, kind, patient, helpful and the shop is great", "en"),
    ("super", "und"),
    ("La boutique est rue de Lyon", "fr"),
]


@pytest.fixture
def comments():
    texts, languages = zip(*TEXTS, strict=True)
    return pd.DataFrame({"text": texts, "language": languages, "sentiment": [0.123, -0.5, 0.9, 0.4, 0.0]})


def unpack(row, text, rules):
    """Return what the page reads in a row: the words with their value in tenths and their rules."""
    signs = text.encode("utf-16-le")
    at, found = 0, []
    for gap, length, value in zip(row[1::3], row[2::3], row[3::3], strict=True):
        start, at = at + gap, at + gap + length % STEP
        found.append((signs[2 * start : 2 * at].decode("utf-16-le"), value, rules[length // STEP]))
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_can_read_each_word(comments, language):
    reasons = gather_reasons(comments, language, 1_500)

    for row, (text, code) in zip(reasons.rows[:3], TEXTS, strict=False):
        expected = pick_heard(explain_sentiment(text, code).marks, MOST_WORDS)
        found = unpack(row, text, reasons.rules)
        assert [(words, value) for words, value, _ in found] == [(mark.words, round(10 * mark.value)) for mark in expected]
    assert [row[0] for row in reasons.rows] == [12, -50, 90, 40, 0]
    assert len(reasons.rows[4]) == 1


def test_rules_are_told_with_what_set_them_off(comments):
    reasons = gather_reasons(comments, "fr", 1_500)

    told = {words: rule for row, (text, _) in zip(reasons.rows, TEXTS, strict=True) for words, _, rule in unpack(row, text, reasons.rules)}
    assert told["rapide"] == "compte moins, avant «\u202fmais\u202f»"
    assert told["NICKEL"] == "en capitales"
    assert told["super"] == ""


def test_a_text_read_in_both_languages_counts_with_the_mean(comments):
    row = gather_reasons(comments, "en", 1_500).rows[3]

    values = [mark.value for mark in explain_sentiment("super", "und").marks]
    assert len(values) == 2
    assert row[1:] == (0, 5, round(10 * sum(values) / 2))


def test_what_is_cut_or_has_no_sentiment_is_not_told(comments):
    cut = gather_reasons(comments.head(1), "fr", 20).rows[0]
    none = gather_reasons(comments.assign(sentiment=float("nan")), "fr", 1_500).rows

    assert unpack(cut, TEXTS[0][0], {0: "", 1: ""}) != []
    assert len(cut) == 4
    assert none == ((),) * len(TEXTS)


@pytest.mark.parametrize(("text", "n_units"), [("", 0), ("été", 3), ("a\U0001f600b", 4)])
def test_signs_are_counted_as_a_browser_does(text, n_units):
    assert count_units(text) == n_units


def test_a_quote_says_its_sentiment_and_why():
    own = explain_sentiment("SAV nul", "fr").sentiment
    alone = tell_mood(load_wording("fr"), "SAV nul", "fr", own, "negative")
    blended = tell_mood(load_wording("en"), "SAV nul", "fr", 0.5, "positive")

    assert alone.tone == "negative"
    assert re.fullmatch(r"négatif −0,\d\d", alone.label)
    assert re.fullmatch(r"Ce qui compte\u00a0: «\u202fnul\u202f»\u00a0−\d,\d\.", alone.why)
    assert blended.label == "positive +0.50"
    assert re.fullmatch(r"What counts: “nul”\u00a0−\d\.\d\. The whole sentence counts for 23%\.", blended.why)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_quote_and_comment_of_a_page_is_explained(study, language):
    content = build_content(study, language)
    page = render_page(content).decode("utf-8")

    quotes = re.findall(r"<blockquote.*?</blockquote>\s*<p class=\"who\">(.*?)</p>", page, re.DOTALL)
    assert quotes
    assert all('<button type="button" class="why ' in quote and '<span class="tip">' in quote for quote in quotes)
    data = json.loads(re.search(r'<script type="application/json" id="comment-data">(.*?)</script>', page, re.DOTALL)[1])
    assert content.browser.facets[data["words"]["polarity"]].key == "polarity"
    assert all(len(row[-1]) % 3 == 1 for row in data["rows"])
    assert load_wording(language).say("why.note") in content.browser.notes


def test_reasons_take_little_room(thousand):
    content = build_content(thousand, "fr")
    room = len(json.dumps([row[-1] for row in content.browser.rows], separators=(",", ":")))

    assert room < 0.15 * len(render_page(content))
