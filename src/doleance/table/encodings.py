"""Finds the encoding of a text file from all of its bytes, and turns the file into UTF-8."""

from __future__ import annotations

import codecs

import numpy as np
import numpy.typing as npt

from doleance.errors import UnreadableFileError

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In order of preference: the first of equals wins.
BYTE_ENCODINGS = ("cp1252", "iso8859-15", "mac_roman", "cp850")
# Marks weigh most: an English file from Word holds nothing but them, and cp850 would read them as French letters.
WEIGHTS = ((2.5, "’‘“”«»–—…€°\u00a0"), (2.0, "éèàçêâîôûùëïüœæ"), (1.0, "ÉÈÀÇÊÂÎÔÙŒäößñáíóúãõ£"))
LETTER_WEIGHT, SIGN_WEIGHT, CONTROL_WEIGHT = -1.0, -3.0, -5.0
PIECE = 1 << 20
LOOKED_AT = 1 << 16
GOOD_PER_BAD = 10


def find_encoding(raw: bytes) -> str:
    """Return the name of the codec that reads the bytes: byte order mark, UTF-16 by its NULs, strict UTF-8, then the likeliest byte code.

    A file that is UTF-8 but for a few bytes stays ``utf-8``; ``to_utf8`` reads those bytes as cp1252.
    """
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            return encoding
    if wide := _find_wide(raw[:LOOKED_AT]):
        return wide
    if _is_utf8(raw):
        return "utf-8"
    good, bad = _count_sequences(raw)
    if good >= GOOD_PER_BAD * bad:
        return "utf-8"
    counts = np.bincount(np.frombuffer(raw, dtype=np.uint8), minlength=256)
    return max(BYTE_ENCODINGS, key=lambda encoding: _weigh(counts, encoding))


def _find_wide(raw: bytes) -> str:
    # ASCII text in UTF-16 has a NUL in every second byte, and is valid UTF-8 too: it must be looked for first.
    octets = np.frombuffer(raw[: len(raw) // 2 * 2], dtype=np.uint8)
    if octets.size < 4:
        return ""
    even, odd = (octets[::2] == 0).mean(), (octets[1::2] == 0).mean()
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.05 else ""


def _is_utf8(raw: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw), PIECE):
            decoder.decode(raw[start : start + PIECE], start + PIECE >= len(raw))
    except UnicodeDecodeError:
        return False
    return True


def _count_sequences(raw: bytes) -> tuple[int, int]:
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    for start in range(0, len(raw), PIECE):
        text = decoder.decode(raw[start : start + PIECE], start + PIECE >= len(raw))
        if text.isascii():
            continue
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        is_bad = (points >= 0xDC80) & (points <= 0xDCFF)
        bad += int(is_bad.sum())
        good += int((points > 127).sum() - is_bad.sum())
    return good, bad


def _weigh(counts: npt.NDArray[np.int64], encoding: str) -> float:
    return sum(float(counts[octet]) * _weight(bytes([octet]), encoding) for octet in range(128, 256) if counts[octet])


def _weight(octet: bytes, encoding: str) -> float:
    sign = octet.decode(encoding, "replace")
    for weight, signs in WEIGHTS:
        if sign in signs:
            return weight
    if sign == "\ufffd" or not sign.isprintable():
        return CONTROL_WEIGHT
    return LETTER_WEIGHT if sign.isalpha() else SIGN_WEIGHT


def _find_codec(encoding: str) -> codecs.CodecInfo:
    """Return the codec of an encoding of text; Python has others, such as rot13, that are none."""
    try:
        codec = codecs.lookup(encoding)
        codec.incrementaldecoder("strict").decode(b"", True).encode()
    except (LookupError, AttributeError, TypeError, UnicodeError, ValueError) as error:
        message = f"There is no encoding {encoding!r}."
        raise UnreadableFileError(message, hint="Leave --encoding out, or use one such as utf-8, cp1252 or utf-16.") from error
    return codec


def to_utf8(raw: bytes, encoding: str) -> tuple[bytes, int]:
    """Return the bytes as UTF-8 without byte order mark, and how many of them broke the encoding and were read as cp1252.

    Raises
    ------
    UnreadableFileError
        The encoding is unknown, or is not the file's.
    """
    if _find_codec(encoding).name in ("utf-8", "utf-8-sig", "ascii"):
        return _mend(raw.removeprefix(codecs.BOM_UTF8))
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    pieces = bytearray()
    try:
        for start in range(0, len(raw), PIECE):
            pieces += decoder.decode(raw[start : start + PIECE], start + PIECE >= len(raw)).encode("utf-8")
    except UnicodeError as error:
        message = f"The file is not in the encoding {encoding}: {error}."
        raise UnreadableFileError(message, hint="Save the file as UTF-8, or name its encoding, such as --encoding cp1252.") from error
    return bytes(pieces).removeprefix(codecs.BOM_UTF8), 0


def _mend(raw: bytes) -> tuple[bytes, int]:
    if _is_utf8(raw):
        return raw, 0
    octets = {0xDC00 + octet: bytes([octet]).decode("cp1252", "replace") for octet in range(128, 256)}
    text = raw.decode("utf-8", "surrogateescape")
    return text.translate(octets).encode("utf-8"), _count_sequences(raw)[1]
