"""Fifty minimal pairs a language: two texts that differ by a word or two, and which of them is the happier."""

import pytest

from doleance.text.sentiment import score_sentiment

FLOOR = 45

# Opposed: the first must be above 0, the second below.
OPPOSED = {
    "en": [
        ("I would recommend this shop", "I would not recommend this shop"),
        ("The app works", "The app doesn't work"),
        ("The app works on my phone", "The app no longer works on my phone"),
        ("The staff were helpful", "The staff weren't helpful"),
        ("The staff were helpful", "The staff were not very helpful"),
        ("Delivery was not bad at all", "Delivery was bad"),
        ("I had no problems with my order", "I had problems with my order"),
        ("I will never regret this purchase", "I regret this purchase"),
        ("They never let me down", "They let me down"),
        ("It is worth the money", "It is not worth the money"),
        ("Couldn't be happier with the service", "Couldn't be worse, this service"),
        ("I can't fault the service", "I am at fault for trusting this awful service"),
        ("Nothing to complain about", "A lot to complain about"),
        ("Don't hesitate, buy it", "Don't bother, avoid it"),
        ("Thanks for everything", "Thanks for nothing"),
        ("You won't be disappointed", "You will be disappointed"),
        ("Arrived on time", "Didn't arrive on time"),
        ("Great, a lovely surprise", "Great, another delay and no answer"),
        ("The room was clean", "The room was not clean"),
        ("The room was clean", "The room was far from clean"),
        ("Fast delivery", "Slow delivery"),
        ("The website is easy to use", "The website isn't easy to use"),
        ("They solved my problem", "They did not solve my problem"),
        ("I love this product", "I wanted to love this product but it broke"),
        ("A bit slow but excellent service", "Excellent website but terrible service"),
        ("The food was cold but the staff made it up to us, superb evening", "Superb food but the staff were rude and useless"),
        ("Everything was fine", "Nothing was fine"),
        ("I'm satisfied", "I'm not satisfied"),
        ("I'm satisfied", "I\u2019m not satisfied"),
        ("Without any trouble, quick and simple", "Nothing but trouble"),
        ("It exceeded my expectations", "It did not meet my expectations"),
        ("The best bank I have had", "The worst bank I have had"),
        ("Five stars", "One star"),
        ("10/10", "1/10"),
        ("The advisor was kind", "The advisor was anything but kind"),
        ("It never crashes", "It crashes"),
        ("Customer service is second to none", "Customer service is a joke"),
        ("Money well spent", "A waste of money"),
        ("I will come back", "I will never come back, never again"),
        ("Top notch quality", "Quality leaves a lot to be desired"),
        ("\U0001f44d", "\U0001f44e"),
        ("The parcel arrived \U0001f600", "The parcel arrived \U0001f621"),
    ],
    "fr": [
        ("Je recommande ce magasin", "Je ne recommande pas ce magasin"),
        ("Je recommande", "Je recommande pas"),
        ("L'application fonctionne bien", "L'application ne fonctionne plus"),
        ("Le personnel est aimable", "Le personnel n'est pas aimable"),
        ("Le personnel est aimable", "Le personnel n'est guère aimable"),
        ("Le personnel est aimable", "Le personnel n\u2019est pas du tout aimable"),
        ("Rien à redire", "Beaucoup à redire, service médiocre"),
        ("Rien à dire, tout est parfait", "Rien ne va dans ce magasin"),
        ("Je ne regrette pas mon achat", "Je regrette mon achat"),
        ("N'hésitez pas", "Fuyez, à éviter"),
        ("Merci pour tout", "Merci pour rien"),
        ("J'y retournerai avec plaisir", "Plus jamais je n'y retournerai"),
        ("Jamais déçu", "Toujours déçu"),
        ("Je n'ai jamais été déçue", "J'ai été déçue"),
        ("Aucun problème", "Que des problèmes"),
        ("Sans aucun souci", "Beaucoup de soucis"),
        ("Service de qualité", "Service sans qualité"),
        ("Vendeur compétent", "Vendeur incompétent"),
        ("Livraison rapide", "Livraison trop lente"),
        ("C'est pas mal", "C'est mal fait"),
        ("C'est pas cher", "C'est trop cher"),
        ("Produit à la hauteur", "Produit pas à la hauteur"),
        ("La qualité est au rendez-vous", "La qualité laisse à désirer"),
        ("Je suis satisfaite", "Je ne suis pas satisfaite"),
        ("Je suis satisfaite", "Je suis loin d'être satisfaite"),
        ("Un peu d'attente mais excellent accueil", "Accueil correct mais service après-vente nul"),
        ("Malgré le retard, je suis ravie", "Malgré un bon accueil, je suis très déçue"),
        ("Prix élevés, par contre la qualité est excellente", "Bonne qualité, par contre le service est lamentable"),
        ("Cinq étoiles", "Une étoile"),
        ("10/10", "0/10"),
        ("Ça vaut le coup", "Ça ne vaut pas le coup"),
        ("Gain de temps", "Perte de temps"),
        ("Vendeurs polis et souriants", "Vendeurs ni polis ni souriants"),
        ("Site facile à utiliser", "Site difficile à utiliser"),
        ("Ils ont résolu mon problème", "Ils n'ont pas résolu mon problème"),
        ("Bravo à toute l'équipe", "Bravo pour l'incompétence"),
        ("Super appli", "Appli inutile"),
        ("Au top", "À fuir"),
        ("J'adore", "Je déteste"),
        ("De mieux en mieux", "De pire en pire"),
        ("\U0001f44d", "\U0001f44e"),
        ("Le colis est arrivé \U0001f600", "Le colis est arrivé \U0001f621"),
    ],
}
# Ordered: the first must be above the second.
ORDERED = {
    "en": [
        ("The staff are very friendly", "The staff are friendly"),
        ("The staff are friendly", "The staff are somewhat friendly"),
        ("Great service!!!", "Great service"),
        ("It is bad", "It is extremely bad"),
        ("The service is GREAT", "The service is great"),
        ("A good shop", "A fairly good shop"),
        ("It is bad", "It is BAD!!!"),
        ("Slightly disappointing", "Really disappointing"),
    ],
    "fr": [
        ("Le personnel est très aimable", "Le personnel est aimable"),
        ("Le personnel est aimable", "Le personnel est plutôt aimable"),
        ("Excellent service !!!", "Excellent service"),
        ("C'est mauvais", "C'est vraiment mauvais"),
        ("Le service est EXCELLENT", "Le service est excellent"),
        ("C'est nul", "C'est nuuuuul"),
        ("Un peu décevant", "Hyper décevant"),
        ("C'est nul", "C'est NUL !!!"),
    ],
}
assert all(len(OPPOSED[language]) + len(ORDERED[language]) == 50 for language in OPPOSED)


def find_failures(language: str) -> list[tuple[str, str]]:
    pairs = OPPOSED[language] + ORDERED[language]
    texts = [text for pair in pairs for text in pair]
    scores = score_sentiment(texts, [language] * len(texts))["sentiment"].to_numpy().reshape(-1, 2)
    is_right = [(high > 0 > low) if place < len(OPPOSED[language]) else high > low for place, (high, low) in enumerate(scores)]
    return [pair for pair, right in zip(pairs, is_right, strict=True) if not right]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_most_pairs_are_right(language):
    failures = find_failures(language)
    assert 50 - len(failures) >= FLOOR, failures
