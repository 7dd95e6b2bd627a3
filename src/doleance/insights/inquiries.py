"""The sentences in which customers ask or seek something, found by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from doleance.insights.lists import Lists, flatten, load_lists
from doleance.insights.phrasings import count_words, word_question
from doleance.settings import LANGUAGES
from doleance.text.words import load_words

COLUMNS = ["comment_id", "language", "start", "end", "kind", "words", "question"]
KINDS = ("explicit", "unmarked", "indirect", "howto")
_END = re.compile(r"[.!?\u2026]+[\"')\]»]*(?=\s|$)|(?<=[^\W\d_]{2})[?!]+(?=[^\W\d_])|\n|;(?=\s)")
_MARKED = re.compile(r"\?[?! \"')\]»\u2026.]*$")
# A mark inside quotes or brackets is reported speech or an aside.
_REPORTED = re.compile(r"\?[?!. ]*[\"')\]»]+[?!. ]*$")
LEAST_WORDS = 3
# A sentence longer than this is a run of sentences without their stops.
MOST_CHARACTERS = 600
LONGEST_ABBREVIATION = 12


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, where it starts in the text, and its folded form."""

    text: str
    start: int
    folded: str

    @property
    def is_marked(self) -> bool:
        """Whether it ends with a question mark."""
        return bool(_MARKED.search(self.text))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """How a sentence asks: its kind, where what is asked indirectly starts (−1), and whether it leans on the sentence before."""

    kind: str
    asked: int = -1
    is_bare: bool = False


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, in order.

    Examples
    --------
    >>> [sentence.text for sentence in split_sentences("Lost. Where is it? Dr. Who knows")]
    ['Lost.', 'Where is it?', 'Dr. Who knows']
    """
    sentences, start = [], 0
    ends = [match.end() for match in _END.finditer(text) if not (match[0] == "." and _is_shortened(text, match.start()))]
    for end in (*ends, len(text)):
        whole = text[start:end]
        kept = whole.strip()
        if kept:
            sentences.append(Sentence(kept, start + len(whole) - len(whole.lstrip()), flatten(kept)))
        start = end
    return sentences


def _is_shortened(text: str, stop: int) -> bool:
    """Whether a full stop belongs to an abbreviation or an initial."""
    before = text[max(0, stop - LONGEST_ABBREVIATION) : stop]
    word = before.rsplit(None, 1)[-1].lstrip("(\"'") if before.strip() and not before[-1].isspace() else ""
    return word.lower() in _abbreviations() or (len(word) == 1 and word.isupper())


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    spoken = [load_words(language) for language in LANGUAGES]
    return frozenset().union(*(words.abbreviations - words.closing for words in spoken))


def find_inquiries(comments: pd.DataFrame, include: str = "needs") -> pd.DataFrame:
    """Return one row for each sentence that asks.

    Needs: comment_id, text, language.
    Adds: start, end (in text), kind, words (the customer's own), question (well-formed, or "").

    Parameters
    ----------
    include
        ``"explicit"`` for questions that bear their mark, ``"needs"`` for what is sought in any form, ``"all"`` to take
        every comment as a question, as in a help desk's inbox.
    """
    rows = [
        (comment_id, *row)
        for comment_id, text, language in comments[["comment_id", "text", "language"]].itertuples(index=False, name=None)
        if isinstance(text, str)
        for row in _read_comment(text, language if language in LANGUAGES else "", include)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _read_comment(text: str, language: str, include: str) -> Iterator[tuple[str, int, int, str, str, str]]:
    spoken = (language,) if language else LANGUAGES
    # Most comments ask nothing, and a look for pieces of words says so at once.
    if include != "all" and "?" not in text and (include == "explicit" or not _may_ask(flatten(text), spoken)):
        return
    sentences = split_sentences(text)
    found = [row for row in _read_sentences(sentences, spoken) if include != "explicit" or row[3] == "explicit"]
    if found or include != "all" or not sentences:
        yield from found[: 1 if include == "all" else None]
    else:
        first = sentences[0]
        yield spoken[0], 0, len(text), "statement", text[:300], word_question(first.text, spoken[0])


def _may_ask(folded: str, spoken: tuple[str, ...]) -> bool:
    return any(anchor in folded for language in spoken for anchor in load_lists(language).anchors)


def _read_sentences(sentences: list[Sentence], spoken: tuple[str, ...]) -> Iterator[tuple[str, int, int, str, str, str]]:
    before: Sentence | None = None
    for sentence in sentences:
        for language in spoken:
            inquiry = read_inquiry(sentence, load_lists(language))
            if inquiry:
                start = before.start if inquiry.is_bare and before else sentence.start
                end = sentence.start + len(sentence.text)
                words = f"{before.text} {sentence.text}" if inquiry.is_bare and before else sentence.text
                question = "" if inquiry.is_bare else word_question(sentence.text, language, inquiry.asked, inquiry.kind == "howto")
                yield language, start, end, inquiry.kind, words, question
                break
        before = sentence


def read_inquiry(sentence: Sentence, lists: Lists) -> Inquiry | None:
    """Return how a sentence asks, or nothing where it does not, only seems to, or asks for a change rather than an answer."""
    folded = sentence.folded
    if len(folded) > MOST_CHARACTERS:
        return None
    if sentence.is_marked:
        return _read_marked(folded, lists)
    if not any(anchor in folded for anchor in lists.anchors):
        return None
    for kind, pattern in (("indirect", lists.needs), ("howto", lists.howto)):
        match = pattern.search(folded)
        if match and match.lastindex:
            return Inquiry(kind, match.start(match.lastindex))
    for start in (0, *(match.end() for match in lists.clause.finditer(folded))):
        lead = lists.lead.match(folded, start)
        if lists.unmarked.match(folded, lead.end() if lead else start):
            return None if lists.rhetorical.search(folded) or lists.asking.search(folded) else Inquiry("unmarked")
    return None


def _read_marked(folded: str, lists: Lists) -> Inquiry | None:
    if _REPORTED.search(folded):
        return None
    if lists.asking.search(folded) and not lists.needs.search(folded):
        return None
    if lists.bare.fullmatch(folded):
        return Inquiry("explicit", is_bare=True)
    is_opened = _opens(folded, lists)
    if lists.rhetorical.search(folded) or count_words(folded) < (LEAST_WORDS if not is_opened else LEAST_WORDS - 1):
        return None
    # A mark alone is often a cry or a doubt: a question's words stand before it, or it opens as one.
    if not is_opened and not lists.inside.search(folded):
        return None
    need = lists.needs.search(folded)
    return Inquiry("explicit", need.start(need.lastindex) if need and need.lastindex else -1)


def _opens(folded: str, lists: Lists) -> bool:
    """Whether a clause of the sentence starts as a question does."""
    starts = [0, *(match.end() for match in lists.clause.finditer(folded))]
    return any(opening.match(folded, start) for start in starts for opening in (lists.openers, lists.statements))


def strip_asking(words: str, language: str) -> str:
    """Return the words without those that ask, which every question shares; all of them where nothing else is left."""
    lists, folded, kept = load_lists(language), flatten(words), list(words)
    for pattern in (lists.lead, lists.needs, lists.openers):
        for match in pattern.finditer(folded):
            kept[match.start() : match.end()] = " " * (match.end() - match.start())
    rest = " ".join("".join(kept).split())
    return rest if count_words(rest) > 1 else words
