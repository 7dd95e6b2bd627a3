"""The study: one analysed set of comments and its results, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from doleance.settings import Settings
from doleance.themes.codebook import Codebook
from doleance.themes.model import ThemeModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The headline figures of a study.

    Counts are comments; ``coverage`` is the share (0–1) of the comments analysed that carry a theme; ``score`` is in
    points of NPS, or stars, with its interval, and ``None`` where nobody gave a score.
    """

    n_rows: int
    n_analysed: int
    n_uninformative: int
    n_empty: int
    n_rejected: int
    n_scored: int
    n_units: int
    n_themes: int
    coverage: float
    n_redactions: int
    languages: dict[str, int]
    scale: str
    score: float | None
    score_low: float | None
    score_high: float | None
    promoter: int
    passive: int
    detractor: int
    first_date: str | None
    last_date: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One analysed set of comments and its results.

    ``comments``, ``units``, ``themes`` and ``drivers`` are tables (see ``doleance.schema``); ``findings`` holds the
    other tables by name: score, periods, change, changes, theme_periods, segments, frustrations, delights, questions,
    requests, ideas, testimonials. ``model`` codes new comments with the same themes.
    """

    comments: pd.DataFrame
    units: pd.DataFrame
    themes: pd.DataFrame
    drivers: pd.DataFrame
    codebook: Codebook
    settings: Settings
    model: ThemeModel | None = None
    findings: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> Summary:
        """The headline figures."""
        comments = self.comments
        statuses = comments["status"].value_counts()
        head = self.findings["score"].iloc[0]
        first, last = self._find_dates()
        analysed = comments[comments["status"].eq("analysed")]
        languages = analysed["language"].value_counts()
        return Summary(
            n_rows=len(comments),
            n_analysed=int(statuses.get("analysed", 0)),
            n_uninformative=int(statuses.get("uninformative", 0)),
            n_empty=int(statuses.get("empty", 0)),
            n_rejected=int(statuses.get("rejected", 0)),
            n_scored=int(head["n"]),
            n_units=len(self.units),
            n_themes=len(self.themes),
            coverage=float(analysed["theme_ids"].map(bool).mean()) if len(analysed) else 0.0,
            n_redactions=int(comments["n_redactions"].sum()),
            languages={str(code): int(languages[code]) for code in sorted(languages.index)},
            scale=self.settings.scale,
            score=_figure(head["score"]),
            score_low=_figure(head["low"]),
            score_high=_figure(head["high"]),
            promoter=int(head["promoter"]),
            passive=int(head["passive"]),
            detractor=int(head["detractor"]),
            first_date=first,
            last_date=last,
        )

    def _find_dates(self) -> tuple[str | None, str | None]:
        dates = self.comments["date"].dropna() if "date" in self.comments else pd.Series(dtype="datetime64[ns]")
        return (None, None) if dates.empty else (f"{dates.min():%Y-%m-%d}", f"{dates.max():%Y-%m-%d}")


def _figure(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
