"""Cleans a verbatim: steps from string to string, and their order."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

import pandas as pd

MOJIBAKE = re.compile(r"[\u00c2\u00c3] |[\u00c2-\u00c5\u00e2-\u00e5\u00ef\u00f0\u0192][^\x00-\x7f]")
ENTITY = re.compile(r"&(?:(?:amp|#0{0,6}38|#[xX]0{0,6}26);)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
TAG = re.compile(
    r"</?(?:(?P<line>br|p|div|li|ul|ol|tr|table|h[1-6])|a|b|i|u|em|strong|span|font|td|th|tbody|small|sup|sub|img|hr)\b[^<>]{0,400}>",
    re.IGNORECASE,
)
LINE_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
REPEATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")
REPEATED_SIGN = re.compile(r"([^\w\s])\1{3,}")
SPACES = re.compile(r" {2,}")
LINES = re.compile(r" ?\n[ \n]*")
# Three of these in a row are words of their own: a Roman number, the start of an address.
TRIPLETS = ("III", "iii", "www", "WWW")
SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
        **dict.fromkeys("\t\u00a0\u202f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f\u3000\u1680", " "),
    }
)
MAX_PASSES = 6


def fix_mojibake(text: str) -> str:
    """Repair letters that were decoded with the wrong table, such as "trÃ¨s"."""
    if text.isascii() or not MOJIBAKE.search(text):
        return text
    # ftfy takes 0.1 s to import, and most files never need it.
    from ftfy import fix_encoding

    repaired: str = fix_encoding(text)
    return repaired


def strip_markup(text: str) -> str:
    """Decode HTML entities and drop tags; those that end a line become a line break."""
    if "&" in text:
        text = ENTITY.sub(_decode_entity, text)
    if "<" in text:
        text = TAG.sub(lambda tag: "\n" if tag["line"] else "", text)
    return text


def _decode_entity(entity: re.Match[str]) -> str:
    decoded = html.unescape(entity.group())
    while decoded != (again := html.unescape(decoded)) and decoded.startswith("&"):
        decoded = again
    return decoded


def drop_controls(text: str) -> str:
    """Unify line breaks and remove characters that show nothing."""
    if text.isprintable():
        return text
    return CONTROL.sub("", LINE_BREAK.sub("\n", text))


def compose(text: str) -> str:
    """Write each accented letter as one character (Unicode NFC)."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def unify_signs(text: str) -> str:
    """Write apostrophes, quotes and spaces each in one way."""
    if text.isascii() and "`" not in text and "\t" not in text:
        return text
    return text.translate(SIGNS)


def squeeze_repeats(text: str) -> str:
    """Shorten drawn-out letters to two and rows of a sign to three."""
    return REPEATED_SIGN.sub(r"\1\1\1", REPEATED_LETTER.sub(_squeeze, text))


def _squeeze(run: re.Match[str]) -> str:
    return run.group() if run.group() in TRIPLETS else run.group(1) * 2


def tidy_spaces(text: str) -> str:
    """Leave one space between words, one break between lines and none at the ends."""
    if "  " in text:
        text = SPACES.sub(" ", text)
    if "\n" in text:
        text = LINES.sub("\n", text)
    return text.strip(" \n")


STEPS: tuple[Callable[[str], str], ...] = (fix_mojibake, strip_markup, drop_controls, compose, unify_signs, squeeze_repeats, tidy_spaces)


def normalise(verbatim: str) -> str:
    """Return the verbatim cleaned; cleaning it again changes nothing.

    Examples
    --------
    >>> normalise("C’est  suuuuper&nbsp;!!!!!<br>Merci").splitlines()
    ["C'est suuper !!!", 'Merci']
    """
    text = verbatim
    # One step may uncover work for an earlier one (an entity that hides a tag), so the steps run until nothing changes.
    for _ in range(MAX_PASSES):
        before = text
        for step in STEPS:
            text = step(text)
        if text == before:
            break
    return text


def normalise_comments(comments: pd.DataFrame) -> pd.DataFrame:
    """Return the comments with their text: the title, where there is one, then the verbatim, cleaned.

    Needs: verbatim; title where the source has one.
    Adds: text, "" where nothing was written.
    """
    texts = [_normalise_cell(verbatim) for verbatim in comments["verbatim"].tolist()]
    if "title" in comments:
        titles = [_normalise_cell(title) for title in comments["title"].tolist()]
        texts = [_join(title, text) for title, text in zip(titles, texts, strict=True)]
    return comments.assign(text=pd.Series(texts, index=comments.index, dtype="str"))


def _normalise_cell(cell: object) -> str:
    return normalise(cell) if isinstance(cell, str) else ""


def _join(title: str, text: str) -> str:
    # Some sources repeat the start of the comment as its title.
    if not title or text.startswith(title.rstrip(".\u2026")):
        return text
    if not text:
        return title
    stop = "" if title[-1] in ".!?\u2026:;" else "."
    return normalise(f"{title}{stop} {text}")
