"""Replaces personal data in texts by placeholders; the verbatim stays as it was received."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from doleance.errors import SettingsError
from doleance.settings import LANGUAGES, Settings
from doleance.text.folding import fold
from doleance.text.identifiers import redact_identifiers, replace_spans
from doleance.text.languages import detect_languages
from doleance.text.parser import find_names, has_pipeline
from doleance.text.people import UPPER, find_people, find_suspects, fold_words
from doleance.text.words import gather, join_longest_first, load_words, read_tables

# Everything after the domain of an address may tell who somebody is; the domain may not.
URL = re.compile(
    r"(?<![\w.])(?i:(?P<scheme>https?://)|(?=www\.))(?:[^\s/?#@\[]{1,99}@)?"
    r"(?P<domain>[^\s/?#@<>\"'\[\]()]{1,253}+)(?P<rest>[/?#][^\s<>\"'\[\]()]*+)"
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
HANDLE = re.compile(r"(?<![\w@/.])@[^\W\d]\w{1,30}(?![\w@]|\.\w)")
POSTCODE_TOWN = rf"(?:,? \d{{5}}(?: [{UPPER}][\w'-]+(?: (?:[^\W\d_]{{2,3}} )?[{UPPER}][\w'-]+){{0,3}})?)?"
# Towns after commas, then the post code of the United States or of Great Britain.
BRITISH_END = (
    rf"(?:, [{UPPER}][a-z\u00df-\u00ff'-]+(?: [{UPPER}][a-z\u00df-\u00ff'-]+)?){{0,2}}"
    r"(?:,? (?:[A-Z]{2} \d{5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w))?"
)
DIGIT = re.compile(r"\d")
# One placeholder taken away may uncover another; in practice two passes are enough.
MAX_PASSES = 5


def redact(text: str, names: str = "rules") -> tuple[str, int]:
    """Return the text with personal data replaced by placeholders, and how many replacements were made.

    Parameters
    ----------
    text
        A clean text.
    names
        How names of people are found: ``rules``; ``ner``, by a trained pipeline; ``auto``, by rules and, where a pipeline
        is installed, by both, the pipeline being asked only about capitalised words after words such as "thanks to" or "conseiller".

    Returns
    -------
    tuple of str and int
        Redacting the text again changes nothing.

    Examples
    --------
    >>> redact("Appelez Mme Durand au 06 12 34 56 78, commande 0612345678.")
    ('Appelez Mme [name] au [phone], commande 0612345678.', 2)
    """
    (redacted,), (n_redactions,) = redact_texts([text], names)
    return redacted, n_redactions


def redact_comments(comments: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the comments without personal data in their text; the verbatim is not touched.

    Needs: text.
    Adds: n_redactions; replaces text.
    """
    texts = comments["text"].tolist()
    redacted, counts = redact_texts(texts, settings.names) if settings.redact else (texts, [0] * len(texts))
    return comments.assign(
        text=pd.Series(redacted, index=comments.index, dtype="str"), n_redactions=pd.Series(counts, index=comments.index, dtype="int64")
    )


def redact_texts(texts: Sequence[str], names: str = "rules") -> tuple[list[str], list[int]]:
    """Return texts and counts as ``redact`` does, each text on its own; a pipeline is asked once for all that need it.

    Raises
    ------
    SettingsError
        ``names`` is none of its values.
    MissingExtraError
        ``names`` is ``ner`` and the pipeline of a text's language is not installed.
    """
    if names not in ("rules", "ner", "auto"):
        raise SettingsError(f"The setting names must be auto, rules or ner; it is {names!r}.", hint="Use names='auto'.")
    results = [_redact_until_still(text, has_rules=names != "ner") for text in texts]
    redacted, counts = [text for text, _ in results], [count for _, count in results]
    waiting = list(range(len(redacted)))
    for _ in range(MAX_PASSES if names != "rules" else 0):
        found = _find_by_pipeline([redacted[row] for row in waiting], is_auto=names == "auto")
        named = {row: spans for row, spans in zip(waiting, found, strict=True) if spans}
        for row, spans in named.items():
            text = replace_spans(redacted[row], spans, _placeholders()["name"])
            redacted[row], n_more = _redact_until_still(text, has_rules=names != "ner")
            counts[row] += len(spans) + n_more
        waiting = list(named)
    return redacted, counts


def _redact_until_still(text: str, *, has_rules: bool) -> tuple[str, int]:
    n_redactions = 0
    for _ in range(MAX_PASSES):
        text, n_found = _redact_once(text, has_rules=has_rules)
        if not n_found:
            break
        n_redactions += n_found
    return text, n_redactions


def _redact_once(text: str, *, has_rules: bool) -> tuple[str, int]:
    placeholders = _placeholders()
    n_found = 0
    if "://" in text or "www." in text.lower():
        text, n_urls = URL.subn(_keep_domain, text)
        n_found += n_urls
    if "@" in text:
        text, n_emails = EMAIL.subn(placeholders["email"], text)
        text, n_handles = HANDLE.subn(placeholders["handle"], text)
        n_found += n_emails + n_handles
    words = fold_words(text)
    if DIGIT.search(text):
        text, n_identifiers = redact_identifiers(text, placeholders)
        text, n_addresses = (text, 0) if words.isdisjoint(_street_words()) else _redact_addresses(text, placeholders["address"])
        n_found += n_identifiers + n_addresses
    if has_rules:
        people = find_people(text, words)
        text = replace_spans(text, people, placeholders["name"])
        n_found += len(people)
    return text, n_found


def _keep_domain(url: re.Match[str]) -> str:
    # A full stop or a comma at the end belongs to the sentence.
    mark = url["rest"][len(url["rest"].rstrip(".,;:!?")) :]
    return (url["scheme"] or "") + url["domain"] + mark


def _redact_addresses(text: str, placeholder: str) -> tuple[str, int]:
    n_found = 0
    for pattern in _address_patterns():
        spans = [match.span("place") for match in pattern.finditer(text) if not _is_distance(match)]
        text = replace_spans(text, spans, placeholder)
        n_found += len(spans)
    return text, n_found


def _is_distance(match: re.Match[str]) -> bool:
    """Tell "2 rue plus loin" and "2 minutes down the road": a common word stands where a street's name should."""
    return any(fold(word) in _common_words() for word in match["street"].split() if word[0].islower())


@lru_cache(maxsize=1)
def _street_words() -> frozenset[str]:
    keys = ("streets_before", "places_before", "streets_after", "places_after")
    return frozenset(word for key in keys for entry in gather("personal", key) for word in fold_words(entry))


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    common = {fold(word) for code in LANGUAGES for word in load_words(code).stop}
    return frozenset(common - {fold(word) for word in gather("personal", "particles")})


@lru_cache(maxsize=1)
def _address_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of an address: the number, the street and its town, in the order of French and of English."""
    sure_before, before, sure_after, after, particles, cues, marks = (
        join_longest_first(gather("personal", key))
        for key in ("streets_before", "places_before", "streets_after", "places_after", "particles", "address_cues", "house_marks")
    )
    house = rf"(?<![\w.,/])\d{{1,4}}(?: ?(?:{marks}|[a-dA-D])(?!\w))?,? "
    links = rf"(?:(?i:{particles})(?:(?<=')| ))*"
    more = rf"(?: {links}[{UPPER}][\w'-]*){{0,4}}"
    first = rf"(?P<street>(?:[{UPPER}][\w'-]* ){{1,4}})"
    return (
        re.compile(rf"(?P<place>{house}(?i:{sure_before})\.? (?P<street>{links}[\w'-]+{more}){POSTCODE_TOWN})"),
        re.compile(rf"(?P<place>{house}(?i:{before})\.? (?P<street>{links}[{UPPER}\d][\w'-]*{more}){POSTCODE_TOWN})"),
        re.compile(rf"(?<![\w.,/])(?P<place>\d{{1,5}}[A-Za-z]?,? {first}(?:(?i:{sure_after})|{_titled(after)})(?!\w)\.?{BRITISH_END})"),
        re.compile(rf"(?i:(?<!\w)(?:{cues})):? (?P<place>\d{{1,5}}[A-Za-z]? (?P<street>(?:[\w'-]+ ){{1,2}})(?i:{sure_after})(?!\w))"),
    )


def _titled(alternatives: str) -> str:
    return "|".join(word[0].upper() + word[1:] for word in alternatives.split("|"))


def _find_by_pipeline(texts: list[str], *, is_auto: bool) -> list[list[tuple[int, int]]]:
    """Return the suspects of each text that a pipeline takes for people too."""
    suspects = [find_suspects(text, needs_cue=is_auto) for text in texts]
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    rows = [row for row, spans in enumerate(suspects) if spans]
    languages = detect_languages([texts[row] for row in rows])
    for language in LANGUAGES:
        asked = [row for row, spoken in zip(rows, languages, strict=True) if spoken == language]
        if not asked or (is_auto and not has_pipeline(language)):
            continue
        for row, named in zip(asked, find_names([texts[row] for row in asked], language), strict=True):
            found[row] = [span for span in suspects[row] if any(start < span[1] and span[0] < end for start, end in named)]
    return found


@lru_cache(maxsize=1)
def _placeholders() -> dict[str, str]:
    placeholders: dict[str, str] = read_tables("personal")["placeholders"]
    return placeholders
