"""Measures what each theme goes with in points of score."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from doleance.insights.tallies import Floats, Integers, Tally, compare, divide, q_values, quantile, read_scores, tally_scores
from doleance.schema import CLASSES, MIN_SHOWN, MIN_SURE
from doleance.settings import Scale

# Steps around the joint region of share and difference; 120 place the ends of an interval to a thousandth of its width.
N_STEPS = 120


def measure_drivers(comments: pd.DataFrame, themes: pd.DataFrame, scale: Scale, alpha: float = 0.05) -> pd.DataFrame:
    """Return the leave-one-out impact of each theme on the score, in points, with its interval.

    ``impact`` is the score of all less the score of those who do not mention the theme: A − X = (n/N)·(T − X), with T the
    score of those n of N who mention it (the identity behind the formulas of Thematic, Kapiche and Qualtrics). It is an
    association, never a cause: themes that are mentioned together share their impact, and impacts do not add up.

    The base is everyone with a score and an analysed comment. Who wrote nothing usable could not have mentioned a theme; to
    count them among "do not mention" would credit the themes with the difference between writers and non-writers.

    The interval holds both errors, that of the difference T − X (adjusted Wald, see ``tallies.compare``) and that of the
    share n/N (Wilson): it is the range of their product over the ellipse that the two intervals span. It leaves out 0
    exactly when that of T − X does. The test is that of T = X; the q-values are those of Benjamini and Hochberg over all themes
    tested. A theme needs five customers who mention it and five who do not. Assumes that customers answered independently.

    Needs: score, status, theme_ids (a comment counts once for a theme); of themes: theme_id, theme.

    Returns
    -------
    pd.DataFrame
        theme_id, theme, n_scored, promoter, passive, detractor, mention_score (T), impact, impact_low, impact_high,
        impact_p, impact_q, is_significant (q < alpha), is_thin (n < 30); sorted by theme_id.
    """
    themes = themes.sort_values("theme_id")
    scores = np.where(find_analysed(comments), read_scores(comments), np.nan)
    rows, places = find_mentions(comments, themes["theme_id"])
    mention = tally_scores(scores[rows], scale, places, len(themes))
    everyone = tally_scores(scores, scale, np.zeros(len(scores), dtype=np.int64), 1)
    impact = _measure_impact(mention, everyone, scale, alpha)
    counts = {name: mention.classes[:, place].astype(np.int64) for place, name in enumerate(CLASSES)}
    return pd.DataFrame(
        {
            "theme_id": themes["theme_id"].to_numpy(),
            "theme": themes["theme"].to_numpy(),
            "n_scored": mention.n.astype(np.int64),
            **counts,
            "mention_score": mention.mean,
            **impact,
            "is_thin": mention.n < MIN_SURE,
        }
    )


def find_analysed(comments: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which comments were analysed (all, where the status is not known yet)."""
    if "status" not in comments:
        return np.ones(len(comments), dtype=np.bool_)
    return comments["status"].eq("analysed").to_numpy(dtype=np.bool_, na_value=False)


def find_mentions(comments: pd.DataFrame, theme_ids: pd.Series) -> tuple[Integers, Integers]:
    """Return who mentions what, as pairs: the row of the comment and the place of the theme in ``theme_ids``.

    Each pair comes once; themes that are not in ``theme_ids`` are left out, and so are comments without any.
    """
    said = [ids if isinstance(ids, (list, tuple, np.ndarray)) else () for ids in comments["theme_ids"]]
    lengths = np.fromiter((len(ids) for ids in said), dtype=np.int64, count=len(said))
    flat = np.fromiter((theme_id for ids in said for theme_id in ids), dtype=np.int64, count=int(lengths.sum()))
    places = pd.Index(theme_ids.to_numpy(dtype=np.int64)).get_indexer(pd.Index(flat)).astype(np.int64)
    is_known = places >= 0
    rows = np.repeat(np.arange(len(said), dtype=np.int64), lengths)[is_known]
    pairs = np.unique(rows * max(len(theme_ids), 1) + places[is_known])
    return pairs // max(len(theme_ids), 1), pairs % max(len(theme_ids), 1)


def _measure_impact(mention: Tally, everyone: Tally, scale: Scale, alpha: float) -> dict[str, NDArray[np.generic]]:
    others = everyone.minus(mention)
    is_tested = (mention.n >= MIN_SHOWN) & (others.n >= MIN_SHOWN)
    difference = compare(mention, others, scale, alpha)
    impact = divide(mention.n, everyone.n) * difference.value
    low, high = _span_product(mention.n, everyone.n, (difference.low, difference.high), alpha)
    # The difference has its interval around an adjusted value, so a tiny group's plain impact may lie outside of it.
    low, high = np.minimum(low, impact), np.maximum(high, impact)
    p = np.where(is_tested, difference.p, np.nan)
    q = q_values(p)
    figures = {"impact": impact, "impact_low": low, "impact_high": high}
    return {
        **{name: np.where(is_tested, values, np.nan) for name, values in figures.items()},
        "impact_p": p,
        "impact_q": q,
        "is_significant": (q < alpha) & ((low > 0) | (high < 0)),
    }


def _span_product(n: Floats, n_all: Floats, difference: tuple[Floats, Floats], alpha: float) -> tuple[Floats, Floats]:
    """Return the least and the greatest product of share and difference over the ellipse of their intervals."""
    low, high = difference
    reach = quantile(alpha)
    share, spread = divide(n, n_all), reach**2 / np.maximum(n_all, 1)
    middle = (share + spread / 2) / (1 + spread)
    half = np.sqrt(spread * share * (1 - share) + spread**2 / 4) / (1 + spread)
    angles = np.linspace(0, 2 * np.pi, N_STEPS, endpoint=False)[:, None]
    across, along = np.cos(angles), np.sin(angles)
    shares = share + np.where(across > 0, middle + half - share, share - middle + half) * across
    products = shares * ((low + high) / 2 + (high - low) / 2 * along)
    return products.min(axis=0), products.max(axis=0)
