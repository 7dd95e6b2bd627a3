"""The flow of a study: analyse() finds themes, apply() uses those that are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from doleance.errors import InputError, ScaleError
from doleance.insights.calendar import add_periods
from doleance.insights.drivers import measure_drivers
from doleance.insights.frustrations import find_delights, find_frustrations
from doleance.insights.ideas import find_ideas
from doleance.insights.periods import compare_periods, measure_change, measure_theme_periods
from doleance.insights.questions import find_questions as find_topics
from doleance.insights.requests import find_requests
from doleance.insights.scores import add_classes, measure_scores
from doleance.insights.segments import measure_segments
from doleance.insights.testimonials import find_testimonials
from doleance.insights.themes import add_impacts, count_themes
from doleance.schema import COMMENTS, OWN_COLUMNS, check, write_as_text
from doleance.settings import SCALES, Settings
from doleance.study import Study
from doleance.text.cues import add_cues
from doleance.text.information import mark_informative
from doleance.text.languages import set_languages
from doleance.text.normaliser import normalise_comments
from doleance.text.redaction import redact_comments, redact_texts
from doleance.text.sentiment import score_comments, score_units
from doleance.text.units import split_units
from doleance.themes.assignment import assign_themes, fit_themes
from doleance.themes.choices import check_encoder
from doleance.themes.model import ThemeModel
from doleance.workers import run_chunks

Progress = Callable[[str, int, int], None]
_FEW_SCORES = 30
# Client columns with a longer cell than this may hold sentences, and personal data in them; so may any with such signs.
_LONG_CELL, _IDENTIFIER = 40, r"@|\d(?:[ .\-/]?\d){7}"


def analyse(
    comments: pd.DataFrame,
    settings: Settings | None = None,
    *,
    source: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Study:
    """Return the study of a table of comments: sentiment, themes, what they go with, and what to do about it.

    Parameters
    ----------
    comments
        As ``read_comments`` gives them; only ``verbatim`` is needed. The input is left as it was.
    source
        Where the comments come from, kept with the study.
    progress
        Called with a stage, the rows done and the rows in all.

    Raises
    ------
    InputError
        There is no column ``verbatim``.
    ValidationError
        The table breaks the schema.
    ScaleError
        The scores run from 1 to 5 and the scale was not stated.
    SettingsError
        There is no such encoder.
    """
    settings = settle_scale(comments, settings or Settings())
    check_encoder(settings.encoder)
    comments, units = read_chunks(prepare(comments, settings), settings, progress)
    if progress:
        progress("themes", 0, 1)
    model, vectors = fit_themes(comments, units, settings)
    if progress:
        progress("themes", 1, 1)
        progress("findings", 0, 1)
    comments, units = assign_themes(comments, units, model, vectors)
    return tell(comments, units, model, settings, source=source)


def apply(
    comments: pd.DataFrame,
    model: ThemeModel,
    settings: Settings | None = None,
    *,
    source: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Study:
    """Return the study of comments by the themes of a fitted model: the same as ``analyse`` without finding themes.

    The encoder is the model's, whatever the settings say.

    Raises
    ------
    SettingsError
        The model was learned with an encoder that is not at hand.
    """
    settings = settle_scale(comments, settings or Settings())
    model.check_ready()
    comments, units = read_chunks(prepare(comments, settings), settings, progress)
    comments, units = assign_themes(comments, units, model)
    return tell(comments, units, model, settings, source=source)


def find_questions(comments: pd.DataFrame, settings: Settings | None = None, **options: Any) -> pd.DataFrame:
    """Return the FAQ topics of a table of comments, one row a topic (see ``insights.questions.find_questions``)."""
    settings = settle_scale(comments, settings or Settings())
    return find_topics(*read_chunks(prepare(comments, settings), settings, None), **options)


def settle_scale(comments: pd.DataFrame, settings: Settings) -> Settings:
    """Return the settings with ``auto`` replaced by the scale that the reading of a file found, or by NPS.

    Raises
    ------
    ScaleError
        No scale was stated and no score is above 5: taken for NPS, everybody would be a detractor. Or a score lies
        outside the scale.
    """
    scores = pd.to_numeric(comments["score"], errors="coerce").dropna() if "score" in comments else pd.Series(dtype=float)
    found = comments.attrs.get("scale")
    if settings.scale == "auto" and not found and len(scores) >= _FEW_SCORES and scores.max() <= SCALES["stars"].high:
        raise ScaleError(
            f"The {len(scores)} scores run from {scores.min():g} to {scores.max():g}: these may be stars, not answers from 0 to 10.",
            hint="Settings(scale='stars') for a mean of stars, Settings(scale='1-5') to read them as NPS, Settings(scale='nps') if 0–10.",
        )
    settings = replace(settings, scale=found or "nps") if settings.scale == "auto" else settings
    scale = settings.score_scale
    if not scores.between(scale.low, scale.high).all():
        raise ScaleError(
            f"The scores run from {scores.min():g} to {scores.max():g}; those of {scale.name!r} run from {scale.low:g} to {scale.high:g}.",
            hint=f"Bring the column 'score' to a known scale, and name it: Settings(scale=…) with one of {', '.join(SCALES)}.",
        )
    return settings


def prepare(comments: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the comments with a key, a class and a period each, checked against the schema.

    Needs: verbatim. Adds: comment_id (where missing), nps_class, period.
    """
    if "verbatim" not in comments:
        raise InputError(
            f"The table of comments has no column 'verbatim'; it has {', '.join(map(str, comments.columns)) or 'none'}.",
            hint="Rename the column of the customers' words to 'verbatim', or read the file with doleance.read_comments.",
        )
    comments = write_as_text(comments.reset_index(drop=True))
    ids = comments.get("comment_id", pd.Series([f"r{row}" for row in range(1, len(comments) + 1)], dtype="str"))
    comments = comments.assign(comment_id=ids.astype(str).where(ids.notna()), verbatim=comments["verbatim"].fillna(""))
    check(comments, COMMENTS, "comments")
    comments = redact_segments(comments) if settings.redact else comments
    return add_periods(add_classes(comments, settings.score_scale), settings.period)


def redact_segments(comments: pd.DataFrame) -> pd.DataFrame:
    """Return the comments with personal data masked in the client's own columns of free text."""
    masked = {}
    for name in comments.columns.difference(list(OWN_COLUMNS), sort=False):
        cells = comments[name]
        if not pd.api.types.is_string_dtype(cells.dtype):
            continue
        if cells.str.len().max() > _LONG_CELL or cells.str.contains(_IDENTIFIER, na=False).any():
            distinct = cells.dropna().unique().tolist()
            masked[name] = cells.map(dict(zip(distinct, redact_texts(distinct)[0], strict=True)))
    return comments.assign(**masked)


def read_chunks(comments: pd.DataFrame, settings: Settings, progress: Progress | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the comments read and their units, chunk by chunk, in one process or many."""
    chunks = [comments.iloc[start : start + settings.chunk] for start in range(0, max(len(comments), 1), settings.chunk)]
    done, parts = 0, []
    # No process is sent an encoder: it may be an object that cannot travel, and reading needs none.
    reading = replace(settings, encoder="auto")
    for part in run_chunks(partial(read_chunk, settings=reading), chunks, settings.jobs):
        parts.append(part)
        done += len(part[0])
        if progress:
            progress("read", done, len(comments))
    # The columns of a table without rows have types of their own, which would make those of the whole depend on the cut.
    spoken = [part[1] for part in parts if len(part[1])] or [parts[0][1]]
    return pd.concat([part[0] for part in parts], ignore_index=True), pd.concat(spoken, ignore_index=True)


def read_chunk(comments: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what each comment says by itself: its text, language, units, sentiment and cues.

    Needs: comment_id, verbatim. Adds: text, n_redactions, language, status, is_informative, sentiment, polarity.
    The units carry sentiment, polarity, is_leaving, is_threatening, is_chasing, is_angry, is_disappointed.
    """
    comments = normalise_comments(comments)
    comments = redact_comments(comments, settings) if settings.redact else comments.assign(n_redactions=0)
    comments = mark_informative(set_languages(comments, settings))
    units = add_cues(score_units(split_units(comments), comments), comments)
    return score_comments(comments, units), units


def tell(
    comments: pd.DataFrame, units: pd.DataFrame, model: ThemeModel, settings: Settings, *, source: Mapping[str, Any] | None = None
) -> Study:
    """Return the study of comments and units that carry their themes: what these go with, and the lists."""
    counted = count_themes(comments, units, model.codebook_)
    scale, alpha = settings.score_scale, settings.alpha
    drivers = measure_drivers(comments, counted, scale, alpha)
    themes = add_impacts(counted, drivers)
    return Study(
        comments=comments,
        units=units,
        themes=themes,
        drivers=drivers,
        codebook=model.codebook_,
        model=model,
        settings=settings,
        source=dict(source or {}),
        findings={**_measure(comments, themes, settings), **_list(comments, units, themes)},
    )


def _measure(comments: pd.DataFrame, themes: pd.DataFrame, settings: Settings) -> dict[str, pd.DataFrame]:
    scale, alpha = settings.score_scale, settings.alpha
    return {
        "score": measure_scores(comments, scale, alpha),
        "periods": measure_scores(comments, scale, alpha, by="period"),
        "change": measure_change(comments, scale, alpha),
        "changes": compare_periods(comments, themes, scale, alpha),
        "theme_periods": measure_theme_periods(comments, themes),
        "segments": measure_segments(comments, scale, alpha),
    }


def _list(comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    found = {
        "frustrations": find_frustrations(comments, units, themes),
        "delights": find_delights(comments, units, themes),
        "questions": find_topics(comments, units),
        "requests": find_requests(comments, units),
        "testimonials": find_testimonials(comments, units, themes),
    }
    return {**found, "ideas": find_ideas(comments, units, themes, found)}
