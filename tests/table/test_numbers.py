from __future__ import annotations

import pandas as pd
import pytest

from doleance.table.numbers import is_number, parse_numbers


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["12,90", "", "7"], [12.9, None, 7.0], id="decimal commas"),
        pytest.param(["1 234,5", "1\u00a0234,5", "1\u202f234,5"], [1234.5] * 3, id="spaces part thousands"),
        pytest.param(["1,234.50", "12.00"], [1234.5, 12.0], id="English thousands"),
        pytest.param(["1,234", "12,345,678"], [1234.0, 12345678.0], id="commas that part thousands"),
        pytest.param(["-3.5", "+2", "1e3"], [-3.5, 2.0, 1000.0], id="signs and exponents"),
        pytest.param(["1", "2", ""], [1, 2, None], id="whole numbers"),
    ],
)
def test_numbers_are_read(cells: list[str], expected: list[float | None]) -> None:
    numbers = parse_numbers(pd.Series(cells, dtype="str"))
    assert numbers is not None
    assert [None if pd.isna(number) else float(number) for number in numbers] == expected


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["0042", "1234"], id="leading zeros"),
        pytest.param(["1", "NA"], id="a word"),
        pytest.param(["12345678901234567"], id="more digits than a number holds"),
        pytest.param(["", ""], id="nothing"),
        pytest.param(["12 90"], id="a space that parts no thousands"),
        pytest.param(["2024-01-02"], id="a date"),
    ],
)
def test_codes_and_words_stay_text(cells: list[str]) -> None:
    assert parse_numbers(pd.Series(cells, dtype="str")) is None


def test_lone_commas_are_decimals_in_a_french_file() -> None:
    assert parse_numbers(pd.Series(["1,234"], dtype="str"), is_french=True).tolist() == [1.234]


def test_whole_numbers_are_integers() -> None:
    assert str(parse_numbers(pd.Series(["1", ""], dtype="str")).dtype) == "Int64"


@pytest.mark.parametrize(("cell", "expected"), [("12", True), (" 1 234,5 ", True), ("12 rue", False), ("", False), ("1-2", False)])
def test_a_cell_is_a_number_or_not(cell: str, expected: bool) -> None:
    assert is_number(cell) is expected
