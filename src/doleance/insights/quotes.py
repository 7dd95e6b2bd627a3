"""Chooses quotes that are typical of what they stand for."""

from __future__ import annotations

import re

import pandas as pd

from doleance.insights.lists import flatten

SHORTEST, LONGEST = 25, 180
# Two quotes that share more of their words than this say the same.
MOST_SHARED = 0.6
MOST_PLACEHOLDERS = 1
# Enough to find a few quotes that differ; the rest is never looked at.
N_LOOKED_AT = 400
_PLACEHOLDER = r"\[[^\W\d_]+\]"
_WORD = re.compile(r"[^\W_]+")


def choose_quotes(units: pd.DataFrame, comments: pd.DataFrame, n: int = 3) -> list[str]:
    """Return the ids of the most typical units, the best first.

    Typical is what lies nearest its theme (``strength``). Quotes of a good size (25–180 characters) come before others;
    a comment gives one at most; near-duplicates and texts with more than one placeholder are left out.

    Needs: unit_id, comment_id, unit; strength where themes are known. Of the comments, comment_id: units of others are
    passed over.
    """
    if units.empty or n < 1:
        return []
    sizes = units["unit"].str.len()
    strengths = units["strength"].fillna(0.0).round(6) if "strength" in units else 0.0
    ranked = units[["unit_id", "comment_id", "unit"]].assign(_is_misfit=~sizes.between(SHORTEST, LONGEST), _strength=strengths)
    ranked = ranked.sort_values(["_is_misfit", "_strength", "unit", "unit_id"], ascending=[True, False, True, True], kind="stable")
    # One a comment first, so that what is looked at is not all of one talkative customer.
    ranked = ranked[ranked["unit"].str.count(_PLACEHOLDER) <= MOST_PLACEHOLDERS].drop_duplicates("comment_id").head(N_LOOKED_AT)
    known = comments.loc[comments["comment_id"].isin(ranked["comment_id"]), "comment_id"]
    ranked = ranked[ranked["comment_id"].isin(known)]
    chosen: list[str] = []
    seen: list[frozenset[str]] = []
    for unit_id, unit in zip(ranked["unit_id"].tolist(), ranked["unit"].tolist(), strict=True):
        words = frozenset(_WORD.findall(flatten(unit)))
        if words and not any(_share_words(words, other) > MOST_SHARED for other in seen):
            chosen.append(str(unit_id))
            seen.append(words)
        if len(chosen) == n:
            break
    return chosen


def _share_words(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
