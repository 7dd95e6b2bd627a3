"""What each theme is called in each language, and how themes of one name are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from doleance.settings import LANGUAGES
from doleance.text.languages import UNKNOWN
from doleance.themes.codebook import Theme
from doleance.themes.names import name_themes
from doleance.themes.tfidf import split_words

# Where a language has no list of stop words here: what more of all texts hold says nothing of one group, nor does what so few of its
# texts hold, nor a word so short.
_MOST_COMMON, _FEWEST, _SHORTEST = 0.08, 2, 3
_N_KEYWORDS, _N_NAMED = 8, 2


@dataclass(frozen=True, slots=True)
class Label:
    """A group's names by language, its keywords, and the greatest share of its units that one word holds together."""

    names: dict[str, str]
    keywords: tuple[str, ...]
    support: float


def label_groups(
    members: list[npt.NDArray[np.int64]], texts: npt.NDArray[Any], languages: npt.NDArray[np.object_], main: str
) -> list[Label]:
    """Return the label of each group of texts, ``members`` being the rows of each group, the most typical first."""
    named = [Label({}, (), 0.0) for _ in members]
    for language in [main, *[other for other in LANGUAGES if other != main and (languages == other).any()]]:
        groups = [texts[rows[languages[rows] == language]].tolist() for rows in members]
        for i, found in enumerate(name_themes(groups, language)):
            names = {**named[i].names, language: found.name} if found.name else named[i].names
            named[i] = Label(names, named[i].keywords or found.keywords, max(named[i].support, found.support))
    return named


def label_by_words(members: list[npt.NDArray[np.int64]], texts: npt.NDArray[Any], language: str) -> list[Label]:
    """Return the label of each group of texts of a language without words here: what its texts hold more often than others.

    Parameters
    ----------
    language
        What the names are filed under.
    """
    held = [{word.lower(): word for word in split_words(str(text)) if len(word) >= _SHORTEST} for text in texts]
    overall = Counter(word for words in held for word in words)
    spelled = Counter(pair for words in held for pair in words.items())
    spellings = {word: spelling for (word, spelling), _ in sorted(spelled.items(), key=lambda item: (item[1], item[0]))}
    labels = []
    for rows in members:
        counts = Counter(word for row in rows.tolist() for word in held[row])
        # How much more often the group says a word than all do, times how often (a term of the divergence of Kullback and Leibler).
        weights = {word: n / len(rows) * log(n * len(texts) / len(rows) / overall[word]) for word, n in counts.items() if n >= _FEWEST}
        telling = [word for word in weights if weights[word] > 0 and overall[word] <= max(_MOST_COMMON * len(texts), counts[word])]
        keywords = tuple(spellings[word] for word in sorted(telling, key=lambda word: (-weights[word], word))[:_N_KEYWORDS])
        name = ", ".join(keywords[:_N_NAMED])
        labels.append(Label({language: name[0].upper() + name[1:]} if name else {}, keywords, 0.0))
    return labels


def settle_languages(languages: npt.NDArray[np.object_], language: str | None) -> npt.NDArray[np.object_]:
    """Return the language of each text; ``language``, or that of most, where the text does not tell."""
    settled = languages.copy()
    settled[languages == UNKNOWN] = language or find_main_language(languages)
    return settled


def find_main_language(languages: npt.NDArray[np.object_]) -> str:
    """Return the language that most texts are in."""
    counts = {language: int((languages == language).sum()) for language in LANGUAGES}
    return max(LANGUAGES, key=lambda language: (counts[language], language == LANGUAGES[0]))


def quote_shortest(examples: Sequence[str], place: int) -> str:
    """Return a name for a theme in which no noun was found: the shortest of its typical units."""
    return min((example for example in examples if example), key=lambda example: (len(example), example), default=str(place))[:40]


def tell_apart(themes: Sequence[Theme], language: str) -> list[Theme]:
    """Return the themes with a keyword or number added to names that stand twice."""
    seen: set[str] = set()
    told = []
    for theme in themes:
        name = theme.name(language)
        extra = iter([*theme.keywords, *[str(number) for number in range(2, len(themes) + 3)]])
        while name.casefold() in seen:
            name = f"{theme.name(language)} ({next(extra)})"
        seen.add(name.casefold())
        names = theme.names if name == theme.name(language) else {**theme.names, language: name}
        told.append(replace(theme, names=names))
    return told
