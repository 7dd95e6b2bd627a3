from __future__ import annotations

import pandas as pd
import pytest

from doleance.text.information import is_informative, mark_informative

EMPTY = [
    "RAS", "R.A.S.", "ras.", "ok", "OK!", "n/a", "N/A", "na", "rien", "Rien à signaler", "rien a signaler.", "rien à dire", "aucun",
    "Aucune remarque", "non", "Néant", "nothing", "None", "no comment", "No comments.", "nope", ".", "-", "x", "xx", "???", "!!", "idem",
    "voir plus haut", "10", "10/10", "5", "Nothing, thanks", "Non, rien à signaler.", "rien merci", "Sans objet", "I don't know",
    "Je ne sais pas", "pas d'avis", "[e-mail]", "[phone] [name]", "   ", "see above",
]  # fmt: skip
FULL = [
    "super", "parfait", "nul", "good", "bad", "👍", "😡", ":)", "<3", "Merci", "thanks", "merci beaucoup", "cher", "rien à redire, parfait",
    "Rien à signaler sauf le parking", "nothing works", "no parking", "ok mais cher", "test de grossesse", "Non conforme", "tout",
    "A+ quality", "lent", "Rien ne va",
]  # fmt: skip


@pytest.mark.parametrize("text", EMPTY)
def test_says_nothing(text):
    assert not is_informative(text)


@pytest.mark.parametrize("text", FULL)
def test_says_something(text):
    assert is_informative(text)


def test_every_row_gets_a_status():
    comments = pd.DataFrame(
        {"text": ["Great", "n/a", "", "Great"], "status": [None, None, None, "rejected"]},
        index=[3, 1, 4, 0],
    )
    marked = mark_informative(comments)
    assert marked["status"].tolist() == ["analysed", "uninformative", "empty", "rejected"]
    assert marked["is_informative"].tolist() == [True, False, False, False]
    assert "is_informative" not in comments


def test_no_rows():
    marked = mark_informative(pd.DataFrame({"text": pd.Series([], dtype="str")}))
    assert marked["is_informative"].dtype == bool
    assert marked["status"].tolist() == []
