"""Tells the comments that say something from those that only fill the box."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import pandas as pd

from doleance.text.folding import fold
from doleance.text.words import gather, join_longest_first

PLACEHOLDER = re.compile(r"\[[a-z-]+\]")
WORD = re.compile(r"[^\W_]+")
LETTER = re.compile(r"[^\W\d_]")
# Faces written with signs; emoji are known by their Unicode category.
EMOTICON = re.compile(r"(?<!\w)(?:[:;=8xX][-o^']?[)(\]\[DPp/\\|*]+|<3+|[\^][_.]?[\^]|[)(][-']?[:;=])(?!\w)")
PART = re.compile(r"[.,;:!?()\n/\u2026-]+")
# The longest answer that can be one of the empty ones; longer comments need not be compared.
N_LONGEST = 80


def mark_informative(comments: pd.DataFrame) -> pd.DataFrame:
    """Return the comments marked by whether they say anything.

    Needs: text; status where rows were rejected while reading.
    Adds: is_informative; status: analysed, uninformative, empty, and rejected as it was.
    """
    texts = comments["text"].tolist()
    rejected = comments["status"].eq("rejected").tolist() if "status" in comments else [False] * len(texts)
    informative = [not is_rejected and is_informative(text) for text, is_rejected in zip(texts, rejected, strict=True)]
    statuses = [_name_status(*row) for row in zip(texts, rejected, informative, strict=True)]
    return comments.assign(
        is_informative=pd.Series(informative, index=comments.index, dtype=bool),
        status=pd.Series(statuses, index=comments.index, dtype="str"),
    )


def _name_status(text: str, is_rejected: bool, says_something: bool) -> str:
    if is_rejected:
        return "rejected"
    if says_something:
        return "analysed"
    return "uninformative" if text.strip() else "empty"


def is_informative(text: str) -> bool:
    """Return whether a clean text says anything: an opinion, even in one word or one emoji.

    Answers such as "n/a" or "rien à signaler", and texts of signs and digits alone, say nothing.

    Examples
    --------
    >>> [is_informative(text) for text in ("RAS", "10/10", "Rien à signaler, merci.", "nul", "👍")]
    [False, False, False, True, True]
    """
    if len(text) > N_LONGEST:
        return LETTER.search(text) is not None or _has_face(text)
    if _has_face(text):
        return True
    said = PLACEHOLDER.sub(" ", text)
    if len(set(LETTER.findall(fold(said)))) < 2:
        return False
    if _key(said) in _empty_answers():
        return False
    # "Nothing, thanks" is empty; "thanks" alone is praise.
    keys = [key for part in PART.split(said) if len(key := _courtesies().sub(" ", f" {_key(part)} ").strip()) > 1]
    return not keys or not all(key in _empty_answers() for key in keys)


def _has_face(text: str) -> bool:
    if EMOTICON.search(text):
        return True
    return not text.isascii() and any(unicodedata.category(sign) == "So" for sign in text)


def _key(text: str) -> str:
    """Return the words of a text, folded, one space between them."""
    return " ".join(WORD.findall(fold(text)))


@lru_cache(maxsize=1)
def _empty_answers() -> frozenset[str]:
    return frozenset(_key(answer) for answer in gather("uninformative", "answers"))


@lru_cache(maxsize=1)
def _courtesies() -> re.Pattern[str]:
    return re.compile(rf"(?<= )(?:{join_longest_first(_key(word) for word in gather('uninformative', 'courtesies'))})(?= )")
