import pytest

from doleance.text.sentiment import load_engine


def find_negated(text, language):
    return [mark.entry.key for mark in load_engine(language).mark(text) if mark.is_negated]


def find_factors(text, language):
    return {mark.entry.key: round(mark.factor, 3) for mark in load_engine(language).mark(text)}


@pytest.mark.parametrize(
    ("text", "language", "negated"),
    [
        pytest.param("Ce n'est pas excellent", "fr", ["excellent"], id="after pas"),
        pytest.param("Je n'aime vraiment pas", "fr", ["aime"], id="between ne and pas"),
        pytest.param("J'aime pas", "fr", ["aime"], id="before a bare pas"),
        pytest.param("Excellent. Pas excellent", "fr", ["excellent"], id="not in the sentence before"),
        pytest.param("Ce n'est plus excellent", "fr", ["excellent"], id="plus after ne"),
        pytest.param("Plus excellent encore", "fr", [], id="plus alone"),
        pytest.param("Je n'aime que vous", "fr", [], id="ne … que restricts"),
        pytest.param("Pas excellent, aimable", "fr", ["excellent"], id="a comma ends it"),
        pytest.param("Pas excellent mais aimable", "fr", ["excellent"], id="a contrast ends it"),
        pytest.param("It is not excellent", "en", ["excellent"], id="not"),
        pytest.param("It isn\u2019t excellent", "en", ["excellent"], id="curly apostrophe"),
        pytest.param("It is excellent, not cheap", "en", ["cheap"], id="only what follows"),
    ],
)
def test_reach_of_negations(text, language, negated):
    assert find_negated(text, language) == negated


@pytest.mark.parametrize(
    ("text", "language", "word", "factor"),
    [
        pytest.param("excellent", "en", "excellent", 1, id="alone"),
        pytest.param("very excellent", "en", "excellent", 1.35, id="raised"),
        pytest.param("un peu excellent", "fr", "excellent", 0.6, id="damped by two words"),
        pytest.param("EXCELLENT", "fr", "excellent", 1.25, id="capitals"),
        pytest.param("exceeeellent", "fr", "excellent", 1.2, id="repeated letters"),
        pytest.param("excellent mais nul", "fr", "excellent", 0.75, id="before a contrast"),
        pytest.param("excellent mais nul", "fr", "nul", 1.2, id="after a contrast"),
        pytest.param("mais nul. Excellent", "fr", "excellent", 1, id="a contrast ends with its sentence"),
        pytest.param("despite the awful weather, excellent", "en", "awful", 0.5, id="conceded"),
        pytest.param("despite the awful weather, excellent", "en", "excellent", 1, id="after what is conceded"),
    ],
)
def test_factors(text, language, word, factor):
    assert find_factors(text, language)[word] == factor


@pytest.mark.parametrize(
    ("text", "language", "phrase"),
    [
        pytest.param("Rien à redire", "fr", "rien a redire", id="accents"),
        pytest.param("Laisse vraiment à désirer", "fr", "laisse a desirer", id="a degree word inside"),
        pytest.param("Au rendez-vous", "fr", "au rendez vous", id="hyphen"),
        pytest.param("Thanks but no thanks", "en", "thanks but no thanks", id="the longest wins"),
    ],
)
def test_phrases(text, language, phrase):
    assert [mark.entry.key for mark in load_engine(language).mark(text)] == [phrase]
