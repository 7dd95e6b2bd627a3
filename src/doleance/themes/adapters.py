"""Encoders that Doleance did not make: an object of the caller's, or a folder of another library; each is checked as it is used."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from doleance.errors import SettingsError, UnreadableFileError, require
from doleance.text.folding import LETTER
from doleance.themes.encoders import scale_rows
from doleance.themes.tables import Vectors

_HUB_NAME = re.compile(r"\w[\w.-]*/[\w.-]+")
_RULE = "Let encode(texts) return one vector a text: an array of finite numbers, (n_texts, dim)."


class Encoder(Protocol):
    """What gives texts their vectors: any object with ``encode``."""

    def encode(self, texts: Sequence[str], /) -> npt.NDArray[Any]:
        """Return one vector a text, (n_texts, dim), floats of any length."""


class CheckedEncoder:
    """An encoder from elsewhere that keeps the house's rules, whatever it gives.

    Each distinct text is encoded once, in an order that does not depend on the rows; a text without a letter is not
    sent and has a vector of zeros; what comes back is checked, and scaled to unit length.

    Parameters
    ----------
    call
        The ``encode`` of the encoder.
    name
        What messages call it.
    """

    def __init__(self, call: Callable[[list[str]], Any], name: str) -> None:
        self.call = call
        self.name = name

    def encode(self, texts: Sequence[str], /) -> Vectors:
        """Return the vectors of texts, float32 (n_texts, dim), of unit length; zero for a text without a letter.

        Raises
        ------
        SettingsError
            The encoder gave something else than one vector of finite numbers a text.
        """
        # Half of a pair of UTF-16 is no sign that a tokeniser could read.
        readable = [text.encode("utf-8", "replace").decode() for text in texts]
        places = {text: place for place, text in enumerate(sorted({text for text in readable if LETTER.search(text)}))}
        # Without a text to encode, one is encoded for the number of dimensions.
        found = scale_rows(self._ask(list(places) or ["a"]))
        padded = np.vstack([found, np.zeros((1, found.shape[1]), np.float32)])
        return padded[[places.get(text, -1) for text in readable]]

    def _ask(self, texts: list[str]) -> npt.NDArray[np.float64]:
        given = self.call(texts)
        try:
            vectors = np.asarray(given, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise SettingsError(f"The encoder {self.name} gave something else than numbers: {error}.", hint=_RULE) from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not vectors.shape[1]:
            raise SettingsError(
                f"The encoder {self.name} gave an array of shape {vectors.shape} for {len(texts)} texts; it must be ({len(texts)}, dim).",
                hint=_RULE,
            )
        n_broken = int((~np.isfinite(vectors).all(axis=1)).sum())
        if n_broken:
            raise SettingsError(
                f"The encoder {self.name} gave vectors that are not finite for {n_broken} of {len(texts)} texts.", hint=_RULE
            )
        return vectors


def read_encoder(folder: Path) -> CheckedEncoder:
    """Return the encoder of a folder that sentence-transformers or model2vec wrote; nothing is ever downloaded.

    Raises
    ------
    SettingsError
        There is no such folder, or it is of neither library, or sentence-transformers is not installed.
    MissingExtraError
        The folder is model2vec's, which is not installed.
    UnreadableFileError
        The library cannot read the folder.
    """
    if not folder.is_dir():
        raise _no_folder(folder)
    return _open(folder.resolve())


def _no_folder(folder: Path) -> SettingsError:
    name = folder.as_posix()
    if not _HUB_NAME.fullmatch(name):
        return SettingsError(
            f"There is no folder {name}; Doleance reads encoders from folders and downloads nothing.",
            hint="Check the path, or use encoder='auto'.",
        )
    saved = name.rpartition("/")[2]
    return SettingsError(
        f"There is no folder {name}; if that is a model's name on a hub: Doleance downloads nothing by itself.",
        hint=f"Fetch it once: python -c \"from sentence_transformers import SentenceTransformer as S; S('{name}').save('{saved}')\"; "
        f"then name the folder: encoder='./{saved}'.",
    )


@lru_cache(maxsize=2)
def _open(folder: Path) -> CheckedEncoder:
    kind = _find_kind(folder)
    if kind is None:
        raise SettingsError(
            f"The folder {folder} holds no encoder that is known: neither sentence-transformers (modules.json) nor model2vec "
            "(config.json, tokenizer.json, model.safetensors).",
            hint="Name the folder that model.save(…) or model.save_pretrained(…) wrote.",
        )
    load = _load_model2vec if kind == "model2vec" else _load_sentence_transformers
    return CheckedEncoder(load(folder), folder.name)


def _find_kind(folder: Path) -> str | None:
    """Return which library wrote a folder; model2vec writes modules.json too, so its own mark is looked for first."""
    model_type = _read_config(folder).get("model_type")
    if model_type == "model2vec":
        return "model2vec"
    if any((folder / name).is_file() for name in ("modules.json", "config_sentence_transformers.json")):
        return "sentence-transformers"
    is_bare = model_type is None and all((folder / name).is_file() for name in ("tokenizer.json", "model.safetensors"))
    return "model2vec" if is_bare else None


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"The file {path} cannot be read: {error}.", hint="Fetch the folder again.") from error
    return config if isinstance(config, dict) else {}


def _load_model2vec(folder: Path) -> Callable[[list[str]], Any]:
    library = require("model2vec", extra="model2vec")
    model = _load(folder, lambda: library.StaticModel.from_pretrained(str(folder)))
    return partial(model.encode, show_progress_bar=False, use_multiprocessing=False)


def _load_sentence_transformers(folder: Path) -> Callable[[list[str]], Any]:
    try:
        library = import_module("sentence_transformers")
    except ModuleNotFoundError as error:
        # It brings torch, gigabytes that no extra of Doleance should.
        raise SettingsError(
            f"The encoder in {folder} needs the package {error.name}, which is not installed.", hint="pip install sentence-transformers"
        ) from error
    model = _load(folder, lambda: library.SentenceTransformer(str(folder), local_files_only=True))
    return partial(model.encode, show_progress_bar=False)


def _load(folder: Path, load: Callable[[], Any]) -> Any:
    try:
        return load()
    except Exception as error:
        # Whatever the library raises: it is the folder that it could not read.
        raise UnreadableFileError(f"The encoder in {folder} cannot be read: {error}.", hint="Fetch the folder again.") from error
