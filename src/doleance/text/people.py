"""Finds the names of people in a text by rules: titles, introductions, signatures, and given names with their surnames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from doleance.settings import LANGUAGES
from doleance.text.folding import fold
from doleance.text.words import gather, join_longest_first, load_words, read_tables

UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0152\u0178"
# A possessive "'s" is no part of a name.
NAME = rf"(?:[DO]'(?=[{UPPER}]))?[{UPPER}][^\W\d_]+(?:-[^\W\d_]+|'(?!s(?!\w))[^\W\d_]+)*"
LETTERS = re.compile(r"[^\W\d_]+")
WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
MID_SENTENCE = re.compile(r"[\w,)\]\"']\s\Z|\w'\Z")
# "Joe's Pizza" is a place, "Joe's advice" a person's.
OWNER = re.compile(rf"'s [{UPPER}]")
N_LOOK = 60
# Shorter words in capitals are acronyms.
MIN_SHOUTED = 5


@dataclass(frozen=True, slots=True)
class Cues:
    """What tells a name: words, folded, and patterns of what comes before."""

    full_name: re.Pattern[str]
    given: frozenset[str]
    ambiguous: frozenset[str]
    places: frozenset[str]
    particles: frozenset[str]
    brands: tuple[str, ...]
    strangers: frozenset[str]
    not_given: frozenset[str]
    place_marks: frozenset[str]
    announcers: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    lower_names: re.Pattern[str]
    name_cue: re.Pattern[str]
    job_cue: re.Pattern[str]
    beside_cue: re.Pattern[str]
    place_cue: re.Pattern[str]


def find_people(text: str, words: frozenset[str] | None = None) -> list[tuple[int, int]]:
    """Return where the text names people, ``[start, end)``, in order and apart.

    Parameters
    ----------
    text
        A clean text.
    words
        The words of the text as ``fold_words`` gives them, where they are known already.

    Examples
    --------
    >>> text = "Merci à Sophie Durand pour le bouquet de roses."
    >>> [text[start:end] for start, end in find_people(text)]
    ['Sophie Durand']
    """
    cues = load_cues()
    words = fold_words(text) if words is None else words
    spans = [*_find_announced(text, words, cues)]
    if not words.isdisjoint(cues.given):
        spans += [*_find_given(text, cues), *_find_lower(text, cues)]
    return merge_spans(spans)


def fold_words(text: str) -> frozenset[str]:
    """Return the words of a text, folded: what tells cheaply which patterns need not be tried."""
    return frozenset(LETTERS.findall(fold(text)))


def find_suspects(text: str, *, needs_cue: bool) -> list[tuple[int, int]]:
    """Return where a trained pipeline may find people: capitalised words inside a sentence that are no common word, brand or acronym.

    Parameters
    ----------
    needs_cue
        Whether a word such as "thanks to" or "conseiller" must come before; without it a pipeline takes many brands and places for people.
    """
    cues = load_cues()
    found = []
    for name in cues.full_name.finditer(text):
        before = text[max(0, name.start() - N_LOOK) : name.start()]
        is_cued = cues.job_cue.search(before) if needs_cue else MID_SENTENCE.search(before)
        if is_cued and not name["given"].isupper() and fold(name["given"]) not in cues.strangers and not _is_thing(before, name, cues):
            found.append((name.start(), _end_of(name, cues)))
    return found


def merge_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _find_announced(text: str, words: frozenset[str], cues: Cues) -> Iterator[tuple[int, int]]:
    """Find capitalised words after a title, an introduction, a closing formula, or words that only a person follows."""
    for keys, pattern in cues.announcers:
        if words.isdisjoint(keys):
            continue
        for match in pattern.finditer(text):
            name = cues.full_name.match(text, match.end())
            if name and fold(name["given"]) not in cues.strangers and not _is_brand(name, cues):
                yield name.start(), _end_of(name, cues)


def _find_given(text: str, cues: Cues) -> Iterator[tuple[int, int]]:
    position = 0
    while name := cues.full_name.search(text, position):
        end = _end_of(name, cues)
        before = text[max(0, name.start() - N_LOOK) : name.start()]
        is_thing = _is_thing(before, name, cues)
        is_name = not is_thing and _is_given(name["given"], before, has_surname=end > name.end("given"))
        if is_name:
            yield name.start(), end
        # A word that is no name may stand before one ("Bonjour Sophie"); the words of a street or brand may not.
        position = end if is_name or is_thing else name.end("given")


def _is_given(given: str, before: str, *, has_surname: bool) -> bool:
    cues = load_cues()
    parts = [fold(part) for part in re.split(r"[-']", given)]
    is_acronym = given.isupper() and len(given) < MIN_SHOUTED
    if is_acronym or given.lower() in cues.not_given or not all(part in cues.given for part in parts):
        return False
    if parts[0] in cues.places:
        return cues.beside_cue.search(before) is not None
    return has_surname or len(parts) > 1 or parts[0] not in cues.ambiguous or cues.name_cue.search(before) is not None


def _is_thing(before: str, name: re.Match[str], cues: Cues) -> bool:
    """Tell a street, a place or a brand that bears a person's name."""
    rest = LETTERS.findall(fold(name["rest"]))
    if not cues.place_marks.isdisjoint(rest) or cues.place_cue.search(before):
        return True
    return OWNER.match(name.string, name.end("given")) is not None or _is_brand(name, cues)


def _is_brand(name: re.Match[str], cues: Cues) -> bool:
    # Signs such as "&" part the words of some brands.
    following = name.string[name.start() : name.start() + N_LOOK]
    return " ".join(WORD.findall(fold(following).replace("-", " ").replace("'", " "))).startswith(cues.brands)


def _end_of(name: re.Match[str], cues: Cues) -> int:
    """Return where a full name ends: before the first word that is known to be no name, or that shouts as the name before it does."""
    end = name.end("given")
    shouts = name["given"].isupper()
    for word in WORD.finditer(name["rest"]):
        folded = fold(word.group())
        # A particle counts with the surname after it.
        if word.group()[0].islower() or folded in cues.particles:
            continue
        if folded in cues.strangers or (shouts and folded not in cues.given):
            break
        end = name.start("rest") + word.end()
    return end


def _find_lower(text: str, cues: Cues) -> Iterator[tuple[int, int]]:
    """Find given names written in lower case, which need a cue just before them."""
    for match in cues.lower_names.finditer(text):
        folded = fold(match["name"])
        if folded in cues.given and folded not in cues.ambiguous and folded not in cues.places:
            yield match.span("name")


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """Return the cues of all languages together: a text may name people before its language is known."""
    names = read_tables("personal")["given"]
    words = [load_words(code) for code in LANGUAGES]
    not_names = gather("personal", "not_names")
    own = [word for spoken in words for word in (*spoken.stop, *spoken.vote, *spoken.shared)]
    common = {fold(word).rstrip(".") for word in (*own, *not_names, *gather("personal", "titles"))}
    ambiguous, places = (frozenset(names[key].split()) for key in ("ambiguous", "places"))
    given = frozenset(names["french"].split()) | frozenset(names["english"].split())
    return Cues(
        full_name=_full_name(names["particles"]),
        given=given,
        ambiguous=ambiguous,
        places=places,
        particles=frozenset(names["particles"]),
        brands=tuple(names["brands"]),
        strangers=frozenset(common - (given - ambiguous)),
        not_given=frozenset(not_names),
        place_marks=frozenset(gather("personal", "place_marks")),
        announcers=_announcers(),
        lower_names=_lower_names(),
        name_cue=_before(_any("name_cues", "job_cues")),
        job_cue=_before(_any("job_cues", "person_cues")),
        beside_cue=_before(_any("job_cues", "person_cues", "beside_cues")),
        place_cue=_before(_any("place_cues"), mark="[ .-]"),
    )


def _full_name(particles: list[str]) -> re.Pattern[str]:
    """Return the pattern of a capitalised word and up to three more, or initials, that may be its surname."""
    particle = rf"(?:(?i:{join_longest_first(particles)})(?:(?<=')| ))?"
    return re.compile(rf"(?<![\w\[@])(?P<given>{NAME})(?P<rest>(?: {particle}{NAME}| [{UPPER}](?!\w)\.?){{0,3}})")


def _announcers() -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    """Return patterns of what comes before a name, each with words one of which a text must hold."""
    end_of_line = r"(?=[^\n.!?,]{2,40}[.!]?\s*(?:\n|\Z))"
    return (
        # "10 M. " is a length.
        (_keys("titles"), re.compile(rf"(?<!\w)(?<!\d )(?:{_any('titles')})(?:(?<=\.) ?| )")),
        (_keys("introductions"), re.compile(rf"(?i:(?<!\w)(?:{_any('introductions')}))[ :]{{1,3}}")),
        (_keys("signatures"), re.compile(rf"(?i:(?<!\w)(?:{_any('signatures')}))[ ,.:!\n-]{{1,4}}{end_of_line}")),
        (_keys("person_cues"), re.compile(rf"(?i:(?<!\w)(?:{_any('person_cues')})) ")),
    )


def _keys(key: str) -> frozenset[str]:
    """Return the longest word of each entry, folded."""
    return frozenset(max(LETTERS.findall(fold(entry)), key=len) for entry in gather("personal", key))


def _lower_names() -> re.Pattern[str]:
    cues = _any("name_cues", "introductions")
    return re.compile(rf"(?i:(?<!\w)(?:{cues}))(?:(?<=')| )(?P<name>[a-z\u00df-\u00ff]{{3,}})(?![\w'-])")


def _before(words: str, mark: str = "[ :,]") -> re.Pattern[str]:
    return re.compile(rf"(?i:(?<!\w)(?:{words}))(?:(?<=')|{mark}{{1,2}})\Z")


def _any(*keys: str) -> str:
    return join_longest_first({entry for key in keys for entry in gather("personal", key)})
