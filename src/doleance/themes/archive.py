"""A theme model to and from a folder of plain files; never pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from doleance.errors import CodebookError, UnreadableFileError
from doleance.themes.choices import AUTO, TFIDF, AbsentEncoder, Encoder, name_encoder, settle_encoder
from doleance.themes.codebook import Codebook
from doleance.themes.model import ThemeModel
from doleance.themes.tfidf import TfidfEncoder

_ARRAY, _PARAMETERS, _CODEBOOK, _ENCODER = "centroids.npy", "model.json", "codebook.yaml", "encoder"


def save_model(model: ThemeModel, folder: Path) -> None:
    """Write a fitted model: its centroids, its parameters, its codebook, and TF-IDF where that is its encoder.

    An encoder that is an object cannot be written; the name of its class is, for ``load_model`` to ask for it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / _ARRAY, model.centroids_)
    parameters, encoder = model.get_params(), model.encoder_
    if not isinstance(parameters["encoder"], str):
        parameters["encoder"] = None
    is_object = not isinstance(encoder, str | TfidfEncoder)
    body = {"parameters": parameters, "n_fitted": model.n_fitted_, "encoder": name_encoder(encoder), "is_object": is_object}
    if isinstance(encoder, TfidfEncoder):
        encoder.save(folder / _ENCODER)
    (folder / _PARAMETERS).write_text(json.dumps(body, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (folder / _CODEBOOK).write_text(model.codebook_.to_yaml(), encoding="utf-8")


def load_model(folder: Path, codebook: Codebook | None = None, *, encoder: str | Encoder | None = None) -> ThemeModel:
    """Return the model of a folder, with another codebook for its own where one is given.

    Parameters
    ----------
    encoder
        The encoder that the themes were learned with, where it is an object, or a folder that was moved; ``auto`` is the
        one saved. A model that lacks it can be told of, and says what it lacks once it has to encode.

    Raises
    ------
    UnreadableFileError
        The folder does not hold a model.
    CodebookError
        The codebook names a theme that the model lacks.
    SettingsError
        There is no such encoder.
    """
    try:
        body = json.loads((folder / _PARAMETERS).read_text(encoding="utf-8"))
        model = ThemeModel(**body["parameters"])
        model.encoder_ = _read_encoder(body, folder)
        model.centroids_ = np.load(folder / _ARRAY, allow_pickle=False)
        model.n_fitted_ = int(body["n_fitted"])
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFileError(
            f"The folder {folder} does not hold a theme model: {error}.", hint="doleance analyse FILE -o OUT makes one."
        ) from error
    other = _find_other(encoder, model.encoder_)
    if other is not None:
        model.encoder_ = settle_encoder(other, [])
    if model.encoder is None or (other is not None and model.encoder != AUTO):
        model.encoder = model.encoder_
    model.codebook_ = codebook or Codebook.read(folder / _CODEBOOK)
    unknown = [theme.theme_id for theme in model.codebook_ if not 0 <= theme.theme_id < len(model.centroids_)]
    if unknown:
        raise CodebookError(
            f"The codebook names themes that the model lacks: {unknown}.", hint=f"Known ids run from 0 to {len(model.centroids_) - 1}."
        )
    return model


def _find_other(given: str | Encoder | None, saved: str | Encoder) -> str | Encoder | None:
    """Return the encoder that was given for the one saved; ``None`` where that is meant, as by a name that only texts could settle."""
    is_saved = isinstance(given, str) and (given == AUTO or (given == TFIDF and isinstance(saved, TfidfEncoder)))
    return None if is_saved else given


def _read_encoder(body: dict[str, Any], folder: Path) -> str | Encoder:
    # A model saved before encoders were chosen names its own among its parameters alone.
    name = str(body.get("encoder", body["parameters"]["encoder"]))
    if body.get("is_object"):
        return AbsentEncoder(name)
    return TfidfEncoder.load(folder / _ENCODER) if name == TFIDF else name
