from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.text.folding import fold
from doleance.text.normaliser import STEPS, normalise, normalise_comments


@pytest.mark.parametrize(
    ("verbatim", "text"),
    [
        pytest.param("Very good", "Very good", id="clean"),
        pytest.param("trÃ¨s dÃ©Ã§u", "très déçu", id="mojibake"),
        pytest.param("câ€™est cher", "c'est cher", id="mojibake apostrophe"),
        pytest.param("d&eacute;&ccedil;u &amp; triste", "déçu & triste", id="entities"),
        pytest.param("a&amp;amp;lt;b", "a<b", id="entities in entities"),
        pytest.param("AT&T and R&D", "AT&T and R&D", id="ampersands stay"),
        pytest.param("ok<br/>bien<p>fin</p>", "ok\nbien\nfin", id="tags"),
        pytest.param("I <3 it, 2 < 3 > 1", "I <3 it, 2 < 3 > 1", id="not tags"),
        pytest.param("a\x00b\u200bc\ufeff", "abc", id="controls"),
        pytest.param("e\u0301te\u0301", "été", id="composed"),
        pytest.param("l’app “top” «bien»", 'l\'app "top" "bien"', id="quotes"),
        pytest.param("bon\u00a0!\u202fou\tpas", "bon ! ou pas", id="spaces"),
        pytest.param("suuuuper", "suuper", id="letters"),
        pytest.param("Noooon !!!!!!", "Noon !!!", id="signs"),
        pytest.param("1000000 www.site.fr", "1000000 www.site.fr", id="numbers and addresses stay"),
        pytest.param("  a  b \r\n\r\n c ", "a b\nc", id="lines"),
        pytest.param("👍🏽👍🏽 👨‍👩‍👧", "👍🏽👍🏽 👨‍👩‍👧", id="emoji"),
        pytest.param("", "", id="empty"),
        pytest.param("\ud800x", "x", id="half a character"),
    ],
)
def test_normalise(verbatim, text):
    assert normalise(verbatim) == text


HARD = st.text(alphabet=st.sampled_from("aé Ã©&;#38ltgamp<>br/p\n\t\u00a0\u0301’!.\x00A"), max_size=80)


@given(st.one_of(st.text(max_size=80), HARD))
def test_normalising_twice_changes_nothing(verbatim):
    once = normalise(verbatim)
    assert normalise(once) == once


@pytest.mark.parametrize("piece", ["a", "Ã©", "&amp;", "<b", " ", "\n ", "e\u0301", "&", "word "])
def test_a_million_characters_take_linear_time(piece):
    start = time.perf_counter()
    normalise((piece * 1_000_000)[:1_000_000])
    assert time.perf_counter() - start < 4


def test_steps_take_and_give_text():
    assert all(step("Ok.") == "Ok." for step in STEPS)


@pytest.mark.parametrize(
    ("title", "verbatim", "text"),
    [
        pytest.param("Bad", "Slow app", "Bad. Slow app", id="title without mark"),
        pytest.param("Bad!", "Slow app", "Bad! Slow app", id="title with mark"),
        pytest.param(None, "Slow app", "Slow app", id="no title"),
        pytest.param("Bad", None, "Bad", id="no verbatim"),
        pytest.param("Slow", "Slow app", "Slow app", id="title repeats the start"),
        pytest.param(None, None, "", id="nothing"),
        pytest.param(float("nan"), float("nan"), "", id="missing numbers"),
    ],
)
def test_the_title_comes_first(title, verbatim, text):
    comments = pd.DataFrame({"title": [title], "verbatim": [verbatim]}, dtype=object)
    assert normalise_comments(comments)["text"].tolist() == [text]


def test_comments_are_not_changed_in_place():
    comments = pd.DataFrame({"verbatim": ["  ok  "]}, index=[4])
    cleaned = normalise_comments(comments)
    assert list(comments.columns) == ["verbatim"]
    assert cleaned.loc[4, "text"] == "ok"
    assert normalise_comments(comments.iloc[:0])["text"].tolist() == []


@pytest.mark.parametrize(("text", "folded"), [("DÉÇU", "decu"), ("cœur", "coeur"), ("Ok", "ok"), ("ça", "ca")])
def test_fold(text, folded):
    assert fold(text) == folded
