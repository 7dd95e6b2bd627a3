"""Says in words what made the sentiment of a text: one sentence a reader understands, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from doleance.errors import UnknownLanguageError
from doleance.settings import LANGUAGES
from doleance.text.traces import MarkedWord, TextRule
from doleance.text.words import read_tables

MINUS = "−"
VALUE_DIGITS, SENTIMENT_DIGITS = 1, 2


@dataclass(frozen=True, slots=True)
class Account:
    """What explanations say in one language."""

    language: str
    words: Mapping[str, Mapping[str, str]]

    def signed(self, value: float, digits: int = VALUE_DIGITS) -> str:
        """Return a number with its sign, a true minus and the language's decimal mark; zero has no sign."""
        text = f"{abs(value):.{digits}f}".replace(".", self.words["format"]["decimal"])
        rounded = round(value, digits)
        return f"{'+' if rounded > 0 else MINUS if rounded < 0 else ''}{text}"

    def quoted(self, words: str) -> str:
        """Return words inside the language's quotation marks, as one line."""
        return self.words["format"]["open"] + " ".join(words.split()) + self.words["format"]["close"]

    def rule(self, name: str, cue: str = "") -> str:
        """Return a rule in words, with the words that set it off where they are known."""
        cued = self.words["cued"].get(name) if cue else None
        return cued.format(cue=self.quoted(cue)) if cued else self.words["rules"][name]

    def word(self, mark: MarkedWord) -> str:
        """Return a marked word with what it counts for, and why that is not what the lexicon says."""
        reasons = [self.rule(name, cue) for name, cue in zip(mark.rules, mark.cues, strict=True)]
        if self.signed(mark.value) != self.signed(mark.valence):
            reasons.insert(0, self.words["sentences"]["valence"].format(valence=self.signed(mark.valence)))
        said = self.words["format"]["semicolon"].join(reasons)
        return self.words["sentences"]["ruled" if said else "word"].format(
            words=self.quoted(mark.words), value=self.signed(mark.value), rules=said
        )

    def items(self, marks: Sequence[MarkedWord], rules: Sequence[TextRule], most: int | None = None) -> str:
        """Return the words and rules that count, in reading order; words beyond the ``most`` that weigh most are told as a sum."""
        heard, told = pick_heard(marks), pick_heard(marks, most)
        said = [self.word(mark) for mark in told]
        if len(told) < len(heard):
            rest = sum(mark.value for mark in heard) - sum(mark.value for mark in told)
            said.append(self.words["sentences"]["more"].format(value=self.signed(rest)))
        said += [f"{self.rule(rule.name)}\u00a0{self.signed(rule.value)}" for rule in rules if is_heard(rule.value)]
        return self.words["format"]["comma"].join(said) or self.words["sentences"]["nothing"]

    def head(self, key: str, polarity: str, sentiment: float, items: str = "") -> str:
        """Return a sentence that starts with a polarity and its sentiment."""
        return self.words["sentences"][key].format(
            polarity=self.words["polarities"][polarity], sentiment=self.signed(sentiment, SENTIMENT_DIGITS), items=items
        )


def is_heard(value: float) -> bool:
    """Whether a value is more than zero once it is written down."""
    return round(value, VALUE_DIGITS) != 0


def pick_heard(marks: Sequence[MarkedWord], most: int | None = None) -> list[MarkedWord]:
    """Return the marks that count for something, in reading order: all of them, or the ``most`` that weigh most."""
    heard = [mark for mark in marks if is_heard(mark.value)]
    if most is None or len(heard) <= most:
        return heard
    heaviest = sorted(range(len(heard)), key=lambda place: (-abs(heard[place].value), place))[:most]
    return [heard[place] for place in sorted(heaviest)]


@lru_cache
def load_account(language: str) -> Account:
    """Return what explanations say in a language.

    Raises
    ------
    UnknownLanguageError
        Nothing can be explained in that language.
    """
    if language not in LANGUAGES:
        raise UnknownLanguageError(
            f"Nothing can be explained in the language {language!r}; it must be one of {', '.join(LANGUAGES)}.",
            hint=f"Ask for {LANGUAGES[0]!r}.",
        )
    return Account(language, read_tables(f"explanations_{language}"))
