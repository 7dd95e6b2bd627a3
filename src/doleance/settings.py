"""The settings of a study: every default once, frozen."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

from doleance.errors import SettingsError

LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Scale:
    """How the customers' scores are read.

    ``low`` and ``high`` bound the scores; a score of at least ``promoter`` makes a promoter and one of at most
    ``detractor`` a detractor. ``is_nps`` says whether the headline is an NPS in points or a mean score.
    """

    name: str
    low: float
    high: float
    promoter: float
    detractor: float
    is_nps: bool


SCALES = {
    "nps": Scale("nps", 0, 10, 9, 6, True),
    "1-10": Scale("1-10", 1, 10, 9, 6, True),
    "1-5": Scale("1-5", 1, 5, 5, 3, True),
    "stars": Scale("stars", 1, 5, 4, 2, False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set for a study.

    Parameters
    ----------
    scale
        ``auto`` (that of the file; NPS for a table without one), or a name of ``SCALES``: ``nps`` (0–10), ``1-10`` and
        ``1-5`` (read as NPS), ``stars`` (a mean of 1–5 stars).
    languages
        The languages a comment may be in.
    n_themes
        The number of themes, or ``"auto"``.
    min_themes, max_themes
        The bounds of ``"auto"``, meant for a human reader.
    encoder
        What gives opinions their vectors: ``auto`` (the fine encoder up to 50 000 opinions, the fast one above, TF-IDF
        where most comments are in another language), ``fine``, ``fast``, ``tfidf``, the name of a model, the folder of a
        sentence-transformers or model2vec model, or any object with ``encode``.
    period
        How dates are grouped: ``month``, ``week`` or ``quarter``.
    redact
        Whether personal data is replaced by placeholders before anything is written.
    names
        How names of people are found: ``rules``, ``ner`` (a trained pipeline), or ``auto`` (both where one is installed).
    alpha
        The level of tests and intervals: 0.05 gives intervals of 95 %.
    sample
        The greatest number of units that themes are fitted on.
    chunk, jobs
        Comments a chunk, and processes that chunks run in (0: one a core).
    random_state
        The seed.
    """

    scale: str = "auto"
    languages: tuple[str, ...] = LANGUAGES
    n_themes: int | str = "auto"
    min_themes: int = 4
    max_themes: int = 40
    encoder: Any = "auto"
    period: str = "month"
    redact: bool = True
    names: str = "auto"
    alpha: float = 0.05
    sample: int = 20_000
    chunk: int = 4_000
    jobs: int = 0
    random_state: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.encoder, os.PathLike):
            object.__setattr__(self, "encoder", os.fspath(self.encoder))
        for is_kept, key, rule in (
            (self.scale in ("auto", *SCALES), "scale", f"be auto or one of {', '.join(SCALES)}"),
            (_are_languages(self.languages), "languages", f"be among {', '.join(LANGUAGES)}"),
            (self.n_themes == "auto" or _is_count(self.n_themes), "n_themes", "be 'auto' or a whole number from 1"),
            (_is_count(self.min_themes), "min_themes", "be a whole number from 1"),
            (_is_count(self.max_themes) and self.max_themes >= self.min_themes, "max_themes", "be a whole number, min_themes or more"),
            (_is_encoder(self.encoder), "encoder", "be auto, the name of a model, a folder, or an object with encode"),
            (isinstance(self.redact, bool), "redact", "be true or false"),
            (self.period in ("month", "week", "quarter"), "period", "be month, week or quarter"),
            (self.names in ("auto", "rules", "ner"), "names", "be auto, rules or ner"),
            (isinstance(self.alpha, int | float) and 0 < self.alpha < 1, "alpha", "lie between 0 and 1"),
            (_is_count(self.sample, least=100), "sample", "be a whole number from 100"),
            (_is_count(self.chunk), "chunk", "be a whole number from 1"),
            (_is_count(self.jobs, least=0), "jobs", "be a whole number from 0"),
            (_is_count(self.random_state, least=0), "random_state", "be a whole number from 0"),
        ):
            if not is_kept:
                raise SettingsError(f"The setting {key} must {rule}; it is {getattr(self, key)!r}.", hint=f"Change {key} and run again.")

    @property
    def score_scale(self) -> Scale:
        """The scale that ``scale`` names; NPS while it is ``auto``."""
        return SCALES["nps" if self.scale == "auto" else self.scale]

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Return the settings of a TOML file; what it leaves out keeps its default.

        Raises
        ------
        SettingsError
            The file cannot be read, a key is unknown, or a value breaks its rule.
        """
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"The settings file {path} cannot be read: {error}.", hint="Check the path and the TOML.") from error
        return cls().updated(values)

    def updated(self, values: dict[str, Any]) -> Self:
        """Return a copy with some values changed; unknown keys are an error."""
        known = {field.name for field in fields(self)}
        for key in values:
            if key not in known:
                raise SettingsError(f"There is no setting {key!r}.", hint=f"Known settings: {', '.join(sorted(known))}.")
        if isinstance(values.get("languages"), list):
            values = {**values, "languages": tuple(values["languages"])}
        return replace(self, **values)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values, for a manifest; an encoder that is an object by the name of its class."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = self.encoder if isinstance(self.encoder, str) else type(self.encoder).__name__
        return {key: list(value) if isinstance(value, tuple) else value for key, value in {**values, "encoder": plain}.items()}


def _is_count(value: object, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_encoder(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return not isinstance(value, type) and callable(getattr(value, "encode", None))


def _are_languages(value: object) -> bool:
    return isinstance(value, tuple) and len(value) > 0 and all(language in LANGUAGES for language in value)
