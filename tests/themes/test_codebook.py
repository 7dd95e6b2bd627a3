from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from doleance.errors import CodebookError
from doleance.themes.codebook import Codebook, Theme

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12)


def make_codebook(**changes: object) -> Codebook:
    delivery = Theme(
        theme_id=0, names={"en": "Delivery", "fr": "Livraison"}, keywords=("parcel", "colis"), seeds=("livr",), examples=("late",)
    )
    return Codebook(**{"themes": (delivery, Theme(theme_id=3, names={"fr": "Prix : trop hauts"})), "language": "fr", **changes})


def test_yaml_and_back():
    codebook = make_codebook(notes={"written by": "Jeanne"})

    assert Codebook.from_yaml(codebook.to_yaml()) == codebook


@pytest.mark.parametrize("codebook", [Codebook(), make_codebook(themes=())], ids=["default", "no theme"])
def test_an_empty_codebook(codebook):
    assert Codebook.from_yaml(codebook.to_yaml()) == codebook
    assert (len(codebook), list(codebook)) == (0, [])


@given(st.lists(WORDS, min_size=1, max_size=5, unique_by=str.casefold), st.lists(WORDS, max_size=3).map(tuple))
def test_any_words_survive_yaml(names, words):
    themes = tuple(Theme(theme_id=i, names={"en": name}, keywords=words, seeds=words, examples=words) for i, name in enumerate(names))
    codebook = Codebook(themes=themes)

    assert Codebook.from_yaml(codebook.to_yaml()) == codebook


def test_yaml_is_for_people():
    text = make_codebook().to_yaml()

    assert "name:\n    en: Delivery\n    fr: Livraison\n" in text
    assert list(yaml.safe_load(text)) == ["version", "language", "themes"]
    assert "seeds" not in yaml.safe_load(text)["themes"][1]


@pytest.mark.parametrize(("language", "expected"), [("en", "Delivery"), ("fr", "Livraison"), ("de", "Delivery")])
def test_a_theme_has_a_name_in_any_language(language, expected):
    assert next(iter(make_codebook())).name(language) == expected


def test_a_theme_by_its_id():
    codebook = make_codebook()

    assert codebook.theme(3).name("fr") == "Prix : trop hauts"
    with pytest.raises(CodebookError, match="no theme 1") as caught:
        codebook.theme(1)
    assert caught.value.hint == "Known ids: 0, 3."


@pytest.mark.parametrize(
    ("themes", "message"),
    [
        ((Theme(theme_id=0, names={"fr": "Prix"}), Theme(theme_id=0, names={"fr": "Colis"})), "share the id 0"),
        ((Theme(theme_id=0, names={"fr": "Prix"}), Theme(theme_id=1, names={"fr": "PRIX"})), "share the name 'prix'"),
        ((Theme(theme_id=4, names={}),), "Theme 4 has no name"),
    ],
    ids=["same id", "same name", "no name"],
)
def test_a_codebook_that_contradicts_itself(themes, message):
    with pytest.raises(CodebookError, match=message) as caught:
        make_codebook(themes=themes)

    assert caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "42",
        "themes",
        "themes: 3",
        "themes: [{id: 0}]",
        "themes: [{id: x, name: {en: A}}]",
        "themes: [3]",
        "a: [",
        "themes: [{id: 0, name: {en: ''}}]",
    ],
    ids=[
        "empty",
        "list",
        "number",
        "word",
        "no list",
        "no name",
        "id not a number",
        "theme not a table",
        "not YAML",
        "empty name",
    ],
)
def test_what_is_not_a_codebook(text):
    with pytest.raises(CodebookError) as caught:
        Codebook.from_yaml(text)

    assert caught.value.hint


def test_a_plain_name_is_the_name_in_the_codebook_s_language():
    assert Codebook.from_yaml("language: fr\nthemes: [{id: 0, name: Prix}]").theme(0).names == {"fr": "Prix"}


def test_a_codebook_file(tmp_path):
    (tmp_path / "codebook.yaml").write_text(make_codebook().to_yaml(), encoding="utf-8")

    assert Codebook.read(tmp_path / "codebook.yaml") == make_codebook()


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["absent", "not UTF-8"])
def test_a_file_that_cannot_be_read(tmp_path, content):
    if content is not None:
        (tmp_path / "codebook.yaml").write_bytes(content)

    with pytest.raises(CodebookError, match=r"codebook\.yaml cannot be read"):
        Codebook.read(tmp_path / "codebook.yaml")
