"""A language's words, read from its TOML once and frozen."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from doleance.errors import UnknownLanguageError
from doleance.settings import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What Doleance knows of one language; every entry is lower case, its apostrophes straight.

    Attributes
    ----------
    code, names
        The language's code, and what a source may call it.
    stop
        Words too common to tell one theme from another.
    vote, shared, letters
        Function words that mark the language; those of them that third languages share; letters only it writes.
    contrasts, not_contrasts, openers
        Connectives that open an opinion, uses of them that do not, and those whose contrast comes at the next comma.
    joiners, starts
        What may come before and after the start of a clause.
    abbreviations, closing
        What a full stop may follow inside a sentence, and those of them that may also end one.
    negations, more, less
        Words that deny, that strengthen and that weaken.
    question_starts, question_inside, not_questions, requests
        Cues of questions and requests, and what only looks like a question.
    uninformative
        Whole answers that say nothing.
    """

    code: str
    names: frozenset[str]
    stop: frozenset[str]
    vote: frozenset[str]
    shared: frozenset[str]
    letters: frozenset[str]
    contrasts: tuple[str, ...]
    not_contrasts: tuple[str, ...]
    openers: tuple[str, ...]
    joiners: tuple[str, ...]
    starts: frozenset[str]
    abbreviations: frozenset[str]
    closing: frozenset[str]
    negations: frozenset[str]
    more: tuple[str, ...]
    less: tuple[str, ...]
    question_starts: tuple[str, ...]
    question_inside: tuple[str, ...]
    not_questions: tuple[str, ...]
    requests: tuple[str, ...]
    uninformative: frozenset[str]


@lru_cache
def load_words(language: str) -> Words:
    """Return the words of a language.

    Parameters
    ----------
    language
        A code of ``doleance.settings.LANGUAGES``.

    Raises
    ------
    UnknownLanguageError
        Doleance does not speak the language.

    Examples
    --------
    >>> "but" in load_words("en").contrasts
    True
    """
    if language not in LANGUAGES:
        raise UnknownLanguageError(
            f"There are no words for the language {language!r}; it must be one of {', '.join(LANGUAGES)}.",
            hint=f"Ask for one of {', '.join(LANGUAGES)}.",
        )
    tables = read_tables(language)
    vote, contrast, questions = tables["vote"], tables["contrast"], tables["questions"]
    return Words(
        code=tables["language"]["code"],
        names=frozenset(tables["language"]["names"]),
        stop=frozenset(tables["stop"]["words"]),
        vote=frozenset(vote["words"]) - frozenset(vote["shared"]),
        shared=frozenset(vote["shared"]),
        letters=frozenset(vote["letters"]),
        contrasts=tuple(contrast["words"]),
        not_contrasts=tuple(contrast["not_words"]),
        openers=tuple(contrast["openers"]),
        joiners=tuple(tables["clause"]["joiners"]),
        starts=frozenset(tables["clause"]["starts"]),
        abbreviations=frozenset(tables["abbreviations"]["words"]),
        closing=frozenset(tables["abbreviations"]["closing"]),
        negations=frozenset(tables["negation"]["words"]),
        more=tuple(tables["intensity"]["more"]),
        less=tuple(tables["intensity"]["less"]),
        question_starts=tuple(questions["starts"]),
        question_inside=tuple(questions["inside"]),
        not_questions=tuple(questions["not_questions"]),
        requests=tuple(tables["requests"]["words"]),
        uninformative=frozenset(tables["uninformative"]["answers"]),
    )


@lru_cache
def read_tables(name: str) -> dict[str, Any]:
    """Return the tables of one file of ``words/``, such as ``"fr"``; read once, so do not change them."""
    source = files("doleance").joinpath("words", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def gather(table: str, key: str, languages: Iterable[str] = LANGUAGES) -> tuple[str, ...]:
    """Return the entries that a table has under a key in any of the languages, each once, sorted.

    Examples
    --------
    >>> "mme" in gather("personal", "titles")
    True
    """
    return tuple(sorted({entry for language in languages for entry in read_tables(language)[table][key]}))


def join_longest_first(entries: Iterable[str]) -> str:
    """Return the alternatives of a regular expression, the longest first so that it wins over its own beginning.

    Examples
    --------
    >>> join_longest_first(["if", "iffy"])
    'iffy|if'
    """
    return "|".join(re.escape(entry) for entry in sorted(entries, key=lambda entry: (-len(entry), entry)))
