import pandas as pd
import pytest

from doleance.insights.inquiries import COLUMNS, find_inquiries, split_sentences, strip_asking

ASKED = [
    pytest.param("en", "Lovely desk. How do I order a spare drawer?", "explicit", id="direct"),
    pytest.param("en", "Refused at the till. Why?", "explicit", id="leans on the sentence before"),
    pytest.param("en", "My drawer broke, where can I order a new one?", "explicit", id="after a clause"),
    pytest.param("en", "how do i order a spare drawer", "unmarked", id="without its mark"),
    pytest.param("en", "Could not find anywhere how to order a drawer.", "indirect", id="sought and not found"),
    pytest.param("en", "I have no idea when my desk will come.", "indirect", id="no idea"),
    pytest.param("en", "Nobody could tell us which screws fit.", "indirect", id="nobody knew"),
    pytest.param("en", "I could not cancel my subscription online.", "howto", id="could not do"),
    pytest.param("fr", "Comment commander un tiroir ?", "explicit", id="directe"),
    pytest.param("fr", "Vous êtes ouverts le lundi de Pâques ?", "explicit", id="sans inversion"),
    pytest.param("fr", "Code refusé en caisse. Pourquoi ?", "explicit", id="un mot"),
    pytest.param("fr", "comment faire pour commander un tiroir svp", "unmarked", id="sans point"),
    pytest.param("fr", "Je ne comprends pas pourquoi mon code est refusé.", "indirect", id="incomprise"),
    pytest.param("fr", "jai pas compris comment on monte le tiroir", "indirect", id="sans apostrophe"),
    pytest.param("fr", "Impossible de trouver où changer mon adresse.", "indirect", id="introuvable"),
    pytest.param("fr", "Personne ne sait me dire quand le bureau arrive.", "indirect", id="personne ne sait"),
    pytest.param("fr", "Impossible de télécharger ma facture !", "howto", id="impossible"),
]
NOT_ASKED = [
    pytest.param("en", "Great desk, right?", id="tag"),
    pytest.param("en", "Three weeks for a desk. Seriously??", id="cry"),
    pytest.param("en", "No drawer at all???", id="marks alone"),
    pytest.param("en", "What more could you want?", id="praise"),
    pytest.param("en", "Is this a joke?", id="joke"),
    pytest.param("en", "Could you add a second drawer?", id="a request"),
    pytest.param("en", 'She said "can you wait?"', id="reported"),
    pytest.param("en", "The staff had no idea what they were doing.", id="of others, told"),
    pytest.param("en", "Not sure I will come back.", id="doubt"),
    pytest.param("fr", "Pas mal, non ?", id="tic"),
    pytest.param("fr", "Quel plaisir !", id="exclamation"),
    pytest.param("fr", "Comment peut-on vendre un bureau pareil ?", id="rhétorique"),
    pytest.param("fr", "Livré cassé ???", id="cri"),
    pytest.param("fr", "Pourquoi ne pas ajouter un tiroir ?", id="demande"),
    pytest.param("fr", "Je ne sais pas quoi dire, c'est parfait.", id="rien à dire"),
    pytest.param("fr", "", id="vide"),
]


def put(*texts, language="en"):
    return pd.DataFrame({"comment_id": [f"c{i}" for i in range(len(texts))], "text": list(texts), "language": language})


@pytest.mark.parametrize(("language", "text", "kind"), ASKED)
def test_what_asks_is_found(language, text, kind):
    found = find_inquiries(put(text, language=language))
    assert found["kind"].tolist() == [kind]
    assert text[found["start"].iloc[0] : found["end"].iloc[0]].endswith(found["words"].iloc[0].split(" ")[-1])


@pytest.mark.parametrize(("language", "text"), NOT_ASKED)
def test_what_only_seems_to_ask_is_not(language, text):
    assert find_inquiries(put(text, language=language)).empty


def test_what_is_included():
    comments = put("How do I order?", "No idea how to order a drawer.", "Drawer please")
    assert find_inquiries(comments, "explicit")["comment_id"].tolist() == ["c0"]
    assert find_inquiries(comments, "needs")["comment_id"].tolist() == ["c0", "c1"]
    assert find_inquiries(comments, "all")["comment_id"].tolist() == ["c0", "c1", "c2"]


def test_an_unknown_language_is_read_in_all():
    assert len(find_inquiries(put("Comment commander un tiroir ?", "How do I order a drawer?", language="unknown"))) == 2


def test_sentences_are_where_they_are_said_to_be():
    text = "Dr. Martin came.\nNice !  Where is it ?Here"
    sentences = split_sentences(text)
    assert [sentence.text for sentence in sentences] == ["Dr. Martin came.", "Nice !", "Where is it ?Here"]
    assert all(text[sentence.start :].startswith(sentence.text) for sentence in sentences)


def test_no_comments_give_an_empty_table():
    assert find_inquiries(put()).columns.tolist() == COLUMNS


def test_words_that_ask_are_stripped_but_never_all():
    assert strip_asking("Où est mon colis ?", "fr") == "mon colis ?"
    assert strip_asking("How do I?", "en") == "How do I?"
