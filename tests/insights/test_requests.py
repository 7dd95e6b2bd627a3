import pandas as pd
import pytest

from doleance.insights.requests import COLUMNS, find_requests
from doleance.text.units import split_units

ASKED = [
    pytest.param("en", "You should add a dark mode.", id="should"),
    pytest.param("en", "Would be nice to have a dark mode", id="would be nice"),
    pytest.param("en", "Please add a dark mode", id="please"),
    pytest.param("en", "Could you add a dark mode?", id="could you"),
    pytest.param("en", "Why not open on Sundays?", id="why not"),
    pytest.param("en", "I wish there was a dark mode.", id="wish"),
    pytest.param("en", "A dark theme please, my eyes hurt", id="please after"),
    pytest.param("fr", "Il faudrait une caisse de plus.", id="il faudrait"),
    pytest.param("fr", "Vous devriez ouvrir plus tard", id="vous devriez"),
    pytest.param("fr", "Une caisse de plus, ce serait bien.", id="ce serait bien"),
    pytest.param("fr", "Pourquoi ne pas ouvrir le lundi ?", id="pourquoi ne pas"),
    pytest.param("fr", "Ajoutez des points relais !", id="impératif"),
    pytest.param("fr", "Dommage que ça ferme à 19 h.", id="dommage"),
    pytest.param("fr", "Serait-il possible d'indiquer la hauteur ?", id="serait-il possible"),
]
NOT_ASKED = [
    pytest.param("en", "I would like to thank Marie.", id="thanks"),
    pytest.param("en", "You should try this place", id="advice to others"),
    pytest.param("en", "How do I add a shift?", id="a question"),
    pytest.param("en", "Please don't buy here", id="a warning"),
    pytest.param("fr", "Rien à améliorer.", id="rien"),
    pytest.param("fr", "Manque de respect total.", id="manque de respect"),
    pytest.param("fr", "Très bel accueil", id="éloge"),
]


def put(text, language):
    comments = pd.DataFrame({"comment_id": ["c"], "text": [text], "language": [language], "is_informative": [True]})
    return comments, split_units(comments)


@pytest.mark.parametrize(("language", "text"), ASKED)
def test_a_proposal_is_found(language, text):
    assert find_requests(*put(text, language))["request"].tolist() == [text]


@pytest.mark.parametrize(("language", "text"), NOT_ASKED)
def test_what_proposes_nothing_is_not(language, text):
    assert find_requests(*put(text, language)).empty


def test_the_unit_nearest_a_theme_stands_for_the_sentence():
    comments, units = put("Fine app but you should add a dark mode", "en")
    units = units.assign(theme_id=range(len(units)), strength=[0.1, 0.9][: len(units)])
    found = find_requests(comments, units)
    assert found.columns.tolist() == COLUMNS
    assert found[["unit_id", "theme_id"]].to_numpy().tolist() == [["c-1", 1]]


def test_no_rows_give_an_empty_table():
    comments, units = put("You should add a dark mode.", "en")
    assert find_requests(comments.head(0), units.head(0)).columns.tolist() == COLUMNS
