from __future__ import annotations

import pandas as pd
import pytest

from doleance.settings import Settings
from doleance.text.languages import detect_languages, read_language, set_languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("The delivery was late and nobody answered", "en", id="english"),
        pytest.param("La livraison est arrivée en retard et personne ne répond", "fr", id="french"),
        pytest.param("livraison rapide", "fr", id="french, two words"),
        pytest.param("great service", "en", id="english, two words"),
        pytest.param("déçu", "fr", id="one word with accent"),
        pytest.param("J'adore, c'est top", "fr", id="elisions"),
        pytest.param("Don't bother", "en", id="contraction"),
        pytest.param("El servicio es muy bueno y rápido", "und", id="spanish"),
        pytest.param("Das Essen war kalt und viel zu teuer", "und", id="german"),
        pytest.param("Il personale è stato molto gentile con noi", "und", id="italian"),
        pytest.param("Обслуживание очень хорошее", "und", id="russian"),
        pytest.param("服务非常好", "und", id="chinese"),
        pytest.param("10/10 !!!", "und", id="no letters"),
        pytest.param("", "und", id="empty"),
        pytest.param("👍", "und", id="emoji"),
    ],
)
def test_detect_languages(text, language):
    assert detect_languages([text]) == [language]


@pytest.mark.parametrize(
    ("text", "given", "language"),
    [
        pytest.param("Excellent", "fr-FR", "fr", id="one word follows the source"),
        pytest.param("Excellent", "English", "en", id="the same word"),
        pytest.param("👍", "français", "fr", id="emoji follows the source"),
        pytest.param("The delivery was late and nobody answered", "fr", "en", id="a sentence speaks for itself"),
        pytest.param("Excellent", "pt", "fr", id="a language not spoken is no help"),
    ],
)
def test_the_source_decides_only_short_texts(text, given, language):
    found = detect_languages([text], [given])
    assert found == [language] or (given == "pt" and found[0] in ("en", "fr"))


def test_a_language_not_asked_for_is_unknown():
    assert detect_languages(["La livraison est en retard"], languages=("en",)) == ["und"]


@pytest.mark.parametrize(("name", "code"), [("Français", "fr"), ("EN_us", "en"), ("klingon", None), (None, None), (float("nan"), None)])
def test_read_language(name, code):
    assert read_language(name) == code


def test_the_answer_does_not_depend_on_neighbours_and_nothing_changes_in_place():
    texts = ["Excellent", "Very good staff here", "Le personnel est très gentil", "top"]
    comments = pd.DataFrame({"text": texts, "language_given": ["fr", None, None, None]}, index=[5, 1, 2, 9])
    whole = set_languages(comments, Settings())
    parts = pd.concat([set_languages(comments.iloc[[row]], Settings()) for row in range(len(texts))])
    pd.testing.assert_frame_equal(whole, parts)
    assert "language" not in comments
    assert set_languages(comments.iloc[:0], Settings())["language"].tolist() == []
