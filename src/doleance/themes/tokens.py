"""Texts become word tokens for the encoder: folded, elisions split, addresses left out, all texts in one pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from doleance.text.folding import LETTER, fold
from doleance.text.words import read_tables
from doleance.themes.vocabulary import Positions, number_distinct, number_words

Classes = npt.NDArray[np.uint8]

# A control sign that is taken out of every text marks where one text ends.
_END_SIGN = "\x1f"
# Letters are read eight at a time, so some signs must follow the last one.
_CLOSING = _END_SIGN + " " * 16
_PIECE = 1024
# What one character is: a letter is its own code in ASCII, all else one of these. Their order is used: from _STOP down an
# address ends, from _DOT up run the e-mail addresses, from _DIGIT up the word characters, from _NOT up the tokens.
_UNKNOWN, _END, _STOP, _SIGN, _APOSTROPHE, _SLASH, _COLON, _DOT, _LINK, _AT, _DIGIT = range(11)
_NOT = ord("_")
_OF_SIGN = {".": _DOT, "+": _LINK, "-": _LINK, "@": _AT, ":": _COLON, "/": _SLASH, "'": _APOSTROPHE, "_": _DIGIT}
# The scripts of French and English, their signs, and emojis. A text with a letter from elsewhere goes the plain way.
_KNOWN = ((0, 0x370), (0x1E00, 0x1F00), (0x2000, 0x3040), (0xFE00, 0xFE10), (0xFF00, 0xFFF0), (0x1F000, 0x1FC00))
_N_CLASSES = 0x20000

_WORD = re.compile(r"[^\W\d_]+|\x1f")
_DOTS = re.compile(r"\.{2,}")
_RUN, _REST = r"[\w.+@-]", r"[\w.+@\-!#$%&'*,/:;=?\\^`|~]"
_WEB, _MAIL = rf"(?:{_RUN}*+://|(?={_RUN}*?(?<!\w)www\.)){_REST}*+", rf"(?={_RUN}*?\w@\w){_RUN}*+"
_ADDRESS = re.compile(rf"(?<!{_RUN})(?:{_WEB}|{_MAIL})|(?<!\w)@\w++")


def tokenise(texts: Sequence[str]) -> tuple[Positions, Positions, list[str]]:
    """Return the tokens of all texts.

    Elided words are split at their apostrophe (*l'accueil* → *l*, *accueil*), *n't* becomes *not*. Digits are left out,
    and so are web and e-mail addresses, *@names*, and what stands for hidden personal data (*[email]*).

    Returns
    -------
    rows : (n_tokens,)
        The text that each token is of.
    codes : (n_tokens,)
        The token, as a position in ``words``.
    words
        The distinct tokens, in the order of their first appearance, those that only texts with other scripts hold last.
    """
    texts = list(texts)
    if not texts:
        return np.empty(0, np.int64), np.empty(0, np.int64), []
    classes = _classify(texts)
    ends = np.flatnonzero(classes == _END)
    if len(ends) > len(texts) + 1:
        return tokenise([text.replace(_END_SIGN, " ") for text in texts])
    foreign = np.unique(np.searchsorted(ends, np.flatnonzero(classes == _UNKNOWN)) - 1)
    _blank(classes, ends[foreign] + 1, ends[foreign + 1])
    is_letter = classes >= _NOT
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    starts = edges[::2]
    codes, words = _number_tokens(classes, starts, edges[1::2])
    rows = np.repeat(np.arange(len(texts)), np.diff(np.searchsorted(starts, ends)))
    if len(foreign):
        counts, found = _find_words([texts[row] for row in foreign.tolist()])
        n_plain = len(words)
        numbers, words = number_words([*words, *found])
        places = np.repeat(np.searchsorted(rows, foreign), counts)
        rows, codes = np.insert(rows, places, np.repeat(foreign, counts)), np.insert(codes, places, numbers[n_plain:])
    return rows, codes, words


def _classify(texts: Sequence[str]) -> Classes:
    """Return the class of each character of the texts, without addresses; an end before each text and after the last."""
    # In pieces, the arrays stay in the processor's cache.
    pieces = [_classify_piece(texts[start : start + _PIECE]) for start in range(0, len(texts), _PIECE)]
    return np.concatenate([*(piece[: -len(_CLOSING)] for piece in pieces), pieces[-1][-len(_CLOSING) :]])


def _classify_piece(texts: Sequence[str]) -> Classes:
    joined = f"{_END_SIGN}{_END_SIGN.join(texts)}{_CLOSING}"
    if "[" in joined:
        joined = _placeholders().sub(" ", joined)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    classes = _class_table().take(points, mode="clip")
    _blank_addresses(classes)
    _split_not(classes)
    return classes


@lru_cache(maxsize=1)
def _class_table() -> Classes:
    """Return the class of each character, by its number; the last one is that of all that follow."""
    table = np.full(_N_CLASSES, _UNKNOWN, np.uint8)
    for first, last in _KNOWN:
        table[first:last] = [_find_class(chr(number)) for number in range(first, last)]
    table[ord(_END_SIGN)] = _END
    return table


def _find_class(sign: str) -> int:
    folded = fold(sign)
    classes = {_find_folded_class(part) for part in folded}
    # A ligature is two letters and an accent that stands alone none: in both cases the text goes the plain way.
    if len(classes) != 1 or (len(folded) > 1 and max(classes) >= _NOT):
        return _UNKNOWN
    return _STOP if len(folded) > 1 and _DOT in classes else classes.pop()


def _find_folded_class(sign: str) -> int:
    if "a" <= sign <= "z":
        return ord(sign)
    if LETTER.match(sign):
        return _UNKNOWN
    if sign in _OF_SIGN:
        return _OF_SIGN[sign]
    if sign.isalnum():
        return _DIGIT
    return _SIGN if sign in "!#$%&*,;=?\\^`|~" else _STOP


@lru_cache(maxsize=1)
def _placeholders() -> re.Pattern[str]:
    ours = [re.escape(placeholder.strip("[]")) for placeholder in read_tables("personal")["placeholders"].values()]
    # What others than our redaction write for what they hide.
    theirs = [name.replace("é", "[eé]") for name in read_tables("tokens")["hidden"]["names"]]
    return re.compile(rf"\[(?:{'|'.join([*ours, *theirs])}|x{{2,}})\]", re.IGNORECASE)


@lru_cache(maxsize=1)
def _contraction() -> tuple[str, str]:
    """Return the end of English words that is a word of its own (*n't*), and that word (*not*)."""
    table = read_tables("tokens")["contraction"]
    return str(table["short"]), str(table["whole"])


def _blank(classes: Classes, starts: Positions, stops: Positions) -> None:
    order = np.argsort(starts, kind="stable")
    starts, stops = starts[order], np.maximum.accumulate(stops[order])
    # Without their overlaps: else the time would grow with the square of a row of addresses.
    starts[1:] = np.maximum(starts[1:], stops[:-1])
    sizes = stops - starts
    classes[np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())] = _STOP


def _blank_addresses(classes: Classes) -> None:
    """Take out what ``_ADDRESS`` finds where ``_DOTS`` are signs that end an address."""
    is_dot = classes == _DOT
    is_many = is_dot[1:] & is_dot[:-1]
    classes[1:][is_many] = _STOP
    classes[:-1][is_many] = _STOP
    is_web = (classes[:-3] == _COLON) & (classes[1:-2] == _SLASH) & (classes[2:-1] == _SLASH)
    is_www = (classes[:-3] == ord("w")) & (classes[1:-2] == ord("w")) & (classes[2:-1] == ord("w")) & (classes[3:] == _DOT)
    is_www[1:] &= classes[:-4] < _DIGIT
    web, at = np.flatnonzero(is_web | is_www), np.flatnonzero(classes == _AT)
    if not len(web) and not len(at):
        return
    at = at[classes[at + 1] >= _DIGIT]
    is_name = classes[at - 1] < _DIGIT
    names, mail = at[is_name], at[~is_name]
    ends, outside, breaks = np.flatnonzero(classes <= _STOP), np.flatnonzero(classes < _DOT), np.flatnonzero(classes < _DIGIT)
    fronts = outside[np.searchsorted(outside, np.concatenate([web, mail])) - 1]
    starts = np.concatenate([fronts + 1, names])
    stops = [ends[np.searchsorted(ends, web)], outside[np.searchsorted(outside, mail)], breaks[np.searchsorted(breaks, names + 1)]]
    _blank(classes, starts, np.concatenate(stops))


def _split_not(classes: Classes) -> None:
    """Put one token in the place of *n't*."""
    before, _, after = map(ord, _contraction()[0])
    apostrophes = np.flatnonzero(classes == _APOSTROPHE)
    is_not = (classes[apostrophes - 1] == before) & (classes[apostrophes + 1] == after) & (classes[apostrophes + 2] < _DIGIT)
    found = apostrophes[is_not]
    classes[found - 1] = classes[found + 1] = _STOP
    classes[found] = _NOT


def _number_tokens(classes: Classes, starts: Positions, stops: Positions) -> tuple[Positions, list[str]]:
    """Return the code of each token and the distinct words in the order of their first appearance."""
    sizes = stops - starts
    keys = _read_eight(classes, starts, sizes)
    keys[keys == _NOT] = int.from_bytes(_contraction()[1].encode(), "little")
    letters = classes.tobytes().decode("latin-1")
    # ASCII letters make positive keys: what is longer takes the negative ones.
    longer = np.flatnonzero(sizes > 8)
    if len(longer):
        heads, tails = (number_distinct(part)[0] for part in (keys[longer], _read_eight(classes, starts[longer] + 8, sizes[longer] - 8)))
        keys[longer] = -1 - (heads * len(longer) + tails)
    longest = longer[sizes[longer] > 16]
    if len(longest):
        found = _slice(letters, starts[longest], stops[longest])
        keys[longest] = -1 - len(longer) ** 2 - number_words(found)[0]
    codes, firsts = number_distinct(keys)
    words = _slice(letters, starts[firsts], stops[firsts])
    return codes, [_contraction()[1] if word == "_" else word for word in words]


def _read_eight(classes: Classes, starts: Positions, sizes: Positions) -> Positions:
    """Return up to eight letters from each start as one number."""
    eight = np.ndarray(len(classes) - 7, "<i8", classes.data, strides=(1,))
    return np.asarray(eight[starts] & _masks().take(sizes, mode="clip"))


@lru_cache(maxsize=1)
def _masks() -> Positions:
    return np.array([int.from_bytes(b"\xff" * size, "little") for size in range(8)] + [-1], np.int64)


def _slice(letters: str, starts: Positions, stops: Positions) -> list[str]:
    return [letters[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]


def _find_words(texts: list[str]) -> tuple[list[int], list[str]]:
    """Return, the plain way, how many words each text has, and all words."""
    folded = fold(_placeholders().sub(" ", _END_SIGN.join(texts)))
    short, whole = _contraction()
    found = _WORD.findall(re.sub(rf"{short}\b", f" {whole}", _ADDRESS.sub(" ", _DOTS.sub(" ", folded))))
    ends = [-1, *(i for i, word in enumerate(found) if word == _END_SIGN), len(found)]
    return [stop - start - 1 for start, stop in pairwise(ends)], [word for word in found if word != _END_SIGN]
