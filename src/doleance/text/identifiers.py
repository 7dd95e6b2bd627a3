"""Finds the numbers that identify a person: telephone, bank account, payment card, social security.

What has a checksum must keep it. What looks like a telephone or a card just after a word such as "order" or "colis" is a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from doleance.text.words import gather

# Fewer digits than this identify nobody.
ENOUGH = re.compile(r"\d(?:[ .\-/()]{0,3}\d){6}")
IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?(?!\w)")
NIR = re.compile(r"(?<!\w)[1-478][ .]?\d{2}[ .]?\d{2}[ .]?(?:\d{2}|2[ABab])[ .]?\d{3}[ .]?\d{3}[ .-]?\d{2}(?!\w)")
CARD = re.compile(r"(?<![\w+])[3-6]\d{3}(?:[ -]?\d){9,15}(?!\w)")
SSN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
PHONE = re.compile(r"(?<![\w.,])(?:\+ ?|\((?=\+?\d{1,5}\))\+?)?\d(?:(?:[ .\-/]|\) ?| ?\()?\d){7,14}(?!\w)")
DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([ ./-])(?:0?[1-9]|[12]\d|3[01])\1(?:19|20)\d\d(?!\d)|(?:19|20)\d\d([./-])\d\d\2\d\d(?!\d)")
PAIRS = re.compile(r"0\d(?:([ .-])\d\d)(?:\1\d\d){3}")
MOBILE = re.compile(r"0\d{4} \d{3} ?\d{3}")
FOURS = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}")
AMERICAN = re.compile(r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}")
CUE = re.compile(r"n[\u00b0\u00ba]|#|[^\W\d_]+")
# Countries whose customers write in French or English; a number is tried in this order.
REGIONS = ("FR", "GB", "US", "CA", "BE", "CH", "IE")
N_CUES = 3
N_LOOK = 48


def redact_identifiers(text: str, placeholders: dict[str, str]) -> tuple[str, int]:
    """Return the text with placeholders for numbers that identify a person, and how many there were."""
    if not ENOUGH.search(text):
        return text, 0
    n_found = 0
    # The longest first, so that no number is taken for a part of another.
    for kind, pattern, is_found in (
        ("iban", IBAN, _is_iban),
        ("nir", NIR, _is_nir),
        ("card", CARD, _is_card),
        ("ssn", SSN, _is_ssn),
        ("phone", PHONE, _is_phone),
    ):
        spans = [match.span() for match in pattern.finditer(text) if is_found(match)]
        n_found += len(spans)
        text = replace_spans(text, spans, placeholders[kind])
    return text, n_found


def replace_spans(text: str, spans: list[tuple[int, int]], placeholder: str) -> str:
    """Return the text with each span, in order and apart, replaced by the placeholder."""
    return "".join(_pieces(text, spans, placeholder)) if spans else text


def _pieces(text: str, spans: list[tuple[int, int]], placeholder: str) -> Iterator[str]:
    last = 0
    for start, end in spans:
        yield text[last:start]
        yield placeholder
        last = end
    yield text[last:]


def _is_iban(match: re.Match[str]) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(match.group(), check_country=False))


def _is_nir(match: re.Match[str]) -> bool:
    from stdnum.fr import nir

    return not _is_reference(match) and bool(nir.is_valid(_compact(match.group())))


def _is_card(match: re.Match[str]) -> bool:
    from stdnum import luhn

    digits = _compact(match.group())
    # Sixteen digits in fours are a card, whatever word stands before.
    is_told = FOURS.fullmatch(match.group()) is not None or not _is_reference(match)
    return len(digits) in _card_lengths(digits[0]) and is_told and bool(luhn.is_valid(digits))


def _card_lengths(first: str) -> range:
    return {"3": range(14, 17), "4": range(13, 20), "5": range(16, 17), "6": range(16, 20)}[first]


def _is_ssn(match: re.Match[str]) -> bool:
    return not _is_reference(match)


def _is_phone(match: re.Match[str]) -> bool:
    written = match.group()
    is_international = written.lstrip("( ").startswith(("+", "00"))
    if DATE.match(written) or not (is_international or 9 <= len(_compact(written)) <= 11):
        return False
    cue = _nearest_cue(match)
    # A number set in pairs is no reference of a bare "n°".
    if cue == "reference" or (cue == "weak" and not PAIRS.fullmatch(written)):
        return False
    if is_international:
        return _is_number("+" + re.sub(r"^00", "", _compact(written).replace("+", "")), None, in_use=False)
    return _is_national(written, has_cue=cue == "contact")


def _is_national(written: str, *, has_cue: bool) -> bool:
    digits = _compact(written)
    has_marks = digits != written
    if digits.startswith("0"):
        # Nine digits in a row are more often a reference.
        # Set as people set a telephone number, it is one even where the range is not in use (or kept for fiction).
        in_use = not (PAIRS.fullmatch(written) or MOBILE.fullmatch(written))
        return (len(digits) > 9 or has_marks or has_cue) and any(_is_number(digits, region, in_use=in_use) for region in REGIONS)
    if not (AMERICAN.fullmatch(written) or (has_cue and not has_marks)):
        return False
    return any(_is_number(digits, region, in_use=True) for region in ("US", "CA"))


@lru_cache(maxsize=4096)
def _is_number(digits: str, region: str | None, *, in_use: bool) -> bool:
    """Return whether digits are a telephone number of a region: of the right length, and where asked of a range in use."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) if in_use else phonenumbers.is_possible_number(number)


def _compact(written: str) -> str:
    return re.sub(r"[ .\-/()]", "", written)


def _is_reference(match: re.Match[str]) -> bool:
    return _nearest_cue(match) in ("reference", "weak")


def _nearest_cue(match: re.Match[str]) -> str:
    """Return what the nearest telling word of the three before a number says it is: reference, contact, weak or nothing."""
    before = match.string[max(0, match.start() - N_LOOK) : match.start()].lower()
    kinds = [_cue_kinds().get(word, "") for word in reversed(CUE.findall(before)[-N_CUES:])]
    strong = [kind for kind in kinds if kind in ("reference", "contact")]
    return strong[0] if strong else ("weak" if "weak" in kinds else "")


@lru_cache(maxsize=1)
def _cue_kinds() -> dict[str, str]:
    tables = (("weak", "weak_reference"), ("reference", "reference"), ("contact", "contact"))
    return {word: kind for kind, key in tables for word in gather("personal", key)}
