"""Which rows of the texts themes are learned from, chosen by content alone, and which are of which theme."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from doleance.themes.clusters import Clusters, measure_nearness
from doleance.themes.tables import Vectors

Rows = npt.NDArray[np.int64]
_FLOOR = 0.25


def find_distinct(texts: Sequence[str], vectors: Vectors | None) -> Rows:
    """Return the rows of distinct texts (and vectors) in an order that depends on content alone."""
    marks = [""] * len(texts) if vectors is None else [zlib.crc32(vector.tobytes()) for vector in vectors]
    keys = np.array([f"{text}\0{mark}" for text, mark in zip(texts, marks, strict=True)], dtype=object)
    return np.unique(keys, return_index=True)[1].astype(np.int64)


def draw_texts(rows: Rows, texts: npt.NDArray[np.str_], most: int) -> Rows:
    """Return at most ``most`` rows, drawn by a hash of their text, in their given order."""
    if len(rows) <= most:
        return rows
    hashes = np.array([zlib.crc32(text.encode()) for text in texts[rows]])
    return np.sort(rows[np.argsort(hashes, kind="stable")[:most]])


def draw_units(units: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return at most ``most`` units, drawn by a hash of their words, in their given order."""
    if len(units) <= most:
        return units
    hashes = pd.util.hash_array(units["unit"].to_numpy(dtype=object), categorize=False)
    # Equal units are told apart by their place, and by all units of their comment: not by the order of the rows.
    around = pd.Series(hashes).groupby(units["comment_id"].to_numpy()).transform("sum").to_numpy()
    return units.iloc[np.sort(np.lexsort((units["start"].to_numpy(), around, hashes))[:most])]


def gather_members(clusters: Clusters, vectors: Vectors, seeds: npt.NDArray[np.bool_], is_general: npt.NDArray[np.bool_]) -> list[Rows]:
    """Return the rows of each cluster, the most typical first, and those of the general theme last; ``seeds`` are the anchors'."""
    held = np.zeros((len(vectors), len(clusters.centroids)), bool)
    is_anchored = clusters.anchors >= 0
    held[:, is_anchored] = seeds[:, clusters.anchors[is_anchored]]
    nearest, strength = find_nearest(measure_nearness(vectors, clusters.centroids, held))
    nearest = np.where(is_general, len(clusters.centroids), nearest)
    members = [np.flatnonzero(nearest == i) for i in range(len(clusters.centroids) + 1)]
    return [rows[np.argsort(-strength[rows], kind="stable")] for rows in members]


def find_nearest(near: Vectors) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return the nearest theme of each row, −1 where none is within reach, and how near it is, 0–1."""
    if not near.shape[1]:
        return np.full(len(near), -1, np.int64), np.zeros(len(near), np.float32)
    nearest = near.argmax(axis=1)
    best = near[np.arange(len(near)), nearest]
    return np.where(best >= _FLOOR, nearest, -1).astype(np.int64), np.clip(np.where(best >= _FLOOR, best, 0), 0, 1).astype(np.float32)
