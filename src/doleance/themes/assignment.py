"""From the units of a study to their themes: encoded in their comment's light, learned from, and given the theme they are of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from doleance.settings import LANGUAGES, Settings
from doleance.text.languages import detect_languages
from doleance.themes.adapters import Encoder
from doleance.themes.choices import load_encoder, settle_encoder
from doleance.themes.encoders import scale_rows
from doleance.themes.model import ThemeModel
from doleance.themes.rows import draw_units
from doleance.themes.tables import Vectors

# A unit is read with some of its comment in view: "too slow" after "the app" is about the app.
_CONTEXT = np.float32(0.3)
_ENCODED_AT_ONCE = 20_000


def fit_themes(comments: pd.DataFrame, units: pd.DataFrame, settings: Settings) -> tuple[ThemeModel, Vectors | None]:
    """Return the themes learned from units, and the vectors of the units.

    From a sample drawn by content where there are many units; their vectors are then left for ``assign_themes``.
    """
    drawn = draw_units(units, settings.sample * 2)
    model = ThemeModel(
        settings.n_themes,
        encoder=settings.encoder,
        min_themes=settings.min_themes,
        max_themes=settings.max_themes,
        sample=settings.sample,
        random_state=settings.random_state,
    )
    if drawn.empty:
        # A text without a word gives a model without a theme.
        return model.fit([""]), None
    texts = drawn["unit"].tolist()
    read = comments[comments["comment_id"].isin(drawn["comment_id"])].set_index("comment_id")
    languages = drawn["comment_id"].map(_find_spoken(read, settings)).tolist()
    encoder = settle_encoder(settings.encoder, texts, n_texts=len(units), languages=languages, random_state=settings.random_state)
    vectors = encode_units(drawn, comments, encoder)
    model.fit(texts, vectors=vectors, languages=languages, encoder=encoder)
    return model, vectors if len(drawn) == len(units) else None


def _find_spoken(comments: pd.DataFrame, settings: Settings) -> pd.Series:
    """Return the language that each comment is in, looked up again where the study reads fewer languages than the encoders know."""
    if set(settings.languages) == set(LANGUAGES):
        return comments["language"]
    unclear = comments.loc[~comments["language"].isin(LANGUAGES), "text"]
    found = dict(zip(unclear.index, detect_languages(unclear.tolist()), strict=True))
    return pd.Series([found.get(comment_id, language) for comment_id, language in comments["language"].items()], index=comments.index)


def encode_units(units: pd.DataFrame, comments: pd.DataFrame, encoder: str | Encoder) -> Vectors:
    """Return the vectors of units, each with some of its comment's vector in it, (n_units, dim), of unit length."""
    # Each text is encoded once: many comments are one unit, and some have many.
    codes, ids = pd.factorize(units["comment_id"])
    around = comments.set_index("comment_id")["text"].reindex(ids)
    places, texts = pd.factorize(np.concatenate([units["unit"].to_numpy(dtype=object), around.to_numpy(dtype=object)]))
    vectors = load_encoder(encoder).encode(texts.tolist())[places]
    alone, context = vectors[: len(units)], vectors[len(units) :][codes]
    return scale_rows(alone + _CONTEXT * context * alone.any(axis=1, keepdims=True))


def assign_themes(
    comments: pd.DataFrame, units: pd.DataFrame, model: ThemeModel, vectors: Vectors | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return units and comments with their themes, so many at a time that memory stays bounded.

    ``vectors`` are those of the units, where they are known.

    Needs: units unit, comment_id; comments comment_id, text. Adds: units theme_id, strength; comments theme_ids.
    """
    theme_ids, strengths = np.empty(len(units), np.int64), np.empty(len(units), np.float32)
    for start in range(0, len(units), _ENCODED_AT_ONCE):
        part = units.iloc[start : start + _ENCODED_AT_ONCE]
        end = start + len(part)
        known = encode_units(part, comments, model.encoder_) if vectors is None else vectors[start:end]
        theme_ids[start:end], strengths[start:end] = model.assign(part["unit"].tolist(), vectors=known)
    units = units.assign(theme_id=theme_ids, strength=strengths.astype(np.float64))
    found = units[units["theme_id"] >= 0].groupby("comment_id")["theme_id"].unique()
    ids = comments["comment_id"].map(found)
    lists = [sorted(map(int, cell)) if isinstance(cell, np.ndarray) else [] for cell in ids]
    return comments.assign(theme_ids=pd.Series(lists, index=comments.index, dtype=object)), units
