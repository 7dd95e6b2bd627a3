import pytest

from doleance.insights.inquiries import read_inquiry, split_sentences
from doleance.insights.lists import load_lists
from doleance.insights.phrasings import rate_question, word_question

CASES = [
    pytest.param("en", "hello, how do i cancel my plan pls??", "How do I cancel my plan?", id="greeting, case, manners"),
    pytest.param("en", "how to stop my plan over the summer?", "How do I stop my plan over the summer?", id="how to"),
    pytest.param("en", "My drawer broke, where can I order a new one?", "Where can I order a new one?", id="last clause"),
    pytest.param("en", "Where do I connect my phone, the old menu has gone?", "Where do I connect my phone?", id="remark"),
    pytest.param("en", "Couldn't find where to change my address, I moved", "Where do I change my address?", id="where to"),
    pytest.param("en", "I couldn't see anywhere if dogs are allowed in the rooms.", "Are dogs allowed in the rooms?", id="if"),
    pytest.param("en", "I don't understand why my account is blocked.", "Why is my account blocked?", id="why"),
    pytest.param("en", "Unable to cancel my subscription online.", "How do I cancel my subscription online?", id="could not do"),
    pytest.param("en", "Where is order 211904 now?", "", id="a number of an order"),
    pytest.param("en", "Why is my code SUMMER15 refused at the till?", "Why is my code refused at the till?", id="a code"),
    pytest.param("en", "Where is [NAME] from the desk?", "", id="a placeholder"),
    pytest.param("en", "WHERE IS MY MONEY GONE?", "", id="shouted"),
    pytest.param("fr", "bonjour, comment puis-je annuler ma commande svp ?", "Comment puis-je annuler ma commande\u202f?", id="politesses"),
    pytest.param("fr", "Petite question : les verres vont-ils au four ?", "Les verres vont-ils au four\u202f?", id="annonce"),
    pytest.param("fr", "Impossible de trouver où changer mon adresse, j'ai déménagé", "Où changer mon adresse\u202f?", id="où, infinitif"),
    pytest.param("fr", "J'aimerais savoir si vous avez ce tiroir en chêne.", "Est-ce que vous avez ce tiroir en chêne\u202f?", id="si"),
    pytest.param(
        "fr", "J'ignore s'il est possible de payer en deux fois.", "Est-ce qu'il est possible de payer en deux fois\u202f?", id="s'il"
    ),
    pytest.param(
        "fr", "Je ne comprends pas pourquoi mon code est refusé.", "Pourquoi est-ce que mon code est refusé\u202f?", id="pourquoi"
    ),
    pytest.param("fr", "Je ne sais pas quand on reçoit la facture.", "", id="quand, écarté"),
    pytest.param("fr", "Je n'arrive pas à récupérer ma facture.", "Comment récupérer ma facture\u202f?", id="pas arrivé"),
    pytest.param("fr", "impossible de savoir ou est mon colis", "Où est mon colis\u202f?", id="accent absent"),
    pytest.param("fr", "a quel heure ouvre le magasin ?", "À quelle heure ouvre le magasin\u202f?", id="accord"),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_the_question_of_a_sentence(language, text, expected):
    inquiry = read_inquiry(split_sentences(text)[0], load_lists(language))
    assert (word_question(text, language, inquiry.asked, inquiry.kind == "howto") if inquiry else "") == expected


def test_a_careful_question_loses_less_than_a_loose_or_sloppy_one():
    careful = rate_question("How do I cancel my plan at once?", "en", "How do I cancel my plan at once?")
    assert careful < rate_question("How do I cancel it at once?", "en", "How do I cancel it at once?")
    assert careful < rate_question("How do u cancel my plan at once?", "en", "how do u cancel my plan at once")
