"""Reads the labelled sets that the lexicons are learned from, each with its family and licence tier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A set of the data folder: how its rows are labelled, what it is about, and the tier of its licence."""

    name: str
    family: str
    tier: str
    label: Callable[[pd.DataFrame], pd.Series]
    limit: int = 6000


def from_numbers(column: str, low: float, high: float) -> Callable[[pd.DataFrame], pd.Series]:
    """Return a reader of polarities from a column of numbers: −1 below ``low``, 1 above ``high``, 0 between."""

    def read(frame: pd.DataFrame) -> pd.Series:
        values = pd.to_numeric(frame[column], errors="coerce")
        return pd.Series(np.where(values < low, -1.0, np.where(values > high, 1.0, 0.0)), index=frame.index).where(values.notna())

    return read


def from_words(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Return a reader of polarities from a column that holds negative, neutral or positive."""
    return lambda frame: frame[column].map({"negative": -1.0, "neutral": 0.0, "positive": 1.0})


def from_levels(frame: pd.DataFrame) -> pd.Series:
    """Return polarities from five levels, 1 the best."""
    return pd.to_numeric(frame["sentiment5"], errors="coerce").map({1: 1.0, 2: 1.0, 3: 0.0, 4: -1.0, 5: -1.0})


def from_aspects(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Return a reader of polarities from aspects such as ``food:positive``; rows whose aspects disagree have none."""

    def one(cell: object) -> float:
        found = {part.rsplit(":", 1)[-1] for part in str(cell).split("|") if ":" in part}
        return {"negative": -1.0, "neutral": 0.0, "positive": 1.0}.get(found.pop(), np.nan) if len(found) == 1 else np.nan

    return lambda frame: frame[column].map(one)


SETS = {
    "en": (
        LabelledSet("en_nhs_patient_themes_v6", "health", "A-", from_levels),
        LabelledSet("en_nhs_patient_phase1", "health", "A-", from_numbers("criticality", -0.5, 0.5)),
        LabelledSet("en_sentiment_vader_gt", "raters", "A", from_numbers("valence", -0.2, 0.2)),
        LabelledSet("en_kotzias_amazon", "products", "A-", from_numbers("valence", -0.2, 0.2)),
        LabelledSet("en_kotzias_yelp", "restaurants", "A-", from_numbers("valence", -0.2, 0.2)),
        LabelledSet("enfr_app_reviews_minibar", "apps", "A-", from_numbers("stars", 2.5, 3.5)),
        LabelledSet("en_nps_telecom", "telecom", "B", from_numbers("score", 5.5, 7.5)),
        LabelledSet("en_hotel_reviews_sentimentr", "hotels", "B", from_numbers("valence", -0.2, 0.7)),
        LabelledSet("en_womens_clothing", "clothing", "B", from_numbers("stars", 2.5, 3.5)),
        LabelledSet("en_semeval14_restaurants", "restaurants", "C", from_aspects("label_polarity")),
        LabelledSet("en_semeval16_restaurants", "restaurants", "C", from_aspects("label_polarity")),
        LabelledSet("en_semeval14_laptops", "products", "C", from_aspects("aspect_terms")),
        LabelledSet("en_semeval16_laptops", "products", "C", from_aspects("label_polarity")),
        LabelledSet("en_oats_finefood", "products", "C", from_aspects("label_polarity")),
        LabelledSet("en_oats_hotels", "hotels", "C", from_aspects("label_polarity")),
        LabelledSet("en_airline_tweets", "tweets", "C", from_words("sentiment")),
        LabelledSet("en_tweets_umsab", "tweets", "C", from_words("sentiment")),
        LabelledSet("en_bank_apps", "apps", "C", from_numbers("stars", 2.5, 3.5)),
        LabelledSet("en_airline_reviews_ba", "airlines", "C", from_numbers("score", 4.5, 6.5)),
        LabelledSet("en_alexa_reviews", "products", "C", from_numbers("stars", 2.5, 3.5)),
    ),
    "fr": (
        LabelledSet("enfr_app_reviews_minibar", "apps", "A-", from_numbers("stars", 2.5, 3.5)),
        LabelledSet("fr_nps_jardinerie", "shops", "A", from_numbers("score", 5.5, 8.5)),
        LabelledSet("fr_allocine_series", "films", "C", from_words("sentiment")),
        LabelledSet("fr_tweets_umsab", "tweets", "C", from_words("sentiment")),
    ),
}
# Sets whose terms allow evaluation and nothing else: never learned from.
HELD_OUT = {"en": (), "fr": (LabelledSet("fr_insurance_reviews", "insurance", "C", from_numbers("stars", 2.5, 3.5), 4000),)}


def read_set(data: Path, labelled: LabelledSet, language: str) -> pd.DataFrame:
    """Return the set's rows of a language that have a label: text, y (−1, 0, 1), name, family, tier."""
    frame = pd.read_csv(data / f"{labelled.name}.csv.gz", low_memory=False).dropna(subset=["text"])
    frame = frame[frame["lang"].eq(language)] if "lang" in frame else frame
    frame = frame.assign(y=labelled.label(frame)).dropna(subset=["y"]).drop_duplicates("text")
    frame = frame.sample(min(len(frame), labelled.limit), random_state=0)
    return frame[["text", "y"]].assign(name=labelled.name, family=labelled.family, tier=labelled.tier)


def read_sets(data: Path, language: str, tiers: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of every set of a language to learn from."""
    frames = [read_set(data, labelled, language) for labelled in SETS[language] if labelled.tier in tiers]
    return pd.concat(frames, ignore_index=True)
