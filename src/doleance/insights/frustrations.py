"""What customers suffer from and what they enjoy: themes ranked by people, intensity and cost, with their best quotes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from doleance.insights.calendar import find_halves
from doleance.insights.drivers import find_analysed
from doleance.insights.lists import flatten, load_lists
from doleance.insights.quotes import LONGEST, SHORTEST, choose_quotes
from doleance.schema import CUES
from doleance.settings import LANGUAGES
from doleance.themes.general import find_general

COLUMNS = ["rank", "theme_id", "theme", "n_comments", "share", "class_share", "share_in_class", "impact", "priority", "trend", "quote_ids"]
# A trend is told only where each half of the time has this many people.
MIN_TREND = 5
N_QUOTES = 3
# Praise is read for what it turns into only where it is near its theme; reading all would be slow.
N_LOOKED_AT = 100


def find_frustrations(comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Return the themes that customers complain of, the worst first.

    A person counts for a theme who has a negative unit on it. ``priority`` = people × intensity × focus × pull:

    - *people*: comments with a negative unit on the theme that says what is wrong; "very bad" alone says nothing, which
      is why general discontent comes last;
    - *intensity*: mean of |sentiment| over the negative units, 0–1;
    - *focus*: people with a negative unit over all who speak of the theme, 0–1;
    - *pull*: 1 + |impact| where the theme costs points (impact below 0), else 1.

    The cues (leaving, threatening…) are counted beside it: too few people say them, and those who do mostly say it in
    negative words, which *intensity* counts already.

    Needs: comments comment_id (nps_class, status, period where known); units unit_id, comment_id, unit, sentiment,
    polarity, theme_id (strength, is_leaving, is_threatening, is_chasing, is_angry, is_disappointed); themes theme_id,
    theme (impact).
    Gives: rank (from 1), theme_id, theme, n_comments (people), share (of the comments analysed, 0–1), class_share
    (detractors among these people who gave a score, 0–1), share_in_class (these people among all detractors, 0–1), impact
    (points), priority, trend (share in the later half of the periods over that in the earlier; NaN with fewer than 5
    people in either), quote_ids (3 at most, the best first), n_leaving, n_threatening, n_chasing, n_angry, n_disappointed
    (of these people, those whose comment holds the cue anywhere; missing where the units do not say).
    """
    return _count_cues(_rank_themes(comments, units, themes, "negative"), units, comments)


def find_delights(comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Return the themes that customers praise, the best first.

    As ``find_frustrations``, with positive units, promoters, and a pull where the theme earns points (impact above 0).
    """
    return _rank_themes(comments, units, themes, "positive")


def _rank_themes(comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame, polarity: str) -> pd.DataFrame:
    analysed = comments[find_analysed(comments)]
    # Python's own set: a search of many strings among many is slow in the frame's own type.
    placed = units[units["theme_id"].isin(themes["theme_id"]) & units["comment_id"].astype(object).isin(set(analysed["comment_id"]))]
    told = placed[placed["polarity"].eq(polarity)]
    told = told.assign(is_specific=~find_general(told["unit"].tolist()), intensity=told["sentiment"].abs())
    groups = told.groupby("theme_id", sort=True)
    ranked = themes[["theme_id", "theme"]].merge(
        pd.DataFrame(
            {
                "n_comments": groups["comment_id"].nunique(),
                "intensity": groups["intensity"].mean(),
                "n_specific": told[told["is_specific"]].groupby("theme_id")["comment_id"].nunique(),
                "n_all": placed.groupby("theme_id")["comment_id"].nunique(),
            }
        ),
        left_on="theme_id",
        right_index=True,
    )
    ranked = ranked[ranked["n_comments"].gt(0)].reset_index(drop=True)
    impact = ranked["theme_id"].map(themes.set_index("theme_id")["impact"]) if "impact" in themes else pd.Series(np.nan, index=ranked.index)
    pull = 1 + (impact if polarity == "positive" else -impact).clip(lower=0).fillna(0.0)
    priority = ranked["n_specific"].fillna(0) * ranked["intensity"].fillna(0.0) * (ranked["n_comments"] / ranked["n_all"]) * pull
    ranked = ranked.assign(
        n_comments=ranked["n_comments"].astype("int64"),
        share=ranked["n_comments"] / max(len(analysed), 1),
        impact=impact,
        priority=priority.round(6),
    )
    ranked = _add_classes(ranked, told, analysed, "promoter" if polarity == "positive" else "detractor")
    ranked = ranked.assign(trend=_measure_trends(ranked["theme_id"], told, analysed))
    ranked = ranked.sort_values(["priority", "n_comments", "theme", "theme_id"], ascending=[False, False, True, True], kind="stable")
    told = _mark_class(told, analysed, "promoter" if polarity == "positive" else "detractor")
    quotes = [
        choose_quotes(_prefer_fitting(told[told["theme_id"].eq(theme_id)], polarity), analysed, N_QUOTES) for theme_id in ranked["theme_id"]
    ]
    return ranked.assign(rank=np.arange(1, len(ranked) + 1), quote_ids=pd.Series(quotes, index=ranked.index, dtype=object))[
        COLUMNS
    ].reset_index(drop=True)


def _count_cues(ranked: pd.DataFrame, units: pd.DataFrame, comments: pd.DataFrame) -> pd.DataFrame:
    """Return the frustrations with how many of their people hold each cue; a study of an earlier version has none."""
    analysed = set(comments.loc[find_analysed(comments), "comment_id"])
    complain = units["polarity"].eq("negative") & units["comment_id"].astype(object).isin(analysed)
    people = units.loc[complain, ["theme_id", "comment_id"]].drop_duplicates()
    counts = {}
    for cue in CUES:
        column = pd.Series(pd.NA, index=ranked.index, dtype="Int64")
        if f"is_{cue}" in units:
            holders = set(units.loc[units[f"is_{cue}"].fillna(False).astype(bool), "comment_id"])
            counted = people[people["comment_id"].astype(object).isin(holders)].groupby("theme_id").size()
            column = ranked["theme_id"].map(counted).fillna(0).astype("Int64")
        counts[f"n_{cue}"] = column
    return ranked.assign(**counts)


def _mark_class(told: pd.DataFrame, comments: pd.DataFrame, nps_class: str) -> pd.DataFrame:
    """Return the units with whether their author is of a class."""
    if "nps_class" not in comments:
        return told.assign(is_in_class=False)
    members = set(comments.loc[comments["nps_class"].eq(nps_class).fillna(False), "comment_id"])
    return told.assign(is_in_class=told["comment_id"].astype(object).isin(members))


def _prefer_fitting(told: pd.DataFrame, polarity: str) -> pd.DataFrame:
    """Return the units to quote: those that say what, of the class concerned, and said clearly, as far as there are such."""
    for is_fit in ("is_specific", "is_in_class"):
        told = told[told[is_fit]] if told[is_fit].any() else told
    clear = told[told["intensity"].ge(told["intensity"].median())]
    told = clear if clear["comment_id"].nunique() >= N_QUOTES else told
    return told if polarity == "negative" else _prefer_pure(told)


def _prefer_pure(told: pd.DataFrame) -> pd.DataFrame:
    """Return the praise to quote: of what is nearest the theme, that which asks for nothing and turns nowhere, if any does."""
    strengths = told["strength"].fillna(0.0).round(6) if "strength" in told else pd.Series(0.0, index=told.index)
    near = told.assign(_strength=strengths).sort_values(["_strength", "unit", "unit_id"], ascending=[False, True, True], kind="stable")
    near = near.head(N_LOOKED_AT).drop(columns="_strength")
    near = near[near["unit"].str.len().between(SHORTEST, LONGEST)]
    pure = near[[_is_pure(flatten(unit)) for unit in near["unit"]]]
    return pure if len(pure) else told


def _is_pure(folded: str) -> bool:
    spoken = [load_lists(language) for language in LANGUAGES]
    return "?" not in folded and not any(
        lists.contrasts.search(folded) or lists.requests.search(folded) or lists.needs.search(folded) for lists in spoken
    )


def _add_classes(ranked: pd.DataFrame, told: pd.DataFrame, comments: pd.DataFrame, nps_class: str) -> pd.DataFrame:
    if "nps_class" not in comments:
        return ranked.assign(class_share=np.nan, share_in_class=np.nan)
    classes = comments.drop_duplicates("comment_id").set_index("comment_id")["nps_class"].astype(object)
    people = told[["theme_id", "comment_id"]].drop_duplicates()
    said = people["comment_id"].map(classes)
    n_scored = said.notna().groupby(people["theme_id"]).sum().reindex(ranked["theme_id"], fill_value=0).to_numpy(dtype=float)
    n_class = said.eq(nps_class).groupby(people["theme_id"]).sum().reindex(ranked["theme_id"], fill_value=0).to_numpy(dtype=float)
    n_in_class = float(classes.eq(nps_class).sum())
    return ranked.assign(
        class_share=np.divide(n_class, n_scored, out=np.full(len(ranked), np.nan), where=n_scored > 0),
        share_in_class=n_class / n_in_class if n_in_class else np.nan,
    )


def _measure_trends(theme_ids: pd.Series, told: pd.DataFrame, comments: pd.DataFrame) -> pd.Series:
    """Return the share of each theme's people in the later half of the periods over that in the earlier half."""
    trends = pd.Series(np.nan, index=theme_ids.index)
    if "period" not in comments:
        return trends
    halves = [comments.loc[comments["period"].isin(half), "comment_id"] for half in find_halves(comments)]
    if not all(len(half) for half in halves):
        return trends
    people = told[["theme_id", "comment_id"]].drop_duplicates()
    before, after = (theme_ids.map(people[people["comment_id"].isin(half)].groupby("theme_id").size()).fillna(0) for half in halves)
    ratio = (after / len(halves[1])) / (before / len(halves[0]))
    return ratio.where(before.ge(MIN_TREND) & after.ge(MIN_TREND))
