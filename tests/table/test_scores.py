from __future__ import annotations

import pandas as pd
import pytest

from doleance.errors import ScaleError
from doleance.table.scores import find_scale, parse_scores


def scores(cells: list[object], name: str = "score"):
    return parse_scores(pd.Series([str(cell) for cell in cells], dtype="str"), name)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("9", 9.0),
        (" 8,0 ", 8.0),
        ("7.5", 7.5),
        ("9/10", 9.0),
        ("9 - Extremely likely", 9.0),
        ("10 (très probable)", 10.0),
        ("0 = Pas du tout probable", 0.0),
        ("Not at all likely - 0", 0.0),
        ("5 étoiles", 5.0),
        ("★★★★☆", 4.0),
        ("-1", -1.0),
        ("11", 11.0),
    ],
)
def test_a_score_is_read(cell: str, expected: float) -> None:
    column = scores([cell])
    assert column.scores.tolist() == [expected]
    assert not column.is_wrong.any()


@pytest.mark.parametrize(
    ("cell", "is_wrong"), [("", False), ("N/A", False), ("Non répondu", False), ("good", True), ("8 or 9", True), ("8-9", True)]
)
def test_what_is_no_score(cell: str, is_wrong: bool) -> None:
    column = scores([cell])
    assert column.scores.isna().all()
    assert column.is_wrong.tolist() == [is_wrong]


SCALES = {
    "a 0 makes it NPS": ([0, 3, 10], "score", "", "nps", ""),
    "the header asks to recommend": ([1, 5, 4] * 30, "How likely are you to recommend us?", "", "nps", ""),
    "the header asks in French": ([1, 9, 10] * 30, "Recommanderiez-vous notre magasin ?", "", "nps", ""),
    "the header states 0 to 10": ([1, 9, 10] * 30, "Votre note de 0 à 10", "", "nps", ""),
    "the header states 1 to 10": ([1, 9, 10] * 30, "Votre note de 1 à 10", "", "1-10", ""),
    "stars in the header": ([1, 5, 4], "Nombre d'étoiles", "", "stars", "mean"),
    "rating of five": ([1, 5, 4], "rating", "", "stars", "mean"),
    "a store": ([1, 5, 4], "score", "stars", "stars", "mean"),
    "few scores": ([1, 9, 10], "note", "", "nps", "--scale 1-10"),
    "few low scores with a 0": ([0, 0, 3], "score", "", "nps", "--scale stars"),
    "a stray 11": ([0, *([9] * 40), 11], "score", "", "nps", ""),
    "no score at all": (["", ""], "score", "", "nps", ""),
}
REFUSED = {
    "1-10, many": (
        [1, 9, 10] * 30,
        "note",
        "90 score(s) from 1 to 10",
        "--scale nps if the question ran 0–10, or --scale 1-10 if it ran 1–10.",
    ),
    "rating of ten": ([1, 9, 10] * 30, "rating", "from 1 to 10", "--scale 1-10"),
    "1-5": ([1, 5, 4], "score", "3 score(s) from 1 to 5", "--scale stars for a mean of 1–5 stars, or --scale 1-5"),
    "0-5": ([0, 5, 4] * 20, "score", "from 0 to 5", "--scale stars"),
    "0-100": ([0, 50, 100], "score", "from 0 to 100", "--score none"),
    "0 and 1": ([0, 1, 1], "recommended", "0 and 1", "--score none"),
    "fractions": ([0.5, 3.2, 9.9], "score", "whole numbers", "--scale nps"),
    "text": (["good", "bad"], "score", "such as 'good'", "--score"),
}


@pytest.mark.parametrize("name", SCALES)
def test_the_scale_is_found(name: str) -> None:
    cells, header, export, expected, told = SCALES[name]
    scale, note = find_scale(scores(cells, header), "", export)
    assert scale == expected
    assert told in note
    assert bool(told) == bool(note)


@pytest.mark.parametrize("name", REFUSED)
def test_a_scale_that_cannot_be_known_is_refused(name: str) -> None:
    cells, header, told, hint = REFUSED[name]
    with pytest.raises(ScaleError) as caught:
        find_scale(scores(cells, header), sample="good")
    assert told in str(caught.value)
    assert f"{header!r}" in str(caught.value)
    assert hint in caught.value.hint
