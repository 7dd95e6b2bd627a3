from __future__ import annotations

import re
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.errors import SettingsError
from doleance.settings import Settings
from doleance.text import parser
from doleance.text.redaction import redact, redact_comments, redact_texts
from doleance.text.words import read_tables

MARK = re.compile(r"\{([^|{}]+)\|(\w+)\}")
PLACEHOLDERS = read_tables("personal")["placeholders"]
# Invented comments with personal data, marked {data|kind}.
PLANTED = [
    # telephones
    "Rappelez-moi au {06 12 34 56 78|phone} svp",
    "mon portable {0612345678|phone} merci",
    "Tél : {01.42.68.53.00|phone}",
    "Vous pouvez me joindre au {+33 6 12 34 56 78|phone}.",
    "appelez le {0033612345678|phone}",
    "Je suis au {07-81-22-33-44|phone} toute la journée",
    "ma commande n'arrive pas, tel {06 98 76 54 32|phone}",
    "numéro de portable : {07 66 55 44 33|phone}",
    "Belgique : {+32 470 12 34 56|phone}",
    "Suisse {+41 79 123 45 67|phone}",
    "Please call me on {07911 123456|phone}",
    "My mobile is {+44 7911 123456|phone}",
    "ring {020 7946 0018|phone} after six",
    "Call {(212) 555-0187|phone} please",
    "phone {212-736-5000|phone}",
    "You can text {+1 416 967 1111|phone}",
    "My cell: {646.555.0143|phone}",
    "Irish number {+353 87 123 4567|phone}",
    "contact me, {01 42 68 53 01|phone}, in the evening",
    "phone no {07911 123457|phone}",
    "mon numéro ({06.11.22.33.44|phone}) est au dossier",
    # e-mails
    "écrivez à {jean.dupont@exemple.fr|email}",
    "{j-p.martin+avis@mail.exemple.com|email}",
    "Mon mail est {sophie_durand75@courriel.fr|email}.",
    "reply to {kate.o-neil@example.co.uk|email} please",
    "my email ({a1@b2.io|email}) bounced",
    "{Support.Client@Exemple.FR|email} ne répond pas",
    "mailto:{paul@exemple.org|email}",
    "send it to {JOHN@EXAMPLE.COM|email}!",
    # bank accounts
    "Remboursez sur {FR76 3000 6000 0112 3456 7890 189|iban}",
    "IBAN {FR7630006000011234567890189|iban}",
    "mon compte {GB82 WEST 1234 5698 7654 32|iban} est débité",
    "refund to {DE89370400440532013000|iban}",
    "rib : {BE68 5390 0754 7034|iban}",
    "{CH93 0076 2011 6238 5295 7|iban} merci",
    "compte {IE29 AIBK 9311 5212 3456 78|iban}",
    "my account {gb82west12345698765432|iban} please",
    # cards
    "ma carte {4111 1111 1111 1111|card} a été débitée deux fois",
    "card {5555555555554444|card}",
    "Carte bleue {4242-4242-4242-4242|card} refusée",
    "paid with {378282246310005|card}",
    "visa {4012888888881881|card}",
    "my mastercard {5105 1051 0510 5100|card} was charged twice",
    "{6011111111111117|card} expired",
    # social security
    "Mon numéro de sécu : {1 85 05 78 006 084 91|nir}",
    "NIR {185057800608491|nir}",
    "assurée {2 69 05 49 588 157 80|nir}",
    "my SSN is {078-05-1120|ssn}",
    "social {219-09-9999|ssn} on file",
    # handles and addresses of pages
    "merci {@julie_dkr|handle} pour la réponse",
    "asked {@BigShopHelp|handle} twice",
    "{@tom|handle} told me so",
    # addresses
    "J'habite {12 rue des Lilas|address} et rien n'arrive",
    "livré au {3 bis avenue Victor Hugo, 75016 Paris|address}",
    "mon adresse : {45, boulevard Jean Jaurès 59000 Lille|address}",
    "au {8 impasse du Moulin|address}, personne n'est venu",
    "le livreur va au {17 chemin des vignes|address} chaque fois",
    "{2 place de la République, 69002 Lyon|address}",
    "j'attends au {101 Bd Voltaire|address}",
    "{14 allée des Peupliers 33700 Mérignac|address}, 3e étage",
    "{9 quai Saint-Antoine|address}",
    "{221B Baker Street, London NW1 6XE|address}",
    "delivered to {10 High Road|address} instead",
    "I live at {5 Elm Grove|address} since May",
    "my address is {742 Evergreen Terrace, Springfield|address}",
    "{1600 Sunset Blvd, Austin TX 78701|address}",
    "Send it to {48 Queen's Lane, Oxford OX1 4AW|address}.",
    "they went at {12 church road|address} again",
    "{7 Orchard Close|address} is my house",
    # names after a title
    "Mme {Durand|name} a été très aimable",
    "M. {Lefebvre|name} nous a bien conseillés",
    "Monsieur {Kowalski|name} est nul",
    "avec Madame {Benali|name} au guichet",
    "le Dr {Weber|name} est à l'écoute",
    "Mlle {Petit|name} a raccroché",
    "Mr {Patel|name} was lovely",
    "Mrs {O'Brien|name} fixed it",
    "Dr. {Nguyen|name} took his time",
    "Ms {Okafor-Jones|name} never replied",
    "Nurse {Adeyemi|name} was kind",
    # introductions and signatures
    "Bonjour, je m'appelle {Anatole Vasseur|name} et je suis déçu",
    "mon nom est {Zebulon|name}",
    "elle s'appelle {Maïwenn|name}",
    "Hi, my name is {Xanthe Pryce|name} and I waited",
    "an agent, her name was {Oyelaran|name}",
    "Merci d'avance. Cordialement, {Hadrien Vautrin|name}",
    "Très déçue.\nCordialement\n{Ysoline Karr|name}",
    "Please reply. Kind regards, {Torvald Lind|name}",
    "Bien à vous, {Gwenaël Le Goff|name}",
    # given names
    "Merci à {Kevin|name} pour son aide",
    "{Sophie|name} est très pro",
    "un grand merci à {Jean-Pierre|name} du rayon jardin",
    "j'ai eu {Nathalie Roussel|name} au téléphone",
    "conseil parfait de {Hélène|name}",
    "{HELENE|name} EST TOP",
    "merci a {sandrine|name} pour sa patience",
    "accueil par {Rose|name} à la caisse",
    "avec {Pierre|name} tout est simple",
    "{Claire Vannier|name} a résolu mon souci",
    "Thanks to {Jessica|name} on the desk",
    "{Kevin|name}'s advice was great",
    "big thanks to {Mark|name} in sales",
    "I was helped by {Grace|name}",
    "{Will Turner|name} sorted it",
    "spoke to {Siobhán|name} yesterday",
    "thank you {Emma|name} and {Oliver Stone|name}!",
    "our waiter {Giovanni|name} was fun",
    "told by {kevin|name} to wait",
    "{Marie-Claude de Villiers|name} m'a rappelé",
    "merci {Mehdi B|name}. pour tout",
    "served by {Tolu|name} at the bar",
    "accueillie par {Solveig|name}, parfait",
    "Le technicien {Mamadou|name} est ponctuel",
    "{Stéphanie|name} et {Julien|name} au top",
]

# Comments that hold none, however alike.
DECOYS = [
    "Commande 0612345678 toujours pas reçue",
    "ma commande n° 0145678912 est perdue",
    "colis 4970100000000055 bloqué",
    "ref 4111111111111111",
    "facture 185057800608491",
    "dossier 0698765432 sans réponse",
    "Order 07911123456 never came",
    "tracking 5555555555554444",
    "ticket #2127365000",
    "Invoice 4242424242424242 is wrong",
    "le 12/05/2023 à 14h30",
    "du 01.02.2023 au 05.03.2023",
    "on 2023-05-12 10:45",
    "payé 1 250,00 euros",
    "cost me $1,299.99",
    "12345678901234",
    "article 3017620422003",
    "note 10/10",
    "5 étoiles sur 5",
    "3 000 000 de clients",
    "75011 Paris",
    "magasin de Lyon 69003",
    "il y a 2 ans",
    "1 place de parking pour deux",
    "2 cours de yoga par semaine",
    "à 2 rues de chez moi",
    "10 minutes down the road",
    "the shop on the high street",
    "la rue est bruyante",
    "rue Victor Hugo, le magasin est petit",
    "24 hour service",
    "version 10.2.33.45678",
    "taille 38 40 42 44 46",
    "a 4 star hotel",
    "contact @ the desk",
    "sur www.exemple.fr",
    "https://www.exemple.fr",
    "rose et violette, jolies fleurs",
    "Rose très fraîche",
    "Will you restock?",
    "Mark my words",
    "Grace à vous",
    "Pierre tombale livrée cassée",
    "Claire et simple, cette application",
    "June was busy",
    "in May and in April",
    "Joy of shopping",
    "Bonne équipe",
    "Accueil parfait, Merci",
    "Bonjour Madame, Monsieur",
    "Chez Leroy Merlin tout va bien",
    "Yves Rocher et Sephora",
    "John Lewis is better",
    "Dr Martens solides",
    "Monsieur Bricolage est loin",
    "assuré par Axa depuis dix ans",
    "paid with Visa and Mastercard",
    "Thanks Amazon",
    "Merci Carrefour",
    "Paris est loin",
    "je vais à Florence en train",
    "flying to Charlotte tomorrow",
    "place Saint Michel",
    "Gare Saint Lazare",
    "St James Park",
    "SAV NUL ET CHER",
    "TRES BON ACCUEIL",
    "Noël approche",
    "my name is on the list",
    "le service client s'appelle autrement",
    "Cordialement",
    "Kind regards",
    "Hope it improves",
    "the will to help",
    "un accueil de reine",
    "Summer sale was poor",
    "garantie 2 ans n° 123",
    "code 99887766",
    "quai 9 gare de Lyon",
    "Table 12, menu 3",
]


@pytest.mark.parametrize("marked", PLANTED)
def test_personal_data_is_replaced(marked):
    text, expected = MARK.sub(r"\1", marked), MARK.sub(lambda mark: PLACEHOLDERS[mark[2]], marked)
    assert redact(text) == (expected, len(MARK.findall(marked)))
    assert redact(expected) == (expected, 0)


@pytest.mark.parametrize("text", DECOYS)
def test_other_text_stays(text):
    assert redact(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("voir https://exemple.fr/clients/jean?id=9.", "voir https://exemple.fr.", id="path and query"),
        pytest.param("www.exemple.fr/suivi/123, merci", "www.exemple.fr, merci", id="no scheme"),
        pytest.param("https://jean:secret@exemple.fr/x", "https://exemple.fr", id="user"),
    ],
)
def test_pages_keep_their_domain_only(text, expected):
    assert redact(text) == (expected, 1)


PIECES = [MARK.sub(r"\1", marked) for marked in PLANTED] + DECOYS + list(PLACEHOLDERS.values())


@given(st.lists(st.sampled_from(PIECES), max_size=4), st.sampled_from([" ", ", ", "\n", "", ". "]))
def test_redacting_twice_changes_nothing(pieces, joint):
    once, _ = redact(joint.join(pieces))
    assert redact(once) == (once, 0)


@given(st.text(alphabet="aéS@1 0.-+(/w\n'ME:", max_size=60))
def test_any_text_can_be_redacted_twice(text):
    once, _ = redact(text)
    assert redact(once) == (once, 0)


@pytest.mark.parametrize("piece", ["a@", "1 ", "((((", "www.", "Sophie ", "12 rue de ", "FR76 ", "http://a@", "0 1", "M. ", "Aa-", "+"])
def test_time_is_linear(piece):
    redact("Sophie 06 12 34 56 78")
    start = time.perf_counter()
    redact((piece * 100_000)[:100_000])
    assert time.perf_counter() - start < 2


def test_comments_keep_their_verbatim_and_rows_do_not_touch_each_other():
    comments = pd.DataFrame({"verbatim": ["Merci Sophie", "ok"], "text": ["Merci Sophie", "ok"]}, index=[7, 3])
    before = comments.copy()
    redacted = redact_comments(comments, Settings(names="rules"))
    assert redacted["text"].tolist() == ["Merci [name]", "ok"]
    assert redacted["n_redactions"].tolist() == [1, 0]
    assert redacted["verbatim"].tolist() == before["verbatim"].tolist()
    pd.testing.assert_frame_equal(comments, before)


def test_redaction_can_be_switched_off():
    comments = pd.DataFrame({"text": ["Merci Sophie"]})
    redacted = redact_comments(comments, Settings(redact=False))
    assert redacted["text"].tolist() == ["Merci Sophie"]
    assert redacted["n_redactions"].tolist() == [0]


def test_no_rows():
    redacted = redact_comments(pd.DataFrame({"text": pd.Series([], dtype="str")}), Settings(names="rules"))
    assert redacted["n_redactions"].dtype == "int64"
    assert redacted.empty


def test_an_unknown_way_to_find_names_is_refused():
    with pytest.raises(SettingsError, match="auto, rules or ner"):
        redact("ok", names="magic")


def test_auto_asks_the_pipeline_about_suspects_only(monkeypatch):
    asked = []

    def find_names(texts, language):
        asked.extend(texts)
        return [[(0, len(text))] for text in texts]

    monkeypatch.setattr("doleance.text.redaction.find_names", find_names)
    monkeypatch.setattr("doleance.text.redaction.has_pipeline", lambda language: True)
    texts = ["Merci au vendeur Zorglub pour tout", "Le magasin est propre", "Le service SAV est nul et Darty aussi"]
    redacted, counts = redact_texts(texts, "auto")
    assert redacted == ["Merci au vendeur [name] pour tout", *texts[1:]]
    assert counts == [1, 0, 0]
    assert asked == [texts[0]]


@pytest.mark.slow
@pytest.mark.skipif(not (parser.has_pipeline("en") and parser.has_pipeline("fr")), reason="the trained pipelines are not installed")
def test_the_pipelines_add_names_and_batches_do_not_matter():
    texts = ["A big thank you to Susanna who was very kind to us", "The room was clean", "We loved the waiter Vittorio, he was so funny"]
    together, _ = redact_texts(texts, "auto")
    assert together == [redact(text, "auto")[0] for text in texts]
    assert together[0] == "A big thank you to [name] who was very kind to us"
