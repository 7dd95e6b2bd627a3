"""The table of themes: who speaks of each, how often, and in what tone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from doleance.schema import CLASSES, POLARITIES
from doleance.settings import LANGUAGES
from doleance.themes.codebook import Codebook

_NEUTRAL_BAND = 0.1


def count_themes(comments: pd.DataFrame, units: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return one row a theme, in the order of the codebook.

    A comment counts once for a theme however often it says it. Its tone on a theme is the mean sentiment of its units on
    that theme: negative below −0.1, positive above 0.1.

    Needs: comments comment_id, status, nps_class?; units comment_id, theme_id, sentiment.
    Gives: theme_id, theme, theme_en, theme_fr (its name in each language, or the one it has), is_general, keywords,
    n_comments, n_units, share, sentiment, negative, neutral, positive, promoter, passive, detractor.
    """
    themes = pd.DataFrame(
        {
            "theme_id": np.array([theme.theme_id for theme in codebook], np.int64),
            "theme": pd.Series([theme.name(codebook.language) for theme in codebook], dtype=object),
            **{f"theme_{code}": pd.Series([theme.name(code) for theme in codebook], dtype=object) for code in LANGUAGES},
            "is_general": np.array([theme.is_general for theme in codebook], bool),
            "keywords": pd.Series([list(theme.keywords) for theme in codebook], dtype=object),
        }
    ).set_index("theme_id", drop=False)
    themes.index.name = None
    # In the order of the values, so that means do not depend on that of the rows.
    placed = units[units["theme_id"] >= 0].sort_values("sentiment")
    tones = placed.groupby(["theme_id", "comment_id"], sort=True)["sentiment"].mean().reset_index()
    tone = pd.Series(
        np.select([tones["sentiment"] < -_NEUTRAL_BAND, tones["sentiment"] > _NEUTRAL_BAND], ["negative", "positive"], "neutral"),
        dtype=object,
    )
    classes = comments.set_index("comment_id")["nps_class"] if "nps_class" in comments else pd.Series(dtype=object)
    said = tones["comment_id"].map(classes).astype(object)
    n_analysed = int(comments["status"].eq("analysed").sum())
    n_comments = tones["theme_id"].value_counts().reindex(themes.index, fill_value=0)
    return themes.assign(
        n_comments=n_comments.astype(np.int64),
        n_units=placed["theme_id"].value_counts().reindex(themes.index, fill_value=0).astype(np.int64),
        share=n_comments / max(n_analysed, 1),
        sentiment=placed.groupby("theme_id")["sentiment"].mean().reindex(themes.index),
        **{name: _count(tones["theme_id"], tone.eq(name), themes.index) for name in POLARITIES},
        **{name: _count(tones["theme_id"], said.eq(name), themes.index) for name in CLASSES},
    ).reset_index(drop=True)


def _count(theme_ids: pd.Series, kept: pd.Series, index: pd.Index) -> pd.Series:
    return theme_ids[kept.to_numpy(dtype=bool, na_value=False)].value_counts().reindex(index, fill_value=0).astype(np.int64)


def add_impacts(themes: pd.DataFrame, drivers: pd.DataFrame) -> pd.DataFrame:
    """Return the themes with what each goes with in points of score.

    Needs: theme_id. Adds: impact, impact_low, impact_high, impact_q, is_significant, is_thin (from the drivers).
    """
    names = ["impact", "impact_low", "impact_high", "impact_q", "is_significant", "is_thin"]
    return themes.merge(drivers[["theme_id", *names]], on="theme_id", how="left", validate="one_to_one")
