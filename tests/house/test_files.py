from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "src" / "doleance" / "words"
# The first folder of an absolute path of one machine; a name before the slash makes it part of an address or of a longer path.
MACHINE = re.compile(r"(?<![\w.~*-])/(?:work|farm|root)/")
INDEX = re.compile(r"--(?:extra-)?index-url|--find[-]links|registry *= *[\"']http|\"resolved\": *\"http|/simple/?[\"'\s]")
# In these tables the keys are themselves words of the language, or parts that only its grammar has.
FREE = {("sentiment", "phrases"), ("lists", "parts"), ("cues", "parts")}


def list_text_files() -> list[Path]:
    """Return the files of the project that hold text; what git does not carry is left out."""
    ignored = {line.strip("/\n") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()} | {".git"}

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name in ignored or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                yield from walk(path)
            elif path.suffix not in (".npy", ".png", ".xlsx", ".ods", ".parquet", ".sav", ".gz"):
                yield path

    return list(walk(ROOT))


def find_lines(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in list_text_files():
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in pattern.finditer(text)]
    return found


def list_keys(tables: dict[str, object], name: str, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    keys: set[tuple[str, ...]] = set()
    for key, value in tables.items():
        keys.add((*path, key))
        if isinstance(value, dict) and (name, key) not in FREE:
            keys |= list_keys(value, name, (*path, key))
    return keys


def test_the_files_are_found():
    names = {path.relative_to(ROOT).as_posix() for path in list_text_files()}

    assert {"pyproject.toml", "README.md", "src/doleance/errors.py", "tests/conftest.py"} <= names


@pytest.mark.parametrize("pattern", [MACHINE, INDEX], ids=["machine path", "index address"])
def test_no_file_knows_where_it_was_made(pattern):
    assert find_lines(pattern) == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("cd /" + "work/main", True), ("'/" + "root/x'", True), ("https://example.org/work/life", False), ("a/work/b", False)],
    ids=["path", "quoted path", "address", "relative path"],
)
def test_what_counts_as_a_machine_path(text, is_found):
    assert bool(MACHINE.search(text)) is is_found


@pytest.mark.parametrize("name", ["", "sentiment", "themes", "lists", "explanations", "cues"])
def test_both_languages_have_the_same_words_files(name):
    keys = [
        list_keys(tomllib.loads((WORDS / f"{name}_{language}.toml".lstrip("_")).read_text(encoding="utf-8")), name)
        for language in ("en", "fr")
    ]

    assert keys[0] == keys[1]


def test_no_words_file_speaks_one_language_only():
    named = {path.stem for path in WORDS.glob("*.toml")}

    assert {name.removesuffix("en") + "fr" for name in named if name.endswith("_en") or name == "en"} <= named
    assert {name.removesuffix("fr") + "en" for name in named if name.endswith("_fr") or name == "fr"} <= named
