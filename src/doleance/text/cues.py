"""Finds how much is at stake in a unit: anger, leaving, chasing an answer, threats, disappointment.

The rules are the words of ``words/cues_*.toml``; ``corpora/cue-sentences/card.md`` says how often they are right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from doleance.schema import CUES
from doleance.settings import LANGUAGES
from doleance.text.folding import fold
from doleance.text.words import read_tables

COLUMNS = [f"is_{cue}" for cue in CUES]
NONE = (False,) * len(CUES)
# A word met is remembered, up to so many.
MOST_WORDS = 200_000
# Words that are anger only when they are shouted.
SHOUTING = "shouting"
ANGRY = CUES.index("angry")
SHOUTED = re.compile(r"!\s?!\s?!|(?:(?<![^\W_])(?!X+(?![^\W_]))[A-Z\u00c0-\u00d6\u00d8-\u00de]{2,}(?![^\W_])[^\w!?.]{0,3}){3}")
_NAMED_PART = re.compile(r"(?<!P)<([a-z]+)>")
# What follows a backslash, what stands in brackets and what opens a group are kept as they are.
_PIECE = re.compile(r"\\.|\[[^\]]*\]|\(\?[:=!]|\(\?<[=!]|[^\\(\[]+|\(")


class Rule:
    """One cue of a language; what few texts need is compiled when one does.

    Parameters
    ----------
    anchors
        Beginnings of words, one of which every mention holds.
    mentions
        All that may be the cue, denied or not.
    pattern
        The same and what only looks like it, which is read first and so passed over; the groups tell what counts.
    """

    def __init__(self, anchors: str, mentions: str, pattern: str) -> None:
        self.anchor = re.compile(anchors)
        self._mentions, self._pattern = mentions, pattern

    @cached_property
    def mention(self) -> re.Pattern[str]:
        """All that may be the cue."""
        return re.compile(self._mentions)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What counts, denied or not, and what only looks like it."""
        return re.compile(self._pattern)

    def fires(self, folded: str) -> bool:
        """Whether a folded text holds the cue, other than denied or meant otherwise."""
        # Few texts hold a mention, and the pattern is slow.
        return self.mention.search(folded) is not None and any(map(_counts, self.pattern.finditer(folded)))


def _counts(found: re.Match[str]) -> bool:
    return found["phrase"] is not None or (found["word"] is not None and found["denied"] is None)


class Hints(dict[str, int]):
    """For each word met, the rules whose anchors it holds, a bit each: a word is looked into once."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self.rules = tuple(rules)

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST_WORDS:
            self.clear()
        hint = sum(1 << i for i, rule in enumerate(self.rules) if rule.anchor.search(word))
        self[word] = hint
        return hint


def add_cues(units: pd.DataFrame, comments: pd.DataFrame) -> pd.DataFrame:
    """Return the units with the cues of intensity that each holds in its own words.

    Needs: comment_id, unit; of the comments comment_id, language.
    Adds: is_leaving, is_threatening, is_chasing, is_angry, is_disappointed.
    """
    places = pd.Index(comments["comment_id"]).get_indexer(units["comment_id"])
    languages = comments["language"].to_numpy(dtype=object)[places]
    cues = find_cues(units["unit"].tolist(), languages.tolist())
    return units.assign(**{name: cues[name].to_numpy() for name in COLUMNS})


def find_cues(texts: Iterable[object], languages: Iterable[object]) -> pd.DataFrame:
    """Return which cues each text holds, in the order given; each text by itself, whatever stands beside it.

    Parameters
    ----------
    texts
        Any texts, best opinion units; what is missing holds no cue.
    languages
        The language of each; in a text of no known language the cues of every language count.

    Returns
    -------
    pandas.DataFrame
        is_leaving (left, is leaving, or means to), is_threatening (turns, or threatens to turn, to the law, an authority
        or the public), is_chasing (had to ask again, or still waits), is_angry (says so, insults, cries scandal, or shouts
        a complaint), is_disappointed.

    Examples
    --------
    >>> find_cues(["I'm cancelling my contract", "Pas du tout déçue"], ["en", "fr"])["is_leaving"].tolist()
    [True, False]
    """
    found = np.zeros((0, len(CUES)), dtype=bool)
    rows = [_read(text, str(code)) if isinstance(text, str) else NONE for text, code in zip(texts, languages, strict=True)]
    if rows:
        found = np.array(rows, dtype=bool)
    return pd.DataFrame(found, columns=COLUMNS)


def _read(text: str, code: str) -> Sequence[bool]:
    """Return the cues of one text, looking only for those that its words hint at."""
    folded = fold(text)
    words = folded.split()
    cues: Sequence[bool] = NONE
    for language in (code,) if code in LANGUAGES else LANGUAGES:
        hints, hint = load_hints(language), 0
        for word in words:
            hint |= hints[word]
        if hint:
            cues = [known or new for known, new in zip(cues, _judge(text, folded, hint, hints.rules), strict=True)]
    return cues


def _judge(text: str, folded: str, hint: int, rules: Sequence[Rule]) -> list[bool]:
    cues = [bool(hint >> i & 1) and rules[i].fires(folded) for i in range(len(CUES))]
    if not cues[ANGRY] and hint >> len(CUES) and SHOUTED.search(text):
        cues[ANGRY] = rules[-1].fires(folded)
    return cues


@lru_cache
def load_hints(language: str) -> Hints:
    """Return the rules of a language, those of the cues in their order, then that of shouting, and the words met so far."""
    tables = read_tables(f"cues_{language}")
    parts, negation = tables["parts"], tables["negation"]
    denied = rf"(?:{_join(negation['words'], parts)})[\s'-]+(?:(?:{_join(negation['between'], parts)})[\s'-]+){{0,3}}"
    return Hints([_compile(tables[name], parts, denied) for name in (*CUES, SHOUTING)])


def _compile(table: Mapping[str, Sequence[str]], parts: Mapping[str, str], denied: str) -> Rule:
    words, phrases, others = (_join(table[key], parts) for key in ("words", "phrases", "not_words"))
    pattern = rf"(?<!\w)(?:(?:{others})|(?P<denied>{denied})?(?P<word>{words})|(?P<phrase>{phrases}))(?!\w)"
    return Rule(anchors=rf"(?<!\w)(?:{_join(table['anchors'], parts)})", mentions=rf"(?<!\w)(?:{phrases}|{words})(?!\w)", pattern=pattern)


def _join(fragments: Sequence[str], parts: Mapping[str, str]) -> str:
    return "|".join(_loosen(_fill(fragment, parts)) for fragment in fragments) or r"(?!)"


def _loosen(fragment: str) -> str:
    """Return a fragment that reads folded text, where spaces vary and an apostrophe may be missing."""
    # What stands for any word ends at the space alone: a comma that could belong to both would be tried in every way.
    return _PIECE.sub(_loosen_piece, fragment.replace(r"\S+ ", r"\S+\s+"))


def _loosen_piece(piece: re.Match[str]) -> str:
    if piece[0][0] in "\\[(":
        return piece[0]
    return fold(piece[0]).replace(" ?", r"[\s,]*").replace(" ", r"[\s,]+").replace("-", "[ -]?").replace("'", r"'?\s?")


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    return _NAMED_PART.sub(lambda found: f"(?:{_fill(parts[found[1]], parts)})" if found[1] in parts else found[0], pattern)
