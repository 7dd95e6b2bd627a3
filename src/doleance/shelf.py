"""Where the models lie: in the wheel beside the code, or in the repository's ``models/`` when the code runs from there."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from doleance.errors import SettingsError

_PLACES = (Path(__file__).parent / "models", Path(__file__).parents[2] / "models")


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
    folder = models_folder() / name
    if not (folder / "settings.toml").is_file():
        raise SettingsError(f"There is no model {name!r}.", hint=f"Known models: {', '.join(list_models())}.")
    return folder


def list_models() -> list[str]:
    """Return the names of the models at hand, sorted."""
    return sorted(path.parent.name for path in models_folder().glob("*/settings.toml"))


def read_settings(folder: Path) -> dict[str, Any]:
    """Return what a model's ``settings.toml`` says."""
    return tomllib.loads((folder / "settings.toml").read_text(encoding="utf-8"))


def hash_model(folder: Path) -> str:
    """Return a SHA-256 over the names and bytes of a model's files, the same on every machine."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
