"""Compares periods: how the score moved, and which themes the move lies in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from doleance.insights.calendar import add_periods as add_periods
from doleance.insights.calendar import find_halves
from doleance.insights.drivers import find_analysed, find_mentions
from doleance.insights.tallies import Floats, Integers, Tally, compare, divide, q_values, quantile, read_scores, tally_scores, two_sided
from doleance.schema import MIN_SHOWN
from doleance.settings import Scale

COLUMNS = ["theme_id", "theme", "n_before", "n_after", "share_before", "share_after", "score_before", "score_after"]
COLUMNS += ["mix", "rate", "contribution", "low", "high", "p", "q", "is_significant"]
NO_THEME = -1
# So many customers of both halves together are added to each half's spread; see compare_periods.
N_BORROWED = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moments:
    """Sums over the customers of each half, shape ``(2, n_themes + 1)``; w is 1/k for each of a customer's k themes.

    ``n`` counts who mentions the theme, ``w``, ``ws`` … are means over the half of w, of w·points, and so on.
    """

    n: Floats
    w: Floats
    ws: Floats
    wss: Floats
    ww: Floats
    wws: Floats
    wwss: Floats


def measure_change(comments: pd.DataFrame, scale: Scale, alpha: float = 0.05) -> pd.DataFrame:
    """Return how the score changed from the earlier to the later half of the complete periods, as one row.

    Everyone who gave a score counts; rejected rows do not. Interval and test are those of two independent samples
    (``tallies.compare``): customers answer independently, and the two halves are different customers.

    Needs: period (see ``add_periods``), score; date to know which periods are complete.

    Returns
    -------
    pd.DataFrame
        before_from, before_to, after_from, after_to (periods), n_before, n_after, score_before, score_after, change, low,
        high, p, is_significant (p < alpha). With fewer than two complete periods, or fewer than five scores in a
        half, the figures are NaN.
    """
    before, after = find_halves(comments)
    tally = tally_scores(read_scores(comments), scale, _find_codes(comments), 2)
    moved = compare(tally.group(1), tally.group(0), scale, alpha)
    figures = {
        "score_before": tally.mean[:1],
        "score_after": tally.mean[1:],
        "change": moved.value,
        "low": moved.low,
        "high": moved.high,
        "p": moved.p,
    }
    is_known = (tally.n >= MIN_SHOWN).all()
    figures = {name: np.where(is_known, values, np.nan) for name, values in figures.items()}
    edges = [before[0], before[-1], after[0], after[-1]] if before else [None] * 4
    names = ("before_from", "before_to", "after_from", "after_to")
    counts = {"n_before": tally.n[:1].astype(np.int64), "n_after": tally.n[1:].astype(np.int64)}
    return pd.DataFrame(
        {name: pd.Series([edge], dtype="object") for name, edge in zip(names, edges, strict=True)}
        | {**counts, **figures, "is_significant": figures["p"] < alpha}
    )


def compare_periods(comments: pd.DataFrame, themes: pd.DataFrame, scale: Scale, alpha: float = 0.05) -> pd.DataFrame:
    """Return what each theme contributes to the change between the two halves of the complete periods; it adds up exactly.

    Each customer has weight 1, split evenly over the k themes they mention, or on "no theme" (theme_id −1). With share a
    then b, mean points x then y, and base = (before + after)/2:
    ``mix = (b − a)·((x + y)/2 − base)`` (mentioned more or less), ``rate = (y − x)·(a + b)/2`` (scored better or worse),
    contribution = mix + rate; over all rows the contributions sum to the change of the score. Where a theme is in one half
    only, the score it has there stands for both, so that all of it is mix. The base is everyone who gave a score, with or without a
    comment, so that the sum is the change in the headline; a change in who comments shows as mix of "no theme".

    The interval is that of the contribution linearised over customers (the influence of each on b·y − a·x − base·(b − a)),
    which in simulations equals the standard error of a bootstrap over respondents, without its chance, and covers better than
    its percentiles. Three mentions with the spread of both halves together are added to those of each half, so that a theme
    unseen in one half is not taken for certain there. The test asks how far the contribution would stray had both halves
    come from one sample (spread of both together). It is an association; the halves are taken as independent samples.

    Needs: period (see ``add_periods``), score, theme_ids; date to know which periods are complete; of themes: theme_id, theme.

    Returns
    -------
    pd.DataFrame
        theme_id, theme, n_before, n_after (customers who mention it), share_before, share_after (0–1, weighted), score_before,
        score_after (weighted, NaN where nobody mentions it), mix, rate, contribution, low, high, p, q (over all rows with
        five mentions or more), is_significant (q < alpha); sorted by theme_id, "no theme" last. Empty with fewer than two
        complete periods or fewer than five scores in a half.
    """
    themes = themes.sort_values("theme_id")
    scores, halves = read_scores(comments), _find_codes(comments)
    everyone = tally_scores(scores, scale, halves, 2)
    if (everyone.n < MIN_SHOWN).any():
        return pd.DataFrame(columns=COLUMNS).astype({"theme": "object", "is_significant": bool})
    moments = _gather(comments, themes["theme_id"], scores, halves, scale)
    names = {"theme_id": [*themes["theme_id"], NO_THEME], "theme": [*themes["theme"], ""]}
    n_before, n_after = moments.n.astype(np.int64)
    figures = _decompose(moments, everyone) | _bound(moments, everyone, alpha)
    q = q_values(figures["p"])
    is_significant = (q < alpha) & ((figures["low"] > 0) | (figures["high"] < 0))
    return pd.DataFrame({**names, "n_before": n_before, "n_after": n_after, **figures, "q": q, "is_significant": is_significant})[COLUMNS]


def measure_theme_periods(comments: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Return how many comments of each period speak of each theme, for small charts.

    ``share`` is over the comments analysed in that period (0–1, NaN where there are none); a comment counts once for a theme.

    Needs: period, status, theme_ids; of themes: theme_id.

    Returns
    -------
    pd.DataFrame
        theme_id, period, n_comments, share: every theme with every period, sorted by both.
    """
    theme_ids = themes["theme_id"].sort_values()
    periods = comments["period"] if "period" in comments else pd.Series(None, index=comments.index, dtype="object")
    codes, names = pd.factorize(periods.where(find_analysed(comments)), sort=True)
    rows, places = find_mentions(comments, theme_ids)
    is_dated = codes[rows] >= 0
    flat = places[is_dated] * len(names) + codes[rows][is_dated]
    counts = np.bincount(flat, minlength=len(theme_ids) * len(names))
    totals = np.bincount(codes[codes >= 0], minlength=len(names))
    return pd.DataFrame(
        {
            "theme_id": np.repeat(theme_ids.to_numpy(), len(names)),
            "period": np.tile(np.asarray(names, dtype=object), len(theme_ids)),
            "n_comments": counts,
            "share": divide(counts, np.tile(totals, len(theme_ids))),
        }
    )


def _find_codes(comments: pd.DataFrame) -> Integers:
    """Return 0 for a comment of the earlier half, 1 for one of the later, −1 for any other."""
    if "period" not in comments:
        return np.full(len(comments), -1, dtype=np.int64)
    before, after = find_halves(comments)
    return np.select([comments["period"].isin(before), comments["period"].isin(after)], [0, 1], -1).astype(np.int64)


def _gather(comments: pd.DataFrame, theme_ids: pd.Series, scores: Floats, halves: Integers, scale: Scale) -> _Moments:
    """Count customers by theme, half and number of themes, then weigh: counts are exact, so the order of rows is nothing."""
    n_rows, n_themes = len(comments), len(theme_ids) + 1
    rows, places = find_mentions(comments, theme_ids)
    n_said = np.bincount(rows, minlength=n_rows)
    silent = np.flatnonzero(n_said == 0)
    rows, places = np.concatenate([rows, silent]), np.concatenate([places, np.full(len(silent), n_themes - 1)])
    k = np.maximum(n_said, 1)
    most = int(k.max())
    cells = np.where(halves[rows] < 0, -1, (halves[rows] * n_themes + places) * most + k[rows] - 1)
    tally = tally_scores(scores[rows], scale, cells, 2 * n_themes * most)
    weights = 1 / np.arange(1, most + 1)
    n_half = tally_scores(scores, scale, halves, 2).n[:, None]
    n, s, ss = (values.reshape(2, n_themes, most) for values in (tally.n, tally.total, tally.squares))
    once = [(values * weights).sum(axis=2) / n_half for values in (n, s, ss)]
    twice = [(values * weights**2).sum(axis=2) / n_half for values in (n, s, ss)]
    return _Moments(n=n.sum(axis=2), w=once[0], ws=once[1], wss=once[2], ww=twice[0], wws=twice[1], wwss=twice[2])


def _decompose(moments: _Moments, everyone: Tally) -> dict[str, Floats]:
    base = everyone.mean.mean()
    (a, b), (x, y) = moments.w, divide(moments.ws, moments.w)
    x_known, y_known = np.where(a > 0, x, y), np.where(b > 0, y, x)
    mix = np.where(a + b > 0, (b - a) * ((x_known + y_known) / 2 - base), 0.0)
    rate = np.where(a + b > 0, (y_known - x_known) * (a + b) / 2, 0.0)
    return {"share_before": a, "share_after": b, "score_before": x, "score_after": y, "mix": mix, "rate": rate, "contribution": mix + rate}


def _bound(moments: _Moments, everyone: Tally, alpha: float) -> dict[str, Floats]:
    """Return the interval and the p-value of each contribution, NaN under five mentions in both halves together.

    A customer of the later half moves the contribution by g = w·(s − base) − h·s over the half's size, h = (b − a)/2, one
    of the earlier half by −(w·(s − base) + h·s); the variance is the sum of those of both.
    """
    base = everyone.mean.mean()
    step = (moments.w[1] - moments.w[0]) / 2
    sizes = everyone.n[:, None] / everyone.n.sum()
    contribution = _decompose(moments, everyone)["contribution"]
    variance = np.zeros_like(contribution)
    for half, h in ((0, step), (1, -step)):
        # Mean and mean square of w·(s − base) + h·s, in both halves; then as if both were one sample.
        mean = moments.ws - base * moments.w + h * everyone.mean[:, None]
        square = moments.wwss - 2 * base * moments.wws + base**2 * moments.ww
        square = square + 2 * h * (moments.wss - base * moments.ws) + h**2 * (everyone.squares / everyone.n)[:, None]
        own = square[half] - mean[half] ** 2
        pooled = _pool(mean, square, sizes)
        n = moments.n[half]
        variance += (n * own + N_BORROWED * pooled) / (n + N_BORROWED) / everyone.n[half]
    error = np.sqrt(np.maximum(variance, 0.0))
    mean, square = moments.ws - base * moments.w, moments.wwss - 2 * base * moments.wws + base**2 * moments.ww
    dealt = np.sqrt(np.maximum(_pool(mean, square, sizes), 0.0) * (1 / everyone.n).sum())
    is_tested = moments.n.sum(axis=0) >= MIN_SHOWN
    figures = {
        "low": contribution - quantile(alpha) * error,
        "high": contribution + quantile(alpha) * error,
        "p": two_sided(contribution, dealt),
    }
    return {name: np.where(is_tested, values, np.nan) for name, values in figures.items()}


def _pool(mean: Floats, square: Floats, sizes: Floats) -> Floats:
    """Return the variance of both halves as one sample, from the mean and the mean square of each."""
    return np.asarray((sizes * square).sum(axis=0) - (sizes * mean).sum(axis=0) ** 2)
