"""The words of a report in one language: sentences, plurals, numbers and dates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import pandas as pd

from doleance.errors import UnknownLanguageError
from doleance.report.parts import Run
from doleance.settings import LANGUAGES

MINUS = "−"
NARROW = "\u202f"
WIDE = "\u00a0"
PERIOD = re.compile(r"(?P<year>\d{4})-?(?:W(?P<week>\d{1,2})|Q(?P<quarter>[1-4])|(?P<month>\d{2}))")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a report can say in one language; ``phrases`` is the language's TOML with its spaces made fast."""

    language: str
    phrases: Mapping[str, Any]

    def say(self, key: str, n: float | None = None, /, **values: str) -> str:
        """Return the sentence of a dotted key, filled in; ``n`` chooses the plural and fills ``{n}``."""
        return self._find(key, n).format(**self._filled(n, values))

    def runs(self, key: str, n: float | None = None, /, **values: str) -> tuple[Run, ...]:
        """Return the sentence of a dotted key as runs; what stands between ``**`` is strong."""
        # The template is cut before it is filled in: stars in a customer's words stay stars.
        pieces = self._find(key, n).split("**")
        filled = self._filled(n, values)
        return tuple(Run(text=piece.format(**filled), is_strong=bool(i % 2)) for i, piece in enumerate(pieces) if piece)

    def has(self, key: str) -> bool:
        """Whether a dotted key says something."""
        found: Any = self.phrases
        for name in key.split("."):
            if not isinstance(found, Mapping) or name not in found:
                return False
            found = found[name]
        return True

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with the language's thousands and decimal marks and a true minus."""
        style = self.phrases["format"]
        text = f"{abs(value):,.{digits}f}".replace(",", "\0").replace(".", style["decimal"]).replace("\0", style["thousands"])
        return f"{MINUS}{text}" if round(value, digits) < 0 else text

    def signed(self, value: float, digits: int = 0) -> str:
        """Return a number with its sign, except zero."""
        return f"+{self.number(value, digits)}" if round(value, digits) > 0 else self.number(value, digits)

    def share(self, value: float) -> str:
        """Return a share of 0–1 as a percentage."""
        return str(self.phrases["format"]["percent"]).format(value=self.number(100 * value))

    def shares(self, values: Sequence[float]) -> list[str]:
        """Return the parts of a whole as percentages that add up, the largest remainders rounded up."""
        whole = [int(100 * value + 1e-9) for value in values]
        n_missing = round(100 * sum(values)) - sum(whole)
        order = sorted(range(len(whole)), key=lambda i: (whole[i] - 100 * values[i], i))
        rounded = [part + (i in order[:n_missing]) for i, part in enumerate(whole)]
        return [self.share(part / 100) for part in rounded]

    def date(self, value: object) -> str:
        """Return a day, such as 3 Sep 2026; nothing where there is none."""
        if not isinstance(value, str) and pd.isna(value):  # type: ignore[call-overload]
            return ""
        day = pd.Timestamp(value)  # type: ignore[arg-type]
        number = self.say("format.first_day") if day.day == 1 else str(day.day)
        return self.say("format.date", day=number, month=self._month(day.month), year=str(day.year))

    def period(self, value: str, has_year: bool = True) -> str:
        """Return the name of a month (2026-04), week (2026-W14) or quarter (2026-Q2); other values as they are."""
        found = PERIOD.fullmatch(value)
        if found is None:
            return value
        kind = next(name for name in ("week", "quarter", "month") if found[name])
        number = int(found[kind])
        if kind == "month" and not 1 <= number <= 12:
            return value
        shown = self._month(number) if kind == "month" else str(number)
        return self.say(f"format.{kind}_year" if has_year else f"format.{kind}", **{kind: shown, "year": found["year"]})

    def quoted(self, text: str) -> str:
        """Return a text inside the language's quotation marks."""
        return f"{self.say('format.open')}{text}{self.say('format.close')}"

    def listed(self, items: Sequence[str]) -> str:
        """Return items as a list in a sentence."""
        *before, last = items
        return self.say("format.comma").join(before) + self.say("format.and") + last if before else last

    def joined(self, items: Sequence[str]) -> str:
        """Return the items that say something, set apart by a middle dot."""
        return self.say("format.separator").join(item for item in items if item)

    def _month(self, number: int) -> str:
        return str(self.phrases["format"]["months"][number - 1])

    def _filled(self, n: float | None, values: dict[str, str]) -> dict[str, str]:
        return values if n is None else {"n": self.number(n), **values}

    def _find(self, key: str, n: float | None) -> str:
        found: Any = self.phrases
        for name in key.split("."):
            found = found[name]
        if isinstance(found, Mapping):
            first, last = self.phrases["format"]["one"]
            found = found["one" if n is not None and first <= abs(n) <= last else "other"]
        return str(found)


@lru_cache
def load_wording(language: str) -> Wording:
    """Return the words of a language.

    Raises
    ------
    UnknownLanguageError
        No report can be written in that language.
    """
    if language not in LANGUAGES:
        raise UnknownLanguageError(
            f"No report can be written in the language {language!r}; it must be one of {', '.join(LANGUAGES)}.",
            hint=f"Choose --language {LANGUAGES[0]}.",
        )
    source = resources.files("doleance.report") / "locale" / f"{language}.toml"
    phrases = tomllib.loads(source.read_text(encoding="utf-8"))
    return Wording(language, _typeset(phrases))


def _typeset(phrases: Any) -> Any:
    """Make fast the spaces that French sets inside quotation marks and before double punctuation; English has none."""
    if isinstance(phrases, Mapping):
        return {key: _typeset(value) for key, value in phrases.items()}
    if isinstance(phrases, list):
        return [_typeset(value) for value in phrases]
    if not isinstance(phrases, str):
        return phrases
    return re.sub(" (?=[;!?%»])", NARROW, phrases).replace(" :", f"{WIDE}:").replace("« ", f"«{NARROW}")
