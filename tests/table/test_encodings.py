from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.errors import UnreadableFileError
from doleance.table.encodings import find_encoding, to_utf8

FRENCH = "Très déçu : la caissière était pressée, ça a traîné, et le goût… Où était l’équipe ? 12 € à côté. "
ENGLISH = "It’s great — really “great”… but the till – again – was closed. "


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        pytest.param(FRENCH, "utf-8", "utf-8", id="utf-8"),
        pytest.param(FRENCH, "utf-8-sig", "utf-8-sig", id="utf-8 with a mark"),
        pytest.param(FRENCH, "utf-16", "utf-16", id="utf-16 with a mark"),
        pytest.param(FRENCH, "utf-16-le", "utf-16-le", id="utf-16-le"),
        pytest.param(FRENCH, "utf-16-be", "utf-16-be", id="utf-16-be"),
        pytest.param(FRENCH, "utf-32", "utf-32", id="utf-32"),
        pytest.param(FRENCH, "cp1252", "cp1252", id="cp1252"),
        pytest.param(FRENCH, "mac_roman", "mac_roman", id="mac roman"),
        pytest.param(FRENCH.replace("…", ".").replace("’", "'").replace("€", "F"), "cp850", "cp850", id="cp850"),
        pytest.param(FRENCH.replace("…", ".").replace("’", "'"), "iso8859-15", "iso8859-15", id="iso8859-15"),
        pytest.param(ENGLISH, "cp1252", "cp1252", id="English marks"),
        pytest.param("plain ASCII", "ascii", "utf-8", id="ascii"),
        pytest.param("x" * 3_000_000 + "é", "utf-8", "utf-8", id="a late accent in utf-8"),
        pytest.param("x" * 3_000_000 + "é", "cp1252", "cp1252", id="a late accent in cp1252"),
    ],
)
def test_the_encoding_is_found_and_the_text_comes_back(text: str, encoding: str, expected: str) -> None:
    raw = text.encode(encoding)
    assert find_encoding(raw) == expected
    assert to_utf8(raw, expected) == (text.encode(), 0)


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="no encoding 'klingon'") as caught:
        to_utf8(b"x", "klingon")
    assert "--encoding" in caught.value.hint


def test_a_wrong_encoding_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="not in the encoding utf-16") as caught:
        to_utf8(b"odd", "utf-16")
    assert "--encoding cp1252" in caught.value.hint


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_utf8_is_never_taken_for_a_byte_code(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert to_utf8(text.encode(), "utf-8") == (text.encode(), 0)
