"""What every section needs to tell a study: its figures, its scale and the words of one language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from doleance.report.parts import Slice
from doleance.report.wording import Wording
from doleance.schema import CLASSES, POLARITIES
from doleance.settings import Scale
from doleance.study import Study, Summary
from doleance.themes.choices import name_encoder
from doleance.themes.tfidf import TfidfEncoder

BAND = re.compile(r"(-?\d+(?:\.\d+)?)\u2013(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A study about to be told in one language."""

    study: Study
    summary: Summary
    wording: Wording
    segments: tuple[str, ...]

    @property
    def scale(self) -> Scale:
        """The scale of the scores."""
        return self.study.settings.score_scale

    @property
    def manner(self) -> str:
        """How the scale is told: nps or stars."""
        return "nps" if self.scale.is_nps else "stars"

    @property
    def has_score(self) -> bool:
        """Whether anybody gave a score."""
        return self.summary.score is not None and self.summary.n_scored > 0

    @property
    def own_encoder(self) -> str:
        """The name of the caller's own encoder, which was given the texts and may have sent them anywhere; empty if there is none."""
        encoder = "" if self.study.model is None else self.study.model.encoder_
        return "" if isinstance(encoder, str | TfidfEncoder) else name_encoder(encoder)

    @property
    def level(self) -> str:
        """The level of the intervals, such as 95%."""
        return self.wording.share(1 - self.study.settings.alpha)

    def finding(self, name: str) -> pd.DataFrame:
        """Return the table of a finding; an empty one where the study has none."""
        return self.study.findings.get(name, pd.DataFrame())

    def drivers(self) -> pd.DataFrame:
        """Return the drivers that could be measured, ties broken by name; none where nobody gave a score."""
        drivers = self.study.drivers
        if not self.has_score or drivers.empty:
            return drivers.iloc[:0]
        drivers = drivers.assign(is_significant=drivers["is_significant"].eq(True))
        return drivers[drivers["impact"].notna() & drivers["theme_id"].ge(0)].sort_values(["impact", "theme"], ascending=[False, True])

    def class_name(self, name: object, n: int = 1) -> str:
        """Return the word for a class of customers."""
        return self.wording.say(f"classes.{self.manner}.{name}", n) if isinstance(name, str) and name in CLASSES else ""

    def figure(self, value: float) -> str:
        """Return a headline score: signed points of NPS, or a mean with one decimal."""
        return self.wording.signed(value) if self.scale.is_nps else self.wording.number(value, 1)

    def bound(self, value: float) -> str:
        """Return the end of a score's interval; a mean needs one decimal more than its headline."""
        return self.wording.signed(value) if self.scale.is_nps else self.wording.number(value, 2)

    def impact(self, value: float) -> str:
        """Return an impact, signed: one decimal for points, two for stars."""
        return self.wording.signed(value, 1 if self.scale.is_nps else 2)

    def with_unit(self, value: float) -> str:
        """Return an impact with its unit."""
        return self.wording.say(f"unit.{self.manner}", round(value, 1 if self.scale.is_nps else 2), points=self.impact(value))

    def size(self, change: float, low: float, high: float) -> str:
        """Return the size of a change of the score that is beyond noise, without its sign, with its unit and interval."""
        digits = 0 if self.scale.is_nps else 2
        points = self.wording.say(f"unit.{self.manner}", round(change, digits), points=self.wording.number(abs(change), digits))
        ends = [self.wording.number(end, digits) for end in sorted((abs(low), abs(high)))]
        return self.wording.say("lead.size", points=points, low=ends[0], high=ends[1])

    def interval(self, low: float, high: float) -> str:
        """Return the interval of a score, with its level."""
        return self.wording.say("score.interval", low=self.bound(low), high=self.bound(high), level=self.level)

    def ends(self, low: float, high: float) -> str:
        """Return the two ends of a score's interval, short, for a table."""
        return self.wording.say("format.range", low=self.bound(low), high=self.bound(high))

    def impact_ends(self, low: float, high: float) -> str:
        """Return the two ends of an impact's interval, short, for a table."""
        return self.wording.say("format.range", low=self.impact(low), high=self.impact(high))

    def tick(self, value: float) -> str:
        """Return an impact on an axis, with no more decimals than it needs."""
        return self.wording.signed(value, next(digits for digits in (0, 1, 2) if digits == 2 or round(value, digits) == value))

    def score_tick(self, value: float) -> str:
        """Return a score on an axis: signed points, or a mean with no more decimals than it needs."""
        return self.tick(value) if self.scale.is_nps else self.tick(value).removeprefix("+")

    def band(self, segment: str, value: str) -> str:
        """Return a segment's value: a language by its name, a band of numbers such as 10–20.5 as the language writes numbers."""
        if segment == "language" and self.wording.has(f"languages.{value}"):
            return self.wording.say(f"languages.{value}")
        found = BAND.fullmatch(value)
        if found is None:
            return value
        low, high = (self.wording.number(float(end), len(end.partition(".")[2])) for end in found.groups())
        return self.wording.say("format.range", low=low, high=high)

    def comments(self, n: int) -> str:
        """Return so many comments, in words."""
        return self.wording.say("unit.comments", n)


def tell_segment(name: str) -> str:
    """Return the name of a segment as words: a column's header often has underscores for spaces."""
    return " ".join(name.replace("_", " ").split()) or name


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of a frame with a name for each value."""
    return iter(frame.itertuples(index=False))


def slice_counts(counts: Sequence[int]) -> tuple[Slice, ...]:
    """Return the counts of the three polarities as parts of a bar of 100; nothing where all are zero."""
    total = sum(counts)
    if not total:
        return ()
    widths = [round(100 * count / total, 2) for count in counts]
    starts = [round(sum(widths[:i]), 2) for i in range(len(widths))]
    return tuple(Slice(tone=tone, start=start, width=width) for tone, start, width in zip(POLARITIES, starts, widths, strict=True) if width)


def tone_of(impact: float, is_significant: bool) -> str:
    """Return how an impact is coloured: up, down, or mute where noise could explain it."""
    if not is_significant:
        return "mute"
    return "up" if impact > 0 else "down"
