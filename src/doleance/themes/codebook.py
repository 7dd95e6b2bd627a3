"""The codebook: the list of themes of a study, which a person can read and git can compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml

from doleance.errors import CodebookError

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme: its id, which never changes, its name in each language, and the words that mark it.

    ``keywords`` are what its units say; ``seeds`` are beginnings of words that draw a unit to it, and may be edited. The
    theme that ``is_general`` holds the opinions that speak of nothing in particular.
    """

    theme_id: int
    names: dict[str, str]
    keywords: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    is_general: bool = False

    def name(self, language: str) -> str:
        """Return the name in a language, or in another where that one has none."""
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """The themes of a study.

    Raises
    ------
    CodebookError
        Two themes share an id or a name, or a theme has no name.
    """

    themes: tuple[Theme, ...] = ()
    language: str = "en"
    notes: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: dict[object, int] = {}
        for theme in self.themes:
            if not theme.names:
                raise CodebookError(f"Theme {theme.theme_id} has no name.", hint="Give it a name in one language or both.")
            for key in (theme.theme_id, theme.name(self.language).casefold()):
                if key in seen:
                    raise CodebookError(
                        f"Themes {seen[key]} and {theme.theme_id} share {'the name' if isinstance(key, str) else 'the id'} {key!r}.",
                        hint="Give each theme an id and a name of its own.",
                    )
                seen[key] = theme.theme_id

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)

    def theme(self, theme_id: int) -> Theme:
        """Return the theme of an id.

        Raises
        ------
        CodebookError
            There is no such theme.
        """
        for theme in self.themes:
            if theme.theme_id == theme_id:
                return theme
        raise CodebookError(f"There is no theme {theme_id}.", hint=f"Known ids: {', '.join(str(theme.theme_id) for theme in self.themes)}.")

    def to_yaml(self) -> str:
        """Return the codebook as YAML, one block a theme."""
        body = {
            "version": _VERSION,
            "language": self.language,
            **({"notes": self.notes} if self.notes else {}),
            "themes": [
                {
                    "id": theme.theme_id,
                    "name": theme.names,
                    "keywords": list(theme.keywords),
                    **({"seeds": list(theme.seeds)} if theme.seeds else {}),
                    **({"general": True} if theme.is_general else {}),
                    "examples": list(theme.examples),
                }
                for theme in self.themes
            ],
        }
        return str(yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=120))

    @classmethod
    def from_yaml(cls, text: str, name: str = "the text") -> Self:
        """Return the codebook that YAML describes; ``name`` says in messages where it stands.

        Raises
        ------
        CodebookError
            The text is not YAML, or not a codebook.
        """
        try:
            body = yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
            place = f" at line {mark.line + 1}" if mark else ""
            raise CodebookError(f"{name} is not YAML{place}.", hint="Mend it, or take codebook.yaml of any study for the form.") from error
        if not isinstance(body, dict) or not isinstance(body.get("themes"), list):
            raise CodebookError(f"{name} is not a codebook: it has no list 'themes'.", hint="Take codebook.yaml of any study for the form.")
        language = str(body.get("language", "en"))
        themes = tuple(_read_theme(row, place, language, name) for place, row in enumerate(body["themes"], start=1))
        return cls(themes=themes, language=language, notes=dict(body.get("notes") or {}))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the codebook of a file."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CodebookError(f"The codebook {path} cannot be read: {error}.", hint="Check the path.") from error
        return cls.from_yaml(text, str(path))


def _read_theme(row: Any, place: int, language: str, name: str) -> Theme:
    """Return the theme of one block; a name that is a plain word is the name in the codebook's language."""
    names = row.get("name") if isinstance(row, dict) else None
    names = {language: names} if isinstance(names, str) else names
    theme_id = row.get("id") if isinstance(row, dict) else None
    if not isinstance(names, dict) or not isinstance(theme_id, int):
        raise CodebookError(
            f"In {name}, theme number {place} must have an id that is a whole number and a name; it is {row!r:.80}.",
            hint="Take codebook.yaml of any study for the form.",
        )
    return Theme(
        theme_id=theme_id,
        names={str(code): str(word) for code, word in names.items() if word},
        keywords=_read_words(row, "keywords"),
        seeds=_read_words(row, "seeds"),
        examples=_read_words(row, "examples"),
        is_general=bool(row.get("general", False)),
    )


def _read_words(row: dict[str, Any], key: str) -> tuple[str, ...]:
    words = row.get(key) or ()
    return (words,) if isinstance(words, str) else tuple(str(word) for word in words)
