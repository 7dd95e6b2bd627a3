"""Invented opinions in French and English, and sixty comments made of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from doleance.pipeline import analyse
from doleance.settings import Settings
from doleance.study import Study

SUBJECTS = {
    "delivery": {
        "en": (
            "The parcel came two weeks late.",
            "Delivery took far too long.",
            "My parcel never arrived.",
            "Very quick delivery to my door.",
            "The courier left the parcel in the rain.",
        ),
        "fr": (
            "Le colis est arrivé avec deux semaines de retard.",
            "La livraison a été beaucoup trop longue.",
            "Mon colis n'est jamais arrivé.",
            "Livraison très rapide à ma porte.",
            "Le livreur a laissé le colis sous la pluie.",
        ),
    },
    "staff": {
        "en": (
            "The shop assistants were kind and patient.",
            "A very friendly saleswoman advised me.",
            "The staff ignored us completely.",
            "Warm welcome from the whole staff.",
            "The seller was rude to my mother.",
        ),
        "fr": (
            "Les vendeurs étaient gentils et patients.",
            "Une vendeuse très aimable m'a conseillée.",
            "Le personnel nous a complètement ignorés.",
            "Accueil chaleureux de tout le personnel.",
            "Le vendeur a été impoli avec ma mère.",
        ),
    },
    "price": {
        "en": (
            "The prices are much too high.",
            "Good prices and real discounts.",
            "Everything is too expensive for what it is.",
            "The price went up again this spring.",
            "Cheap lamps and honest prices.",
        ),
        "fr": (
            "Les prix sont beaucoup trop élevés.",
            "De bons prix et de vraies promotions.",
            "Tout est trop cher pour ce que c'est.",
            "Le prix a encore augmenté ce printemps.",
            "Des lampes pas chères et des prix honnêtes.",
        ),
    },
    "website": {
        "en": (
            "The website crashed at the payment page.",
            "The website is clear and easy to search.",
            "I could not log in to the site.",
            "The app freezes on every page.",
            "Ordering on the website is simple.",
        ),
        "fr": (
            "Le site internet a planté à la page de paiement.",
            "Le site est clair et la recherche facile.",
            "Impossible de me connecter au site.",
            "L'application se bloque à chaque page.",
            "Commander sur le site est simple.",
        ),
    },
    "refund": {
        "en": (
            "I am still waiting for my refund.",
            "The refund was paid within two days.",
            "They refused to refund the broken lamp.",
            "Returning the chair was a nightmare.",
            "A month without any refund.",
        ),
        "fr": (
            "J'attends toujours mon remboursement.",
            "Le remboursement a été versé en deux jours.",
            "Ils ont refusé de rembourser la lampe cassée.",
            "Renvoyer la chaise a été un cauchemar.",
            "Un mois sans aucun remboursement.",
        ),
    },
}
GERMAN = {
    "Lieferung": (
        "Die Lieferung kam zwei Wochen zu spät.",
        "Die Lieferung war pünktlich und unbeschädigt.",
        "Sehr schnelle Lieferung bis an die Haustür.",
        "Drei Wochen auf die Lieferung gewartet.",
        "Die Lieferung dauert viel zu lange.",
    ),
    "Personal": (
        "Das Personal war freundlich und geduldig.",
        "Das Personal hat uns völlig ignoriert.",
        "Freundliches Personal und gute Beratung.",
        "Niemand vom Personal hatte Zeit für eine Beratung.",
        "Das Personal war unhöflich zu meiner Mutter.",
    ),
    "Preise": (
        "Die Preise sind viel zu hoch.",
        "Gute Preise und echte Rabatte gibt es hier.",
        "Günstige Lampen zu ehrlichen Preisen verkauft.",
        "Die Preise steigen in jedem Frühjahr wieder.",
        "Hohe Preise für so wenig Qualität.",
    ),
    "Webseite": (
        "Die Webseite ist beim Bezahlen abgestürzt.",
        "Die Webseite ist übersichtlich und die Suche einfach.",
        "Ich konnte mich auf der Webseite nicht anmelden.",
        "Die Bestellung über die Webseite ist einfach.",
        "Die Suche auf der Webseite findet nichts.",
    ),
}
GENERAL = ("Very good!", "Très bien, merci.", "I recommend.", "Parfait !", "Rien à dire, c'est super.")
HOSTILE = (
    "👍👍",
    "n/a",
    "",
    "   ",
    "Écrivez à jeanne.martin@example.org ou au 06 12 34 56 78, le colis est perdu.",
    "<br>L\u2019accueil&nbsp;: \u00ab\u202fsuuuper\u202f\u00bb \u2026\r\nMais l'attente\x00 est looongue",
)
# What a customer who says this of the subject may answer from 0 to 10.
USUAL_SCORES = {"delivery": 2, "staff": 10, "price": 6, "website": 8, "refund": 1}


class Opinion(NamedTuple):
    """A sentence, its language and its subject."""

    text: str
    language: str
    subject: str


OPINIONS = [
    Opinion(text, language, subject) for subject, spoken in SUBJECTS.items() for language, texts in spoken.items() for text in texts
]


@pytest.fixture(scope="session")
def opinions() -> list[Opinion]:
    """Fifty sentences: five subjects, two languages."""
    return OPINIONS


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """Fifty-five sentences, those that only judge among them."""
    return [*(opinion.text for opinion in OPINIONS), *GENERAL]


@pytest.fixture(scope="session")
def german() -> dict[str, tuple[str, ...]]:
    """Twenty sentences in a language that no encoder here knows, by their subject."""
    return GERMAN


def make_sixty() -> pd.DataFrame:
    singles = [opinion.text for opinion in OPINIONS]
    verbatims = [f"{text} {singles[(i * 7 + 11) % 50]}" if i % 3 == 0 else text for i, text in enumerate(singles)]
    verbatims += [*HOSTILE, *GENERAL[:4]]
    usual = [USUAL_SCORES[opinion.subject] for opinion in OPINIONS] + [5] * 10
    scores = [min(10, max(0, score + i % 3 - 1)) if i % 11 else np.nan for i, score in enumerate(usual)]
    return pd.DataFrame(
        {
            "comment_id": [f"c{i:02d}" for i in range(60)],
            "verbatim": verbatims,
            "score": scores,
            "date": pd.Timestamp("2026-01-01") + pd.to_timedelta([i * 3 for i in range(60)], unit="D"),
            "Shop": ["Lyon", "Leeds"] * 30,
        }
    )


@pytest.fixture
def sixty() -> pd.DataFrame:
    """Sixty comments: scores 0–10 (some missing), dates over six months, two shops, empty and odd answers among them."""
    return make_sixty()


@pytest.fixture(scope="session")
def settings() -> Settings:
    """One process, names by rules: no trained pipeline is loaded."""
    return Settings(jobs=1, names="rules")


@pytest.fixture(scope="session")
def sixty_study(settings: Settings) -> Study:
    """The study of the sixty comments."""
    return analyse(make_sixty(), settings)
