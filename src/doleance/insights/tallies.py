"""Counts scored customers by group and says what the counts can bear: scores, intervals, tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from doleance.schema import CLASSES, MIN_SURE
from doleance.settings import Scale

# Sums of whole hundredths are exact in a float up to 2**53, so no order of rows changes a bit of them.
HUNDREDTHS = 100
# Three made-up customers (¾ at the bottom, 1½ in the middle, ¾ at the top) keep small groups from looking certain.
N_ADDED = 3.0

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What is counted of groups of customers.

    ``n``, ``total`` and ``squares`` have shape ``(n_groups,)``: customers, the sum of their points, and of the points
    squared. ``classes`` has shape ``(n_groups, 3)``: customers of each of ``CLASSES``.
    """

    n: Floats
    total: Floats
    squares: Floats
    classes: Floats

    @property
    def mean(self) -> Floats:
        """The score of each group: NPS in points, or mean stars; NaN where nobody gave a score."""
        return divide(self.total, self.n)

    def plus(self, other: Tally) -> Tally:
        """Return the tally of both groups together."""
        return Tally(**{part: values + getattr(other, part) for part, values in self._parts().items()})

    def minus(self, other: Tally) -> Tally:
        """Return the tally of those who are not in the other group, which is a part of this one."""
        return Tally(**{part: values - getattr(other, part) for part, values in self._parts().items()})

    def group(self, which: int) -> Tally:
        """Return one group alone, still as arrays (of length 1)."""
        return Tally(**{part: values[which : which + 1] for part, values in self._parts().items()})

    def together(self) -> Tally:
        """Return the tally of all groups together, where they share nobody."""
        return Tally(**{part: values.sum(axis=0, keepdims=True) for part, values in self._parts().items()})

    def _parts(self) -> dict[str, Floats]:
        return {"n": self.n, "total": self.total, "squares": self.squares, "classes": self.classes}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The score of one group less that of another: the value, its interval, and the p-value of no difference."""

    value: Floats
    low: Floats
    high: Floats
    p: Floats


def read_scores(comments: pd.DataFrame) -> Floats:
    """Return the scores as floats, NaN where there is none or the row was rejected."""
    if "score" not in comments:
        return np.full(len(comments), np.nan)
    scores = pd.to_numeric(comments["score"]).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(find_kept(comments), scores, np.nan)


def find_kept(comments: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows were not rejected."""
    if "status" not in comments:
        return np.ones(len(comments), dtype=np.bool_)
    return ~comments["status"].eq("rejected").to_numpy(dtype=np.bool_, na_value=False)


def find_classes(scores: Floats, scale: Scale) -> Integers:
    """Return the position in ``CLASSES`` of each score, −1 where there is none."""
    return np.select([np.isnan(scores), scores >= scale.promoter, scores <= scale.detractor], [-1, 0, 2], 1).astype(np.int64)


def tally_scores(scores: Floats, scale: Scale, groups: Integers, n_groups: int) -> Tally:
    """Count scores by group.

    A customer in several groups comes as several entries; entries without a score or with group −1 are left out.
    On an NPS scale a score counts +100, 0 or −100 points, on any other itself, to the hundredth.
    """
    is_counted = ~np.isnan(scores) & (groups >= 0)
    scores, groups = scores[is_counted], groups[is_counted]
    classes = find_classes(scores, scale)
    points = HUNDREDTHS * 100 * (1 - classes) if scale.is_nps else np.rint(scores * HUNDREDTHS)
    return Tally(
        n=np.bincount(groups, minlength=n_groups).astype(np.float64),
        total=np.bincount(groups, weights=points, minlength=n_groups) / HUNDREDTHS,
        squares=np.bincount(groups, weights=points * points, minlength=n_groups) / HUNDREDTHS**2,
        classes=np.bincount(groups * 3 + classes, minlength=n_groups * 3).reshape(n_groups, 3).astype(np.float64),
    )


def adjust(tally: Tally, scale: Scale) -> tuple[Floats, Floats]:
    """Return the adjusted score of each group and the variance of it.

    Three customers are added to each group: ¾ at the lowest point, 1½ in the middle, ¾ at the highest. For an NPS these
    are ¾ promoter, 1½ passive and ¾ detractor: the adjusted Wald method of Sauro and Lewis (measuringu.com, 2021), the
    best of six in Rocks, *The American Statistician*, 2016. The variance is that of points around the adjusted score,
    over n + 3; for an NPS, 100²·(p + d − (p − d)²)/(n + 3).
    """
    low, high = bounds(scale)
    middle = (low + high) / 2
    n = tally.n + N_ADDED
    mean = (tally.total + N_ADDED * middle) / n
    squares = tally.squares + N_ADDED * (low**2 + 2 * middle**2 + high**2) / 4
    return mean, np.maximum(squares / n - mean**2, 0.0) / n


def bounds(scale: Scale) -> tuple[float, float]:
    """Return the lowest and the highest points a customer can give."""
    return (-100.0, 100.0) if scale.is_nps else (scale.low, scale.high)


def interval(tally: Tally, scale: Scale, alpha: float) -> tuple[Floats, Floats]:
    """Return the interval of each group's score.

    Centred on the adjusted score (see ``adjust``), as the source has it: at n = 10 to 30 this covers 93 to 96 % of the time
    (more where nearly all are passive), and 87 to 99.6 % around the raw NPS. Cut at the ends of the scale, widened
    where n is 1 to hold the score itself, NaN where n is 0. Assumes that customers answered independently.
    """
    mean, variance = adjust(tally, scale)
    half = quantile(alpha) * np.sqrt(variance)
    low, high = (np.clip(edge, *bounds(scale)) for edge in (mean - half, mean + half))
    return np.minimum(low, tally.mean), np.maximum(high, tally.mean)


def compare(one: Tally, other: Tally, scale: Scale, alpha: float) -> Difference:
    """Return the difference of the scores of two groups that share nobody.

    The interval adjusts each group on its own (see ``adjust``) and adds the variances (Sauro and Lewis,
    measuringu.com/nps-significance-test). The p-value is the greater of two: that of this interval, and that of dealing
    the scores at random to the two groups (variance of the pooled scores, as in a permutation test). Alone, each gives two
    to four times the false alarms it should at 0.0025 in small groups, the first where scores are mixed, the second where
    one class is rare; the greater of them gives 0.03 to 0.4 % from n = 5. Assumes that customers answered independently.
    """
    (mean, variance), (other_mean, other_variance) = adjust(one, scale), adjust(other, scale)
    value, centre, error = one.mean - other.mean, mean - other_mean, np.sqrt(variance + other_variance)
    most = bounds(scale)[1] - bounds(scale)[0]
    low, high = (np.clip(centre + side * quantile(alpha) * error, -most, most) for side in (-1, 1))
    pooled = one.plus(other)
    spread = np.maximum(pooled.squares - divide(pooled.total**2, pooled.n), 0.0) / np.maximum(pooled.n - 1, 1)
    dealt = np.sqrt(spread * divide(pooled.n, one.n * other.n))
    p = np.maximum(two_sided(value, dealt), two_sided(centre, error))
    is_known = ~np.isnan(value)
    return Difference(
        value=value,
        low=np.where(is_known, np.minimum(low, value), np.nan),
        high=np.where(is_known, np.maximum(high, value), np.nan),
        p=np.where(is_known, p, np.nan),
    )


def describe(tally: Tally, scale: Scale, alpha: float) -> pd.DataFrame:
    """Return one row for each group: n, score, low, high, promoter, passive, detractor, is_thin."""
    low, high = interval(tally, scale, alpha)
    frame = pd.DataFrame({"n": tally.n.astype(np.int64), "score": tally.mean, "low": low, "high": high})
    counts = {name: tally.classes[:, place].astype(np.int64) for place, name in enumerate(CLASSES)}
    return frame.assign(**counts, is_thin=tally.n < MIN_SURE)


def q_values(p: Floats) -> Floats:
    """Return the q-values of Benjamini and Hochberg over all tests made; what was not tested (NaN) stays NaN."""
    q = np.full(p.shape, np.nan)
    is_tested = ~np.isnan(p)
    if is_tested.any():
        tested = p[is_tested]
        order = np.argsort(-tested, kind="stable")
        # Each p-value times tests over rank, made monotone from the greatest down.
        ranked = np.minimum.accumulate(tested[order] * len(tested) / np.arange(len(tested), 0, -1))
        q[np.flatnonzero(is_tested)[order]] = np.minimum(ranked, 1)
    return q


def two_sided(value: Floats, error: Floats) -> Floats:
    """Return the two-sided p-value of a value that is normal around 0; 1 where there is no error to compare with."""
    return np.where(error > 0, 2 * ndtr(-np.abs(divide(value, error))), 1.0)


def quantile(alpha: float) -> float:
    """Return how many standard errors an interval reaches to each side."""
    return float(ndtri(1 - alpha / 2))


def divide(value: ArrayLike, by: ArrayLike) -> Floats:
    """Return the ratio, NaN where the divisor is 0."""
    return np.true_divide(value, np.where(np.equal(by, 0), np.nan, by))
