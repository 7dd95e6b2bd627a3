"""Gathers what the sentiment engine knows of each token: its valence, what it does to its neighbours, phrases it starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from doleance.text.folding import fold
from doleance.text.lexicons import NEGATION, Lexicon

CAPITALS, REPEATED = 1.25, 1.2
MIN_CAPITALS = 3
RATIO = re.compile(r"(\d+(?:[.,]\d+)?)/(5|10|20)")
RUNS = re.compile(r"(.)\1{2,}")
STRONG, WEAK = ".!?\u2026\n;", ",:()"


class Role(IntEnum):
    """What a token does to the tokens around it."""

    PLAIN = 0
    STOP = 1
    BREAK = 2
    OPENER = 3
    RESTRICTION = 4
    NEGATION = 5
    DEGREE = 6
    CONTRAST = 7
    CONCESSION = 8


@dataclass(slots=True)
class Entry:
    """What the engine knows of a token: its valences and its role.

    ``phrases`` start with it, longest first; ``followers`` are their second words. An idle entry only stands in phrases.
    """

    key: str
    value: float = 0.0
    negated: float = 0.0
    role: Role = Role.PLAIN
    factor: float = 1.0
    ahead: int = 0
    behind: int = 0
    needs_opener: bool = False
    emphasis: float = 1.0
    phrases: tuple[tuple[tuple[str, ...], Entry], ...] = ()
    followers: frozenset[str] = frozenset()
    is_idle: bool = False


def build_entries(lexicon: Lexicon) -> dict[str, Entry]:
    """Return the entry of every word that has a valence or a role, or stands in a phrase."""
    entries = {
        word: Entry(key=word, value=value, negated=lexicon.negated.get(word, NEGATION * value))
        for word, value in lexicon.valences.items()
        if " " not in word
    }
    rules = lexicon.rules
    phrases = {phrase: Entry(key=phrase, value=value, negated=NEGATION * value) for phrase, value in lexicon.rules.phrases.items()}
    for signs, role in ((STRONG, Role.STOP), (WEAK, Role.BREAK)):
        for sign in signs:
            _assign(entries, phrases, sign, role=role)
    for sign in ("!!", "??", "!?"):
        _assign(entries, phrases, sign, role=Role.STOP)
    for words, role in (
        (rules.breaks, Role.BREAK),
        (rules.restrictions, Role.RESTRICTION),
        (rules.openers, Role.OPENER),
        (rules.contrasts, Role.CONTRAST),
        (rules.concessions, Role.CONCESSION),
    ):
        for word in words:
            _assign(entries, phrases, word, role=role)
    for word, factor in rules.degrees.items():
        _assign(entries, phrases, word, role=Role.DEGREE, factor=factor)
    for rule in rules.negations:
        for word in rule.words:
            _assign(entries, phrases, word, role=Role.NEGATION, ahead=rule.ahead, behind=rule.behind, needs_opener=rule.needs_opener)
    _attach(entries, phrases)
    return entries


def _assign(entries: dict[str, Entry], phrases: dict[str, Entry], words: str, **role: object) -> None:
    table = phrases if " " in words else entries
    table[words] = replace(table.get(words) or Entry(key=words), **role)  # type: ignore[arg-type]


def _attach(entries: dict[str, Entry], phrases: Mapping[str, Entry]) -> None:
    """Hang each phrase on its first word, longest phrases first; a phrase of one word is that word's entry."""
    for phrase in sorted(phrases, key=lambda words: (-len(words.split()), words)):
        first, *rest = phrase.split()
        if not rest:
            entries[first] = replace(entries.get(first) or Entry(key=first), value=phrases[phrase].value, negated=phrases[phrase].negated)
            continue
        for word in (first, *rest):
            entries.setdefault(word, Entry(key=word))
        entry = entries[first]
        entry.phrases = (*entry.phrases, (tuple(rest), phrases[phrase]))
        entry.followers |= {rest[0]}
    for entry in entries.values():
        entry.is_idle = not (entry.role or entry.value or entry.negated or entry.phrases)


def find_entry(token: str, entries: Mapping[str, Entry]) -> Entry | None:
    """Return what is known of a token as it is written, or None: accents, capitals and repeated letters are seen through."""
    if match := RATIO.fullmatch(token):
        return _rate(float(match[1].replace(",", ".")) / float(match[2]), token)
    if not token[0].isalnum():
        return entries.get(_canonical(token))
    key = fold(token).rstrip("'")
    emphasis = CAPITALS if len(token) >= MIN_CAPITALS and token.isupper() else 1.0
    entry = entries.get(key)
    if entry is None and RUNS.search(key):
        emphasis *= REPEATED
        entry = entries.get(RUNS.sub(r"\1\1", key)) or entries.get(RUNS.sub(r"\1", key))
    return replace(entry, emphasis=emphasis) if entry and emphasis != 1.0 else entry


def _canonical(token: str) -> str:
    """Return a run of punctuation as one of few: ``!``, ``!!``, ``?``, ``??``, ``!?``, ``…``; other signs as they are."""
    if token.strip("!?.\u2026"):
        return token
    if "!" in token and "?" in token:
        return "!?"
    return token[0] if len(token) == 1 else "\u2026" if token[0] in ".\u2026" else token[0] * 2


def _rate(share: float, token: str) -> Entry | None:
    """Return the valence of a mark such as 9/10; what is over one is a date or a count."""
    if share > 1 or (token[0] == "0" and token[1].isdigit()):
        return None
    value = 5 * share - 3
    return Entry(key="/", value=value, negated=value)
