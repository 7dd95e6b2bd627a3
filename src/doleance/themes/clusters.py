"""Vectors become clusters: the number found, or given."""

from __future__ import annotations

from dataclasses import dataclass

import graspologic_native
import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from doleance.themes.encoders import scale_rows
from doleance.themes.tables import Vectors

_NEIGHBOURS = 12
_RESOLUTION, _RESOLUTION_LEFT = 1.7, 1.4
_STEP = 0.85
_MOST_CUTS = 24
_MIN_SHARE = 0.008
_FEWEST, _FEWEST_LEFT, _LEFT = 3, 24, 1.6
# A seed counts as this much of a cosine; a unit this near an anchor is of it; an anchor weighs as much as so many units
# when it moves to them; so many of its units must hold a seed; and what holds more of all units than the greatest share
# is too broad to be one theme.
SEED_BONUS = np.float32(0.25)
_REACH, _WEIGHT, _SEEDED, _MOST_SHARE, _ROUNDS = 0.46, np.float32(5), 0.35, 0.2, 3
_BLOCK = 2048
_DIGITS = 6
_STARTS, _MOST_WARD = 8, 5_000
# A language that fewer units are in has no mean to speak of.
_LEAST_SPOKEN, _LEAST_SPOKEN_SHARE = 5, 0.1

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Unit centroids, (n_clusters, dim), and the anchor that each settled on, −1 for none."""

    centroids: Vectors
    anchors: Labels


@dataclass(frozen=True, slots=True)
class Pull:
    """What draws units to anchors: the anchors' vectors, (n_anchors, dim), and which unit holds a seed of which, (n, n_anchors)."""

    anchors: Vectors
    seeds: npt.NDArray[np.bool_]


def measure_nearness(vectors: Vectors, centroids: Vectors, seeds: npt.NDArray[np.bool_]) -> Vectors:
    """Return the cosine of each row with each centroid, raised where the row holds a seed, (n, n_centroids)."""
    # In BLAS the last bits of a row depend on the rows beside it: more digits than are kept make the result its own.
    cosines = np.round(vectors.astype(np.float64) @ centroids.T.astype(np.float64), _DIGITS)
    return np.asarray(cosines.astype(np.float32) + SEED_BONUS * seeds, dtype=np.float32)


def level_languages(vectors: Vectors, languages: npt.NDArray[np.object_]) -> Vectors:
    """Return the vectors with the mean of each language moved to the mean of all, (n, dim), of unit length.

    Encoders put a little of a text's language into its vector, enough for clusters of a mixed file to follow it.
    """
    kinds, codes, sizes = np.unique(languages.astype(str), return_inverse=True, return_counts=True)
    is_spoken = sizes >= max(_LEAST_SPOKEN, _LEAST_SPOKEN_SHARE * len(vectors))
    if is_spoken.sum() < 2:
        return vectors
    means = _sum_members(vectors, codes.astype(np.int64), len(kinds)) / sizes[:, None]
    return scale_rows(vectors - np.where(is_spoken[:, None], means - vectors.mean(axis=0), 0)[codes])


def find_clusters(
    vectors: Vectors,
    n_clusters: int | None,
    bounds: tuple[int, int],
    seed: int,
    pull: Pull | None = None,
    levelled: Vectors | None = None,
) -> Clusters:
    """Return the clusters of vectors.

    With ``n_clusters`` given, k-means. Without, the units near an anchor gather round it, where they are enough and hold
    its seeds; the others form the communities of their graph of nearest neighbours (Leiden, Traag et al. 2019), their
    number left to the data within ``bounds``. Rows must be in an order that depends on their content alone: then the
    result does too. One thread, so that sums do not depend on the machine.

    Parameters
    ----------
    vectors : (n, dim)
        Of unit length; the centroids are means of these.
    levelled : (n, dim), optional
        The same after ``level_languages``: what lies near what is looked up here.
    """
    levelled = vectors if levelled is None else levelled
    with threadpool_limits(limits=1):
        if n_clusters is not None:
            labels = _by_kmeans(levelled, min(n_clusters, len(np.unique(levelled, axis=0))), seed)
            return _unanchored(_centre(vectors, labels))
        share = _MIN_SHARE
        while pull is not None:
            found = _by_anchors(vectors, levelled, pull, share, seed)
            if len(found.centroids) < bounds[0]:
                break
            if len(found.centroids) <= bounds[1]:
                return found
            share *= 1.25
        return _unanchored(_by_communities(vectors, levelled, bounds, seed))


def _unanchored(centroids: Vectors) -> Clusters:
    return Clusters(centroids, np.full(len(centroids), -1, np.int64))


def _by_anchors(vectors: Vectors, levelled: Vectors, pull: Pull, share: float, seed: int) -> Clusters:
    """Return the anchors that enough units lie near, moved to those units, and the communities of what lies near none."""
    centroids, is_kept = pull.anchors, np.ones(len(pull.anchors), bool)
    # An anchor is too broad only where its units are enough to form themes of their own.
    fewest, most = max(_FEWEST, share * len(vectors)), max(_FEWEST_LEFT, _MOST_SHARE * len(vectors))
    for _ in range(_ROUNDS):
        near = np.where(is_kept, measure_nearness(vectors, centroids, pull.seeds), -1)
        labels = np.where(near.max(axis=1) >= _REACH, near.argmax(axis=1), -1)
        placed = np.flatnonzero(labels >= 0)
        sizes = np.bincount(labels[placed], minlength=len(is_kept))
        n_seeded = np.bincount(labels[placed], weights=pull.seeds[placed, labels[placed]], minlength=len(is_kept))
        is_kept &= (sizes >= fewest) & (sizes <= most) & (n_seeded >= _SEEDED * sizes)
        sums = _sum_members(vectors, labels, len(is_kept)) + _WEIGHT * pull.anchors
        centroids = scale_rows(sums)
    kept = np.flatnonzero(is_kept)
    centroids = centroids[kept]
    is_left = measure_nearness(vectors, centroids, pull.seeds[:, kept]).max(axis=1, initial=-1) < _REACH
    rest = vectors[is_left]
    if len(rest) >= _FEWEST_LEFT:
        graph = link_neighbours(levelled[is_left], min(_NEIGHBOURS, max(2, len(rest) // 6)))
        labels = _find_communities(graph, _RESOLUTION_LEFT, round(_LEFT * fewest), seed)
        if (labels >= 0).any():
            centroids = np.vstack([centroids, _centre(rest[labels >= 0], labels[labels >= 0])])
    return Clusters(centroids, np.concatenate([kept, np.full(len(centroids) - len(kept), -1)]).astype(np.int64))


def _by_kmeans(vectors: Vectors, n_clusters: int, seed: int) -> Labels:
    """Return the cluster of each row: of some random starts and one from Ward's tree, that with the least inertia."""
    from sklearn.cluster import AgglomerativeClustering, KMeans

    best = KMeans(n_clusters, n_init=_STARTS, random_state=seed).fit(vectors)
    # Where clusters are small, as in the answers to one question, random starts seldom find what Ward's tree does.
    if n_clusters > 1 and len(vectors) <= _MOST_WARD:
        tree = AgglomerativeClustering(n_clusters).fit_predict(vectors).astype(np.int64)
        means = _sum_members(vectors, tree, n_clusters) / np.bincount(tree)[:, None].astype(np.float32)
        grown = KMeans(n_clusters, init=means, n_init=1).fit(vectors)
        best = grown if grown.inertia_ <= best.inertia_ else best
    return np.asarray(best.labels_, dtype=np.int64)


def _by_communities(vectors: Vectors, levelled: Vectors, bounds: tuple[int, int], seed: int) -> Vectors:
    """Return the centroids of communities, as many as lie within the bounds; no more than they allow, fewer where the data say so."""
    graph = link_neighbours(levelled, min(_NEIGHBOURS, max(2, len(vectors) // 6)))
    smallest = max(3, round(_MIN_SHARE / 2 * len(vectors)))
    resolution, labels, n_found = _RESOLUTION, np.full(len(vectors), -1, np.int64), 0
    for _ in range(_MOST_CUTS):
        labels = _find_communities(graph, resolution, smallest, seed)
        n_found = len(np.unique(labels[labels >= 0]))
        if bounds[0] <= n_found <= bounds[1]:
            break
        resolution = resolution * _STEP if n_found > bounds[1] else resolution / _STEP
    if n_found > bounds[1]:
        return _centre(vectors, _by_kmeans(levelled, max(1, bounds[1]), seed))
    if not (labels >= 0).any():
        return _centre(vectors, np.zeros(len(vectors), np.int64))
    return _centre(vectors[labels >= 0], labels[labels >= 0])


def link_neighbours(vectors: Vectors, n_neighbours: int) -> sparse.csr_matrix:
    """Return the symmetric graph of each row's nearest neighbours, weighted by cosine, (n, n)."""
    n = len(vectors)
    n_neighbours = min(n_neighbours, n - 1)
    columns = np.empty((n, n_neighbours), np.int64)
    weights = np.empty((n, n_neighbours), np.float64)
    for start in range(0, n, _BLOCK):
        near = vectors[start : start + _BLOCK] @ vectors.T
        near[np.arange(len(near)), np.arange(start, start + len(near))] = -1
        best = np.argpartition(-near, n_neighbours - 1, axis=1)[:, :n_neighbours]
        columns[start : start + _BLOCK] = best
        weights[start : start + _BLOCK] = np.take_along_axis(near, best, axis=1)
    rows = np.repeat(np.arange(n), n_neighbours)
    graph = sparse.csr_matrix((np.maximum(weights, 0).ravel(), (rows, columns.ravel())), shape=(n, n))
    graph = graph.maximum(graph.T).tocsr()
    graph.sort_indices()
    return graph


def _find_communities(graph: sparse.csr_matrix, resolution: float, smallest: int, seed: int) -> Labels:
    if not graph.nnz:
        # Leiden does not survive a graph without an edge.
        return np.full(graph.shape[0], -1, np.int64)
    _, found = graspologic_native.leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32),
        graph.data.astype(np.float64),
        graph.shape[0],
        resolution=resolution,
        iterations=2,
        trials=3,
        seed=seed,
    )
    labels = np.full(graph.shape[0], -1, np.int64)
    labels[list(found.keys())] = list(found.values())
    sizes = np.bincount(labels[labels >= 0])
    return np.where((labels >= 0) & (sizes[np.maximum(labels, 0)] >= smallest), labels, -1)


def _centre(vectors: Vectors, labels: Labels) -> Vectors:
    """Return the unit means of the labelled rows, largest first, ties by the first row that is in them."""
    kinds, first, codes, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    sums = _sum_members(vectors, codes.astype(np.int64), len(kinds))
    order = np.lexsort((first, -sizes))
    return scale_rows(sums)[order]


def _sum_members(vectors: Vectors, labels: Labels, n_labels: int) -> Vectors:
    """Return the sum of the rows of each label, (n_labels, dim); rows labelled −1 are in none."""
    rows = np.flatnonzero(labels >= 0)
    members = sparse.csr_matrix((np.ones(len(rows), np.float32), (labels[rows], rows)), shape=(n_labels, len(labels)))
    return np.asarray(members @ vectors, dtype=np.float32)
