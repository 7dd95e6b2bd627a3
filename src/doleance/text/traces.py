"""Follows the sentiment engine through a text: which words it marks, where they stand, and what changed their valence."""

from __future__ import annotations

from dataclasses import dataclass

from doleance.text.entries import CAPITALS, RATIO, REPEATED, Entry, Role
from doleance.text.valence import Mark, Reading, ValenceEngine, exclaim

# What the writing of a word does, what the words around it do, and what works on the whole text: keys of words/explanations_*.toml.
IDIOM, EMOJI, RATING, IN_CAPITALS, IN_REPEATED = "idiom", "emoji", "rating", "capitals", "repeated"
NEGATED, STRENGTHENED, WEAKENED = "negated", "strengthened", "weakened"
BEFORE_CONTRAST, AFTER_CONTRAST, CONCEDED = "before_contrast", "after_contrast", "conceded"
LENGTH, EXCLAMATION = "length", "exclamation"
WORD_RULES = (
    IDIOM, EMOJI, RATING, IN_CAPITALS, IN_REPEATED, NEGATED, STRENGTHENED, WEAKENED, BEFORE_CONTRAST, AFTER_CONTRAST, CONCEDED,
)  # fmt: skip
TEXT_RULES = (LENGTH, EXCLAMATION)
_WRITING = {CAPITALS: (IN_CAPITALS,), REPEATED: (IN_REPEATED,), CAPITALS * REPEATED: (IN_CAPITALS, IN_REPEATED)}

# The first and the last token of a word or phrase.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedWord:
    """A word, or a phrase, that counts for a text's sentiment.

    Attributes
    ----------
    start, end, words
        Where it stands in the text, and how it is written there.
    valence, value
        What the lexicon gives it, and what counts after the rules, on VADER's scale.
    rules, cues
        The names of the rules, and the words of the text that set off each; empty where the word's own writing did.
    language
        The language it was read in.
    """

    start: int
    end: int
    words: str
    valence: float
    value: float
    rules: tuple[str, ...]
    cues: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """A rule that works on a whole text: its name, what it adds to the sum of the values, the language it was read in."""

    name: str
    value: float
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What an engine made of a text; ``sentiment`` is what it scores."""

    sentiment: float
    marks: tuple[MarkedWord, ...]
    rules: tuple[TextRule, ...]


def trace_text(text: str, engine: ValenceEngine) -> Trace:
    """Return what an engine marks in a text, and what that adds up to."""
    watcher = _Watcher()
    spans = engine.follow(text, watcher)
    language = engine.lexicon.language
    if not watcher.marks:
        return Trace(sentiment=0.0, marks=(), rules=())
    total = sum([mark.value for mark in watcher.marks])
    damped = engine.damp(total, len(watcher.marks))
    raised = exclaim(damped, text)
    changes = zip(TEXT_RULES, (damped - total, raised - damped), strict=True)
    return Trace(
        sentiment=engine.bound(raised),
        marks=tuple(_place(text, mark, watcher, spans, language) for mark in watcher.marks),
        rules=tuple(TextRule(name=name, value=value, language=language) for name, value in changes if value),
    )


def _place(text: str, mark: Mark, watcher: _Watcher, spans: list[Span], language: str) -> MarkedWord:
    def cut(tokens: Span) -> str:
        return text[spans[tokens[0]][0] : spans[tokens[1]][1]]

    tokens = (mark.place, watcher.lasts[mark.place])
    words = cut(tokens)
    causes = [(rule, "") for rule in _read_writing(words, mark.entry)]
    causes += [(rule, cut(cue) if cue != tokens else "") for rule, cue in watcher.causes[mark.place]]
    return MarkedWord(
        start=spans[tokens[0]][0],
        end=spans[tokens[1]][1],
        words=words,
        valence=mark.entry.value,
        value=mark.value,
        rules=tuple(rule for rule, _ in causes),
        cues=tuple(cue for _, cue in causes),
        language=language,
    )


def _read_writing(words: str, entry: Entry) -> tuple[str, ...]:
    """Return the rules that the writing of a word sets off by itself."""
    if " " in entry.key:
        return (IDIOM,)
    if RATIO.fullmatch(words):
        return (RATING,)
    return _WRITING.get(entry.emphasis, ()) if words[0].isalnum() else (EMOJI,)


class _Watcher(Reading):
    """A reading that remembers which rule, set off by which tokens, changed each mark; it changes nothing itself."""

    __slots__ = ("actor", "causes", "conceder", "lasts", "negator", "raiser", "turner")

    def __init__(self) -> None:
        super().__init__()
        self.lasts: dict[int, int] = {}
        self.causes: dict[int, list[tuple[str, Span]]] = {}
        self.actor = self.negator = self.raiser = self.turner = self.conceder = (0, 0)

    def keep(self, mark: Mark, last: int) -> None:
        super().keep(mark, last)
        degree = self.degree_at(mark.place)
        active = (
            (NEGATED, mark.is_negated, self.negator),
            (STRENGTHENED if degree > 1 else WEAKENED, degree != 1, self.raiser),
            (AFTER_CONTRAST, self.gain != 1, self.turner),
            (CONCEDED, self.conceded != 1, self.conceder),
        )
        self.lasts[mark.place] = last
        self.causes[mark.place] = [(rule, cue) for rule, is_active, cue in active if is_active]

    def act(self, entry: Entry, place: int, last: int) -> None:
        self.actor = (place, last)
        if entry.role is Role.DEGREE:
            # Degree words that follow each other work together.
            self.raiser = (self.raiser[0] if place <= self.degree_to else place, last)
        elif entry.role is Role.CONCESSION:
            self.conceder = self.actor
        elif entry.role is Role.CONTRAST:
            self.turner = self.actor
        negated_to = self.negated_to
        super().act(entry, place, last)
        if entry.role is Role.NEGATION and self.negated_to != negated_to:
            self.negator = self.actor

    def turn(self) -> None:
        for mark in self.marks[self.sentence :]:
            self.causes[mark.place].append((BEFORE_CONTRAST, self.actor))
        super().turn()

    def negate(self, mark: Mark) -> None:
        if not mark.is_negated:
            self.causes[mark.place].append((NEGATED, self.actor))
        super().negate(mark)
