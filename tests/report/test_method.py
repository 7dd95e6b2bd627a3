from __future__ import annotations

from dataclasses import replace

import pytest

from doleance.report.content import build_content
from doleance.report.sections import method
from doleance.themes.adapters import CheckedEncoder
from doleance.themes.choices import AbsentEncoder
from doleance.themes.model import ThemeModel
from doleance.themes.tfidf import TfidfEncoder


class Mine:
    def encode(self, texts):
        raise NotImplementedError


CASES = {
    "few": ("auto", "encoder-fine", 50_000, "measured by the fine encoder (encoder-fine), used for up to 50,000 opinions."),
    "many": ("auto", "encoder-fast", 10, "measured by the fast encoder (encoder-fast), used above 10 opinions, where"),
    "applied to fewer": ("auto", "encoder-fast", 50_000, "measured by the encoder encoder-fast."),
    "applied to more": ("auto", "encoder-fine", 10, "measured by the encoder encoder-fine."),
    "another model": ("auto", "encoder-new", 50_000, "measured by the encoder encoder-new."),
    "named": ("fast", "encoder-fast", 50_000, "measured by the encoder encoder-fast, as asked"),
    "language": ("auto", TfidfEncoder(), 50_000, "because most of the comments these themes come from are in neither English nor French"),
    "tfidf": ("tfidf", TfidfEncoder(), 50_000, "guessed from shared words and parts of words (TF-IDF), as asked"),
    "folder": ("mine", "/models/mine", 50_000, "measured by an encoder of your own, mine."),
    "object": (Mine(), Mine(), 50_000, "measured by an encoder of your own, Mine."),
    "read again": (AbsentEncoder("Mine"), AbsentEncoder("Mine"), 50_000, "measured by an encoder of your own, Mine."),
}


@pytest.fixture
def content(study, monkeypatch):
    """Return the report on a study by an encoder, as a function of the encoder asked for and the one it came to."""

    def tell(asked, settled, most=50_000, language="en"):
        monkeypatch.setattr(method, "MOST_FINE", most)
        monkeypatch.setattr(method, "list_models", lambda: ["encoder-fast", "encoder-fine", "encoder-new"])
        model = ThemeModel(encoder=asked)
        model.encoder_ = settled
        return build_content(replace(study, model=model), language)

    return tell


@pytest.fixture
def lines(content):
    """Return the notes on the figures of that report, as the same function."""
    return lambda *given, **named: content(*given, **named).sections[-1].lines


@pytest.mark.parametrize(("asked", "settled", "most", "expected"), CASES.values(), ids=CASES)
def test_the_encoder_is_told(lines, asked, settled, most, expected):
    (told,) = [line for line in lines(asked, settled, most) if line.startswith("Closeness of meaning")]

    assert expected in told


@pytest.mark.parametrize(
    ("asked", "settled", "expected"),
    [
        ("auto", "encoder-fine", "mesurée par l’encodeur fin (encoder-fine), utilisé jusqu’à 50\u202f000 avis."),
        ("auto", TfidfEncoder(), "ni en français. Les thèmes en sont plus grossiers et sont nommés par des mots isolés."),
        ("tfidf", TfidfEncoder(), "comme demandé\u202f; une même chose dite dans deux langues n’est pas rapprochée."),
        (Mine(), Mine(), "mesurée par votre propre encodeur, Mine."),
    ],
    ids=["few", "language", "tfidf", "object"],
)
def test_the_encoder_is_told_in_french(lines, asked, settled, expected):
    (told,) = [line for line in lines(asked, settled, language="fr") if line.startswith("Proximité de sens\u00a0: ")]

    assert expected in told


def test_words_are_not_taken_for_meaning(lines):
    assert any("were grouped by meaning, whatever their language" in line for line in lines("auto", "encoder-fast"))
    assert any("were grouped by the words they share into 5 themes" in line for line in lines("tfidf", TfidfEncoder()))
    assert any("d’après les mots qu’ils ont en commun, en 5 thèmes" in line for line in lines("tfidf", TfidfEncoder(), language="fr"))


@pytest.mark.parametrize(
    "settled", [Mine(), AbsentEncoder("Mine"), CheckedEncoder(Mine().encode, "Mine")], ids=["there", "absent", "checked"]
)
@pytest.mark.parametrize(
    ("language", "private", "footer"),
    [
        (
            "en",
            "Doleance sent nothing out; your encoder Mine was given the texts.",
            ", which sent nothing out; your encoder Mine was given the texts.",
        ),
        (
            "fr",
            "Doleance n’a rien transmis\u202f; votre encodeur Mine a reçu les textes.",
            ", qui n’a rien transmis\u202f; votre encodeur Mine a reçu les textes.",
        ),
    ],
)
def test_an_object_was_given_the_texts(content, settled, language, private, footer):
    told = content(settled, settled, language=language)

    assert told.sections[-1].lines[-1] == private
    assert told.words["footer"].endswith(footer)


@pytest.mark.parametrize("settled", ["encoder-fast", "/models/mine", TfidfEncoder()], ids=["model", "folder", "tfidf"])
def test_what_encodes_on_this_machine_keeps_the_texts_there(content, settled):
    told = content("auto", settled)

    assert told.sections[-1].lines[-1] == "Nothing left this machine."
    assert told.words["footer"].endswith(", on this machine and nowhere else.")


@pytest.mark.parametrize("settled", ["/models/mine", Mine()], ids=["folder", "object"])
def test_nobody_knows_which_languages_an_encoder_from_elsewhere_reads(lines, settled):
    assert any("were grouped by meaning into 5 themes" in line for line in lines(settled, settled))
    assert any("puis regroupés par le sens, en 5 thèmes" in line for line in lines(settled, settled, language="fr"))


def test_a_study_without_a_model_says_nothing_of_it(study):
    lines = build_content(study, "en").sections[-1].lines

    assert any("grouped by meaning" in line for line in lines)
    assert not any("Closeness" in line for line in lines)
