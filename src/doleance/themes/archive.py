"""A theme model to and from a folder of plain files; never pickle."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from doleance.errors import CodebookError, UnreadableFileError
from doleance.themes.codebook import Codebook
from doleance.themes.model import ThemeModel

_ARRAY, _PARAMETERS, _CODEBOOK = "centroids.npy", "model.json", "codebook.yaml"


def save_model(model: ThemeModel, folder: Path) -> None:
    """Write a fitted model: its centroids, its parameters and its codebook."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / _ARRAY, model.centroids_)
    body = {"parameters": model.get_params(), "n_fitted": model.n_fitted_}
    (folder / _PARAMETERS).write_text(json.dumps(body, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (folder / _CODEBOOK).write_text(model.codebook_.to_yaml(), encoding="utf-8")


def load_model(folder: Path, codebook: Codebook | None = None) -> ThemeModel:
    """Return the model of a folder, with another codebook for its own where one is given.

    Raises
    ------
    UnreadableFileError
        The folder does not hold a model.
    CodebookError
        The codebook names a theme that the model lacks.
    """
    try:
        body = json.loads((folder / _PARAMETERS).read_text(encoding="utf-8"))
        model = ThemeModel(**body["parameters"])
        model.centroids_ = np.load(folder / _ARRAY, allow_pickle=False)
        model.n_fitted_ = int(body["n_fitted"])
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFileError(
            f"The folder {folder} does not hold a theme model: {error}.", hint="doleance analyse FILE -o OUT makes one."
        ) from error
    model.codebook_ = codebook or Codebook.read(folder / _CODEBOOK)
    unknown = [theme.theme_id for theme in model.codebook_ if not 0 <= theme.theme_id < len(model.centroids_)]
    if unknown:
        raise CodebookError(
            f"The codebook names themes that the model lacks: {unknown}.", hint=f"Known ids run from 0 to {len(model.centroids_) - 1}."
        )
    return model
