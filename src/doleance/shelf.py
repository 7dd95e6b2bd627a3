"""Where the models lie: in the wheel beside the code, or in the repository's ``models/`` when the code runs from there."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from doleance.errors import SettingsError, suggest

_PLACES = (Path(__file__).parent / "models", Path(__file__).parents[2] / "models")
# One line a model: its SHA-256, two spaces, its name; training/checksums.py writes it.
CHECKSUMS = "checksums.txt"
# What editors and interpreters leave behind is no part of a model; nor is what begins with a dot.
_CACHES, _LEFTOVERS = ("__pycache__",), (".pyc", ".tmp", "~")


@lru_cache(maxsize=1)
def models_folder() -> Path:
    """Return the folder that holds one folder a model.

    Raises
    ------
    SettingsError
        No place that is known holds the models.
    """
    for place in _PLACES:
        if (place / "README.md").is_file():
            return place
    raise SettingsError("The folder of models is missing from this installation.", hint="pip install --force-reinstall doleance")


def find_model(name: str) -> Path:
    """Return the folder of a model that ships with Doleance.

    Raises
    ------
    SettingsError
        There is no such model.
    """
    known = list_models()
    if name not in known:
        raise SettingsError(f"There is no model {name!r}.", hint=f"{suggest(name, known)}Known models: {', '.join(known)}.")
    return models_folder() / name


def list_models() -> list[str]:
    """Return the names of the models at hand, sorted."""
    return sorted(path.parent.name for path in models_folder().glob("*/settings.toml"))


def read_settings(folder: Path) -> dict[str, Any]:
    """Return what a model's ``settings.toml`` says."""
    return tomllib.loads((folder / "settings.toml").read_text(encoding="utf-8"))


def read_card(folder: Path) -> str:
    """Return what a model's ``card.md`` says; empty where there is none."""
    path = folder / "card.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def list_files(folder: Path) -> list[Path]:
    """Return the regular files of a model, caches and leftovers left out, in the same order on every machine."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not _is_leftover(path.relative_to(folder))]
    return sorted(paths, key=lambda path: path.relative_to(folder).as_posix())


def _is_leftover(path: Path) -> bool:
    return path.name.endswith(_LEFTOVERS) or any(part in _CACHES or part.startswith(".") for part in path.parts)


def hash_model(folder: Path) -> str:
    """Return a SHA-256 over the names and bytes of a model's files, the same on every machine."""
    digest = hashlib.sha256()
    for path in list_files(folder):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256")
        # The content's own hash has one length, so that no byte can move from a file to the next unseen.
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + content.digest())
    return digest.hexdigest()


def read_checksums() -> dict[str, str]:
    """Return the SHA-256 recorded for each model, by name.

    Raises
    ------
    SettingsError
        The record is missing from this installation.
    """
    path = models_folder() / CHECKSUMS
    if not path.is_file():
        raise SettingsError(f"The record of the models' checksums, {path}, is missing.", hint="pip install --force-reinstall doleance")
    pairs = (line.partition("  ") for line in path.read_text(encoding="utf-8").splitlines())
    return {name.strip(): checksum for checksum, _, name in pairs if name.strip()}


def check_models(names: Sequence[str] = ()) -> list[dict[str, str]]:
    """Return for each model named, or for all, its ``name``, the SHA-256 ``recorded`` and the one ``found``; empty where there is none.

    Raises
    ------
    SettingsError
        A name is that of no model, at hand or recorded, or nothing is recorded in this installation.
    """
    recorded, known = read_checksums(), list_models()
    # A model that is recorded may be missing; a name that is neither is an error.
    found = {name: hash_model(find_model(name)) for name in names or known if name in known or name not in recorded}
    checked = dict.fromkeys(names or sorted({*known, *recorded}))
    return [{"name": name, "recorded": recorded.get(name, ""), "found": found.get(name, "")} for name in checked]
