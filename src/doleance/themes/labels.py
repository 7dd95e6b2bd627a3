"""What each theme is called in each language, and how themes of one name are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from doleance.settings import LANGUAGES
from doleance.themes.codebook import Theme
from doleance.themes.names import name_themes


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
