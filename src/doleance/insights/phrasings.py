"""Well-formed questions, in the customers' own words: found in what was asked, or turned from an indirect question."""

from __future__ import annotations

import re

from doleance.insights.lists import Lists, flatten, load_lists

LEAST_WORDS, MOST_WORDS = 4, 18
# What has this many words before a comma stands without what follows.
WHOLE = 5
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_UNFIT = re.compile(r"[\[\]@\"«»“”()!;:\u2026\n]|\.{2}|\d{4,}|[^\W\d_]{2,}\d{2,}|https?|[\U0001f000-\U0001ffff\u2600-\u27bf]")
_SHOUTED = re.compile(r"\b[A-ZÀ-Ý]{4,}\b.*\b[A-ZÀ-Ý]{3,}\b")
# A code of an offer or an order after the word that says what it is: the question is the same without it.
_CODE = re.compile(r"(?<=[^\W\d_]) [A-Z]{2,}\d{2,}\b")
_MARKS = " \t\n?!.\u2026,;:-\"')"


def count_words(text: str) -> int:
    """Return how many words a text has; an apostrophe or a hyphen joins."""
    return len(_WORD.findall(text))


def word_question(sentence: str, language: str, asked: int = -1, is_howto: bool = False) -> str:
    """Return the question of a sentence, well-formed, or "" where no rule makes one.

    Parameters
    ----------
    sentence
        The words of the customer.
    language
        A code of ``doleance.settings.LANGUAGES``.
    asked
        Where what was asked indirectly starts, tried after a direct question; −1 for none.
    is_howto
        Whether a verb stands there that someone could not do, rather than a question word.

    Examples
    --------
    >>> word_question("hello, how do i cancel my plan please??", "en")
    'How do I cancel my plan?'
    >>> word_question("No idea where to change my address, I moved in March", "en", 8)
    'Where do I change my address?'
    """
    lists = load_lists(language)
    # What is asked in passing, without a mark, is no question before the words that ask.
    direct = "" if is_howto or (asked > 0 and "?" not in sentence) else _finish(_find_direct(sentence, lists), lists)
    if asked < 0 or direct:
        return direct
    # The question word or the verb is kept even where the sentence goes on at once.
    turn = lists.turn.search(flatten(sentence), min(len(sentence), asked + 8))
    tail = sentence[asked : turn.start() if turn else len(sentence)].split(", ")[0].strip(_MARKS)
    turned = _turn_round(lists.howto_form.format(asked=tail) if is_howto else tail, lists)
    return "" if "," in turned else _finish(turned, lists)


def _find_direct(sentence: str, lists: Lists) -> str:
    """Return the sentence from the first clause that can open a question and keeps it short enough."""
    folded = flatten(sentence)
    starts = [_skip(lists.lead, folded, start) for start in (0, *(match.end() for match in lists.clause.finditer(folded)))]
    for opening in (lists.openers, lists.statements):
        for start in starts:
            if match := opening.match(folded, start):
                # A statement is a question only as far as its mark.
                end = _find_remark(folded, start, match.end(), lists) if opening is lists.openers else len(folded)
                found = _drop_trail(sentence[start:end], lists)
                if LEAST_WORDS <= count_words(found) <= MOST_WORDS:
                    return found
    return ""


def _find_remark(folded: str, start: int, opened: int, lists: Lists) -> int:
    """Return where a question that is whole goes on with a remark, or the end."""
    for match in lists.turn.finditer(folded, opened):
        if count_words(folded[start : match.start()]) >= WHOLE:
            return match.start()
    return len(folded)


def _skip(lead: re.Pattern[str], folded: str, start: int) -> int:
    while match := lead.match(folded, start):
        if match.end() == start:
            break
        start = match.end() + len(folded[match.end() :]) - len(folded[match.end() :].lstrip())
    return start


def _drop_trail(words: str, lists: Lists) -> str:
    words = words.strip(_MARKS)
    while match := re.search(rf"(?:{lists.trail.pattern})\s*$", flatten(words)):
        if match.start() == 0:
            break
        words = words[: match.start()].strip(_MARKS)
    return words


def _turn_round(asked: str, lists: Lists) -> str:
    asked = _drop_trail(asked, lists)
    for pattern, form in lists.rules:
        if match := pattern.match(asked):
            return match.expand(form)
    return ""


def _apply(fixes: tuple[tuple[re.Pattern[str], str], ...], words: str) -> str:
    for pattern, form in fixes:
        words = pattern.sub(form, words)
    return words


def _finish(words: str, lists: Lists) -> str:
    """Return the words as a sentence with one mark, or "" where they are not fit to print."""
    words = _CODE.sub("", re.sub(r"\s+", " ", _apply(lists.fixes, words))).strip(_MARKS)
    if not LEAST_WORDS <= count_words(words) <= MOST_WORDS or _UNFIT.search(words) or _SHOUTED.search(words):
        return ""
    return words[0].upper() + words[1:] + lists.mark


def rate_question(question: str, language: str, source: str) -> float:
    """Return how much a question loses by its form, 0 for none: loose pronouns, sloppy words, an unhandy length.

    ``source`` is what the customer wrote: a question that was written with its capital and mark was written with care.
    """
    lists, folded = load_lists(language), flatten(question)
    n_loose = len(lists.loose.findall(folded))
    n_sloppy = len(lists.sloppy.findall(folded)) + len(lists.sloppy.findall(flatten(source))) / 4
    is_plain = not source[:1].isupper() or "?" not in source
    has_comma = "," in question
    return 0.15 * n_loose + 0.2 * n_sloppy + 0.08 * is_plain + 0.08 * has_comma + 0.015 * abs(count_words(question) - 9)
