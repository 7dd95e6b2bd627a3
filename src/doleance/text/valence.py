"""Finds the opinion words of a text and what the words around them make of them: one rule engine, languages as data."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doleance.text.entries import Entry, Role, build_entries, find_entry
from doleance.text.lexicons import Lexicon, Rules
from doleance.text.vader import MAX_MEMO, straighten

# How far back an opener may lie from the word that completes it, in tokens.
REACH = 7
# A degree word reaches over one word ("très peu aimable").
DEGREE_REACH = 2
BEFORE_CONTRAST, AFTER_CONTRAST, CONCEDED = 0.75, 1.2, 0.5
EXCLAMATION, MAX_EXCLAMATIONS = 0.25, 4
ADDRESS = re.compile(r"https?://\S+|www\.\S+")


@dataclass(slots=True)
class Mark:
    """An opinion word of a text: where it stands (token number), whether it is negated, and the factor on its valence."""

    entry: Entry
    place: int
    is_negated: bool
    factor: float

    @property
    def value(self) -> float:
        """The valence that counts."""
        return (self.entry.negated if self.is_negated else self.entry.value) * self.factor


class ValenceEngine:
    """Marks and scores texts of one language.

    Parameters
    ----------
    lexicon
        The language's words and rules.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.entries = build_entries(lexicon)
        self.pattern = _compile_tokens(lexicon.rules)
        self.find_tokens = self.pattern.findall
        self.memo = _Memo(self.entries)

    def mark(self, text: str) -> list[Mark]:
        """Return the opinion words of a text in reading order."""
        return self._read(self.find_tokens(_clear(text)), Reading())

    def follow(self, text: str, reading: Reading) -> list[tuple[int, int]]:
        """Give a reading, which may watch what happens to each mark, the text; return where each token of it stands."""
        tokens = list(self.pattern.finditer(_clear(text)))
        self._read([token.group() for token in tokens], reading)
        return [token.span() for token in tokens]

    def _read(self, tokens: Sequence[str], reading: Reading) -> list[Mark]:
        memo = self.memo
        if len(memo) > MAX_MEMO:
            memo.clear()
        found = [memo[token] for token in tokens]
        resume = 0
        for place, entry in enumerate(found):
            if entry is None or entry.is_idle or place < resume:
                continue
            if entry.phrases and (match := _match(found, place, entry)):
                entry, resume = match
                reading.add(entry, place, resume - 1)
            elif entry.role or entry.value or entry.negated:
                reading.add(entry, place, place)
        return reading.marks

    def score(self, text: str) -> float:
        """Return the sentiment of a text, −1…1."""
        marks = self.mark(text)
        if not marks:
            return 0.0
        total = sum([(mark.entry.negated if mark.is_negated else mark.entry.value) * mark.factor for mark in marks])
        return self.bound(exclaim(self.damp(total, len(marks)), text))

    def damp(self, total: float, n_marks: int) -> float:
        """Return the sum of the valences of a text, damped where it has many."""
        return total / math.sqrt(1 + self.lexicon.length * n_marks)

    def bound(self, total: float) -> float:
        """Return a sum as a sentiment, −1…1."""
        return total / math.sqrt(total * total + self.lexicon.spread)


def exclaim(total: float, text: str) -> float:
    """Return the sum of the valences of a text, raised by its exclamation marks."""
    return total + math.copysign(EXCLAMATION * min(text.count("!"), MAX_EXCLAMATIONS), total) if total else total


class _Memo(dict[str, Entry | None]):
    """Tokens as written, each looked up once."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        super().__init__()
        self.entries = entries

    def __missing__(self, token: str) -> Entry | None:
        self[token] = entry = find_entry(token, self.entries)
        return entry


def _clear(text: str) -> str:
    """Return the text, every sign in its place, with straight apostrophes and blanks for addresses, whose signs look like faces."""
    return ADDRESS.sub(_blank, straighten(text)) if "://" in text or "www." in text else straighten(text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _match(found: Sequence[Entry | None], start: int, first: Entry) -> tuple[Entry, int] | None:
    """Return the longest phrase that starts here and the place after it; one degree word may stand inside it."""
    second = found[start + 1] if start + 1 < len(found) else None
    if second is None or (second.key not in first.followers and second.role is not Role.DEGREE):
        return None
    for words, phrase in first.phrases:
        place, n_skipped = start + 1, 0
        for word in words:
            entry = found[place] if place < len(found) else None
            if entry is not None and entry.key != word and entry.role is Role.DEGREE and not n_skipped:
                n_skipped = 1
                place += 1
                entry = found[place] if place < len(found) else None
            if entry is None or entry.key != word:
                break
            place += 1
        else:
            return phrase, place
    return None


class Reading:
    """The state of one pass over a text, from left to right."""

    __slots__ = ("conceded", "degree", "degree_to", "gain", "marks", "negated_to", "opener", "sentence")

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.sentence = 0
        self.opener = self.negated_to = self.degree_to = -1
        self.degree = self.gain = self.conceded = 1.0

    def add(self, entry: Entry, place: int, last: int) -> None:
        """Take one token, or one phrase that ends at ``last``: its own opinion under what came before, then what it does."""
        if entry.value or entry.negated:
            is_negated = place <= self.negated_to and entry.role is not Role.NEGATION
            factor = entry.emphasis * self.degree_at(place) * self.gain * self.conceded
            self.keep(Mark(entry, place, is_negated, factor), last)
            if entry.role is not Role.DEGREE:
                self.degree_to = -1
        if entry.role:
            self.act(entry, place, last)

    def keep(self, mark: Mark, last: int) -> None:
        """Take an opinion word, or a phrase of opinion that ends at ``last``, under what came before."""
        self.marks.append(mark)

    def degree_at(self, place: int) -> float:
        """Return the factor of the degree words that reach a place."""
        return self.degree if place <= self.degree_to else 1.0

    def act(self, entry: Entry, place: int, last: int) -> None:
        """Do what a token does to those around it."""
        role = entry.role
        if role is Role.DEGREE:
            self.degree = entry.factor * self.degree_at(place)
            self.degree_to = last + DEGREE_REACH
        elif role is Role.NEGATION:
            self._negate(entry, place, last)
        elif role is Role.OPENER:
            self.opener = place
        elif role is Role.CONCESSION:
            self._break()
            self.conceded = CONCEDED
        else:
            if role is Role.STOP:
                self.sentence, self.gain = len(self.marks), 1.0
            elif role is Role.CONTRAST:
                self.turn()
            self._break()

    def _break(self) -> None:
        self.opener = self.negated_to = self.degree_to = -1
        self.conceded = 1.0

    def turn(self) -> None:
        """Let what was said before a contrast weigh less, and what follows more."""
        for mark in self.marks[self.sentence :]:
            mark.factor *= BEFORE_CONTRAST
        self.sentence, self.gain = len(self.marks), AFTER_CONTRAST

    def _negate(self, entry: Entry, place: int, last: int) -> None:
        is_open = self.opener >= 0 and place - self.opener <= REACH
        if entry.needs_opener and not is_open:
            return
        reach = self.opener if is_open else place - entry.behind - 1
        for mark in reversed(self.marks):
            if mark.place <= reach:
                break
            if mark.entry.role is not Role.NEGATION and mark.place < place and mark.place > self.sentence_place():
                self.negate(mark)
        self.opener = -1
        self.negated_to = last + entry.ahead

    def negate(self, mark: Mark) -> None:
        """Negate a mark that stands before the negation."""
        mark.is_negated = True

    def sentence_place(self) -> int:
        """Return the place of the last mark of the sentence before, −1 where there is none."""
        return self.marks[self.sentence - 1].place if self.sentence else -1


def _compile_tokens(rules: Rules) -> re.Pattern[str]:
    """Return the pattern of a token; the commonest kind comes first, for speed."""
    word = r"[^\W\d_]+'?" if rules.has_elisions else r"[^\W\d_]+(?:'[^\W\d_]+)*"
    number = r"\d+(?:[.,]\d+)?(?:/\d+)*"
    face = r"[:;=][-^']?[()DPpOo/\\|\[\]*3$](?!\w)|<3"
    placeholder = r"\[[a-z-]+\]"
    return re.compile(rf"{word}|{number}|{face}|{placeholder}|[!?]+|[.\u2026]+|\n|[^\w\s'-]")
