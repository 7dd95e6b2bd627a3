"""Words as they are compared: without case, accents or ligatures."""

from __future__ import annotations

import re
import unicodedata

LETTER = re.compile(r"[^\W\d_]")
COMBINING = re.compile("[\u0300-\u036f]+")
OPENED = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("\u2019", "'"), ("\u02bc", "'"))


def fold(text: str) -> str:
    """Return the text in lower case without accents or ligatures, its apostrophes straight, to compare words by.

    Examples
    --------
    >>> fold("D\u00e9\u00e7u du C\u0152UR")
    'decu du coeur'
    """
    folded = text.lower()
    if folded.isascii():
        return folded
    for sign, opened in OPENED:
        folded = folded.replace(sign, opened)
    return COMBINING.sub("", unicodedata.normalize("NFKD", folded))
