"""Groups of texts that mean the same, in whichever language, from their vectors."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage

from doleance.themes.tables import Vectors

# So many texts are grouped at once; more would ask for too much memory (n² / 2 distances).
MOST = 3_000


def group_meanings(texts: Sequence[str], vectors: Vectors, threshold: float) -> npt.NDArray[np.intp]:
    """Return the group of each text, by average linkage over cosine distances cut at a threshold.

    Beyond ``MOST`` texts, a sample is grouped and the others join the nearest group within the threshold; those that
    have none are grouped among themselves in the same way. The sample is drawn by content, so the order of the texts
    changes nothing.

    Parameters
    ----------
    texts
        Distinct texts.
    vectors
        (n_texts, dim), of unit length or zero.
    threshold
        The greatest mean distance within a group, 0–2.
    """
    groups = np.full(len(texts), -1, dtype=np.intp)
    waiting = np.array(sorted(range(len(texts)), key=lambda i: (zlib.crc32(texts[i].encode()), texts[i])), dtype=np.intp)
    while len(waiting):
        # Sorted by content: the linkage breaks ties by position.
        sample = np.array(sorted(waiting[:MOST], key=lambda i: texts[i]), dtype=np.intp)
        groups[sample] = _link(vectors[sample], threshold) + groups.max() + 1
        waiting = waiting[MOST:]
        if len(waiting):
            waiting = _join_nearest(groups, sample, waiting, vectors, threshold)
    return groups


def _link(vectors: Vectors, threshold: float) -> npt.NDArray[np.intp]:
    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.intp)
    similar = np.clip(vectors.astype(np.float64) @ vectors.T.astype(np.float64), -1, 1)
    # Rounded, so that the machine's last digit decides no tie.
    distances = np.round(1 - similar[np.triu_indices(len(vectors), 1)], 6)
    return np.asarray(fcluster(linkage(distances, "average"), threshold, "distance"), dtype=np.intp) - 1


def _join_nearest(
    groups: npt.NDArray[np.intp], sample: npt.NDArray[np.intp], waiting: npt.NDArray[np.intp], vectors: Vectors, threshold: float
) -> npt.NDArray[np.intp]:
    """Put what lies near a group of the sample into it, in place, and return what lies near none."""
    names, members = np.unique(groups[sample], return_inverse=True)
    centres = np.zeros((len(names), vectors.shape[1]))
    np.add.at(centres, members, vectors[sample])
    # The mean of unit vectors, unscaled: its product with a vector is the mean similarity to the group's members.
    centres /= np.bincount(members)[:, None]
    similar = np.round(vectors[waiting] @ centres.T, 6)
    nearest = similar.argmax(axis=1)
    is_near = 1 - similar[np.arange(len(waiting)), nearest] <= threshold
    groups[waiting[is_near]] = names[nearest[is_near]]
    left: npt.NDArray[np.intp] = waiting[~is_near]
    return left
