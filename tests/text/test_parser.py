from __future__ import annotations

import subprocess
import sys

import pytest

from doleance.errors import MissingExtraError, UnknownLanguageError
from doleance.text import parser

needs_pipelines = pytest.mark.skipif(
    not (parser.has_pipeline("en") and parser.has_pipeline("fr")), reason="the trained pipelines are not installed"
)


def test_asking_for_a_pipeline_does_not_import_spacy():
    code = "import sys; from doleance.text import parser; parser.has_pipeline('fr'); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_there_is_no_pipeline_for_other_languages():
    assert not parser.has_pipeline("de")
    with pytest.raises(UnknownLanguageError, match="'de'"):
        parser.find_names(["Guten Tag"], "de")


def test_a_missing_pipeline_says_what_to_install(monkeypatch):
    monkeypatch.setattr(parser, "PIPELINES", {"en": "no_such_pipeline"})
    assert not parser.has_pipeline("en")
    parser._load_names.cache_clear()
    with pytest.raises(MissingExtraError) as caught:
        parser.find_names(["Hello"], "en")
    assert "pipelines" in caught.value.hint


@pytest.mark.slow
@needs_pipelines
def test_find_names():
    texts = ["I spoke to Sarah Connor about it.", "The room was clean."]
    found = parser.find_names(texts, "en")
    assert [[text[start:end] for start, end in spans] for text, spans in zip(texts, found, strict=True)] == [["Sarah Connor"], []]


@pytest.mark.slow
@needs_pipelines
@pytest.mark.parametrize(
    ("language", "text", "phrases"),
    [
        pytest.param("en", "The delivery time was too long.", ["delivery time"], id="en"),
        pytest.param("fr", "Les délais de livraison sont trop longs.", ["délais de livraison"], id="fr"),
        pytest.param("fr", "", [], id="empty"),
    ],
)
def test_find_phrases(language, text, phrases):
    assert parser.find_phrases([text], language) == [phrases]
