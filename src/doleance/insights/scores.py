"""Measures the score, NPS or mean stars, with its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from doleance.errors import MissingColumnError
from doleance.insights.calendar import find_complete
from doleance.insights.tallies import describe, find_classes, find_kept, read_scores, tally_scores
from doleance.schema import CLASSES
from doleance.settings import Scale


def classify(scores: pd.Series, scale: Scale) -> pd.Series:
    """Return promoter, passive or detractor for each score; a missing score has no class.

    Examples
    --------
    >>> from doleance.settings import SCALES
    >>> classify(pd.Series([9, 8, 6]), SCALES["nps"]).tolist()
    ['promoter', 'passive', 'detractor']
    """
    values = pd.to_numeric(scores).to_numpy(dtype=np.float64, na_value=np.nan)
    names = np.array([*CLASSES, None], dtype=object)
    return pd.Series(names[find_classes(values, scale)], index=scores.index, dtype="str", name="nps_class")


def add_classes(comments: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return the comments with the class of each customer.

    Needs: score (where there is none, every class is missing).
    Adds: nps_class.
    """
    scores = comments["score"] if "score" in comments else pd.Series(np.nan, index=comments.index)
    return comments.assign(nps_class=classify(scores, scale))


def measure_scores(comments: pd.DataFrame, scale: Scale, alpha: float = 0.05, by: str | None = None) -> pd.DataFrame:
    """Return the score of all customers, or of each value of a column.

    Everyone who gave a score counts, whether they wrote or not; rejected rows do not. On an NPS scale the score is
    100·(promoters − detractors)/n, −100…100; on any other the mean. Both have the adjusted Wald interval (see
    ``tallies.interval``): three customers are added (¾ at the top, 1½ in the middle, ¾ at the bottom), and the interval
    is centred on the score with them, so it is not symmetric around ``score``. For a mean of stars it covers 93 to 98 %
    of the time from n = 10, where the t interval covers 83 to 96 %. Assumes that customers answered independently.

    Needs: score (where there is none, n is 0 and the figures are NaN); ``by`` where one is named.

    Parameters
    ----------
    by
        A column: one row for each of its values, sorted. With ``"period"``, ``is_complete`` says whether the dates
        span the period.

    Returns
    -------
    pd.DataFrame
        [by], n, score, low, high, promoter, passive, detractor, is_thin (n < 30), [is_complete].

    Examples
    --------
    >>> from doleance.settings import SCALES
    >>> measure_scores(pd.DataFrame({"score": [10] * 45 + [7] * 30 + [0] * 25}), SCALES["nps"]).round(1).iloc[0, :4].tolist()
    [100.0, 20.0, 3.8, 35.1]
    """
    if by is None:
        return describe(tally_scores(read_scores(comments), scale, np.zeros(len(comments), dtype=np.int64), 1), scale, alpha)
    groups, values = _find_groups(comments, by)
    frame = describe(tally_scores(read_scores(comments), scale, groups, len(values)), scale, alpha)
    frame.insert(0, by, values)
    return frame.assign(is_complete=find_complete(comments).to_numpy()) if by == "period" else frame


def _find_groups(comments: pd.DataFrame, by: str) -> tuple[np.ndarray, pd.Index]:
    if by == "period" and by not in comments:
        return np.full(len(comments), -1, dtype=np.int64), pd.Index([], dtype="object")
    if by not in comments:
        known = ", ".join(map(str, comments.columns))
        raise MissingColumnError(f"There is no column {by!r} to cut the scores by.", hint=f"Choose one of: {known}.")
    groups, values = pd.factorize(comments[by].where(find_kept(comments)), sort=True)
    return groups.astype(np.int64), pd.Index(values)
