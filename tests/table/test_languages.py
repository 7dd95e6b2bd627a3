from __future__ import annotations

import pandas as pd
import pytest

from doleance.table.languages import normalise_languages


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("FR", "fr"),
        ("fr-FR", "fr"),
        ("fr_CA", "fr"),
        ("French", "fr"),
        ("Français", "fr"),
        ("Francais (France)", "fr"),
        ("EN-GB", "en"),
        ("English", "en"),
        ("Anglais", "en"),
        ("de", "de"),
        ("ja", "ja"),
        ("zh-Hans", "zh"),
        ("Klingon", "klingon"),
    ],
)
def test_a_language_becomes_its_code(cell: str, code: str) -> None:
    assert normalise_languages(pd.Series([cell], dtype="str")).tolist() == [code]


def test_an_empty_cell_is_missing() -> None:
    assert normalise_languages(pd.Series(["", "fr"], dtype="str")).isna().tolist() == [True, False]
