"""The rule words of the lists a study draws up: cues of questions and requests, praise, titles of ideas."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from doleance.text.words import read_tables

_NAMED_PART = re.compile(r"(?<!P)<([a-z]+)>")
# What follows a backslash and what stands in brackets is kept as it is.
_PIECE = re.compile(r"\\.|\[[^\]]*\]|[^\\\[]+")


def _fold_table() -> dict[int, str]:
    # One character for one character, so that what is found in the folded text lies at the same place in the text.
    bare = {code: unicodedata.normalize("NFD", chr(code))[0].lower() for code in range(0x41, 0x250) if chr(code).isalpha()}
    signs = {0x2019: "'", 0x2018: "'", 0x60: "'", 0xB4: "'", 0xA0: " ", 0x202F: " ", 0x2009: " ", 0x2011: "-"}
    return {code: char for code, char in {**bare, **signs}.items() if len(char) == 1}


_FOLDS = _fold_table()


def flatten(text: str) -> str:
    """Return a text in lower case without accents, its length kept.

    Examples
    --------
    >>> flatten("Où est-ce ?")
    'ou est-ce ?'
    """
    return text.translate(_FOLDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The rules of one language, compiled; the patterns named ``rules`` read the text, all others the folded text.

    Attributes
    ----------
    openers, statements
        What a well-formed question starts with, and what a question put as a statement starts with.
    bare
        Short questions that lean on the sentence before.
    inside
        Marks of a question anywhere in it; without one, a row of question marks is a cry.
    unmarked
        What starts a question though it bears no mark.
    rhetorical
        What only looks like a question.
    anchors
        Pieces of words, one of which every need holds: a test that is quick.
    needs
        Words of not knowing, up to the question word, which is the group ``asked``.
    howto
        Words of not managing, up to the verb, which is the group ``asked``.
    rules
        How what was asked indirectly becomes a question: pattern, replacement.
    lead, trail
        What stands before a question and after it without being part of it.
    turn
        Where the question ends when it goes on with something else.
    loose, sloppy, fixes
        Words that point out of the sentence, words nobody would print, and corrections of spelling.
    clause
        Where a clause starts: after punctuation, or before a joining word.
    mark, howto_form
        How a question ends, and the form that makes one of a verb.
    asking, requests, not_requests, request_anchors
        Questions that ask for a change, all that asks for one, what only seems to, and the quick test.
    teaching
        Questions that a lesson in steps answers.
    contrasts, starts, plain
        Where praise turns, what leans on words before, and words of praise that any shop could print.
    titles
        Titles of ideas by form; those of a form take turns.
    """

    openers: re.Pattern[str]
    statements: re.Pattern[str]
    bare: re.Pattern[str]
    inside: re.Pattern[str]
    unmarked: re.Pattern[str]
    rhetorical: re.Pattern[str]
    anchors: tuple[str, ...]
    needs: re.Pattern[str]
    howto: re.Pattern[str]
    rules: tuple[tuple[re.Pattern[str], str], ...]
    lead: re.Pattern[str]
    trail: re.Pattern[str]
    turn: re.Pattern[str]
    loose: re.Pattern[str]
    sloppy: re.Pattern[str]
    fixes: tuple[tuple[re.Pattern[str], str], ...]
    clause: re.Pattern[str]
    mark: str
    howto_form: str
    asking: re.Pattern[str]
    request_anchors: tuple[str, ...]
    requests: re.Pattern[str]
    not_requests: re.Pattern[str]
    teaching: re.Pattern[str]
    contrasts: re.Pattern[str]
    starts: re.Pattern[str]
    plain: frozenset[str]
    titles: Mapping[str, tuple[str, ...]]


@lru_cache
def load_lists(language: str) -> Lists:
    """Return the rules of a language's ``words/lists_*.toml``; read once.

    Examples
    --------
    >>> bool(load_lists("en").openers.match("how do i"))
    True
    """
    tables = read_tables(f"lists_{language}")
    parts, asks, wording = tables["parts"], tables["questions"], tables["wording"]
    wishes, praise = tables["requests"], tables["praise"]

    def compiled(fragments: Iterable[str]) -> re.Pattern[str]:
        return _compile(fragments, parts)

    return Lists(
        **{name: compiled(asks[name]) for name in ("openers", "statements", "bare", "inside", "unmarked", "rhetorical", "needs", "howto")},
        **{name: compiled(wording[name]) for name in ("lead", "trail", "turn", "loose", "sloppy")},
        anchors=tuple(flatten(piece) for piece in asks["anchors"]),
        rules=_pairs(wording["rules"], parts),
        fixes=_pairs(wording["fixes"], parts),
        clause=re.compile(rf"(?:[,:;(]|\s[-\u2013\u2014])\s+|\s+(?=(?:{'|'.join(wording['joiners'])})\s)"),
        mark=wording["mark"],
        howto_form=wording["howto"],
        asking=compiled(wishes["asking"]),
        request_anchors=tuple(flatten(piece) for piece in wishes["anchors"]),
        requests=compiled((*wishes["asking"], *wishes["words"])),
        not_requests=compiled(wishes["not_words"]),
        teaching=compiled(tables["ideas"]["teaching"]),
        contrasts=compiled(praise["contrasts"]),
        starts=compiled(praise["starts"]),
        plain=frozenset(flatten(word) for word in praise["plain"]),
        titles={name: tuple(forms) for name, forms in tables["titles"].items()},
    )


def _compile(fragments: Iterable[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """Return one pattern of many fragments; neither end of a match lies inside a word."""
    ready = "|".join(_loosen(_fill(fragment, parts)) for fragment in fragments)
    return re.compile(rf"(?!(?<=\w)\w)(?:{ready})(?!(?<=\w)\w)")


def _loosen(fragment: str) -> str:
    """Return a fragment that reads folded text, where spaces vary and an apostrophe may be missing."""
    return _PIECE.sub(_loosen_piece, fragment.replace("(?P<asked>", "("))


def _loosen_piece(piece: re.Match[str]) -> str:
    if piece[0][0] == "\\":
        return piece[0]
    folded = flatten(piece[0])
    if folded[0] == "[":
        return folded
    return folded.replace(" ?", r"\s*").replace(" ", r"\s+").replace("'", r"'?\s?")


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    return _NAMED_PART.sub(lambda found: f"(?:{_fill(parts[found[1]], parts)})" if found[1] in parts else found[0], pattern)


def _pairs(rules: Iterable[Iterable[str]], parts: Mapping[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    straight = ((_fill(pattern, parts).replace("’", "'"), replacement.replace("’", "'")) for pattern, replacement in rules)
    return tuple((re.compile(pattern, re.IGNORECASE), replacement) for pattern, replacement in straight)
