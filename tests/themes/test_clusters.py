from __future__ import annotations

import numpy as np
import pytest

from doleance.themes.clusters import Pull, find_clusters, link_neighbours, measure_nearness

DIM = 16
BOUNDS = (2, 40)


def make_blobs(n: int, n_blobs: int = 4, noise: float = 0.15) -> tuple[np.ndarray, np.ndarray]:
    """Return unit vectors round ``n_blobs`` axes, and the blob of each."""
    random = np.random.default_rng(7)
    labels = np.arange(n) % n_blobs
    vectors = np.eye(DIM)[labels] + noise * random.standard_normal((n, DIM)) / np.sqrt(DIM)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


def assign(vectors: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    return (vectors @ centroids.T).argmax(axis=1)


def is_same_partition(one: np.ndarray, other: np.ndarray) -> bool:
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    return len(pairs) == len(set(one.tolist())) == len(set(other.tolist()))


@pytest.mark.parametrize("n", [30, 100, 1000])
@pytest.mark.parametrize("n_clusters", [None, 4], ids=["auto", "given"])
def test_blobs_are_found_again(n, n_clusters):
    vectors, labels = make_blobs(n)

    found = find_clusters(vectors, n_clusters, BOUNDS, 0)

    assert is_same_partition(assign(vectors, found.centroids), labels)
    assert np.linalg.norm(found.centroids, axis=1) == pytest.approx(1, abs=1e-5)
    assert (found.anchors == -1).all()


@pytest.mark.parametrize("n_clusters", [1, 2, 3, 7])
def test_as_many_as_asked(n_clusters):
    vectors, _ = make_blobs(60)

    assert find_clusters(vectors, n_clusters, BOUNDS, 0).centroids.shape == (n_clusters, DIM)


def test_no_more_than_there_are_distinct_rows():
    vectors = np.repeat(make_blobs(3, 3)[0], 10, axis=0)

    assert len(find_clusters(vectors, 8, BOUNDS, 0).centroids) == 3


@pytest.mark.parametrize("bounds", [(1, 1), (2, 3), (4, 6), (7, 9)], ids=str)
def test_the_number_found_lies_in_the_bounds(bounds):
    vectors, _ = make_blobs(400, 8, noise=0.9)

    assert bounds[0] <= len(find_clusters(vectors, None, bounds, 0).centroids) <= bounds[1]


@pytest.mark.parametrize("n_clusters", [None, 4], ids=["auto", "given"])
def test_the_same_rows_give_the_same_bytes(n_clusters):
    vectors, _ = make_blobs(200, noise=0.6)

    first, second = (find_clusters(vectors.copy(), n_clusters, BOUNDS, 0).centroids.tobytes() for _ in range(2))

    assert first == second


def test_the_order_of_rows_changes_no_partition():
    vectors, labels = make_blobs(120)
    order = np.random.default_rng(1).permutation(len(vectors))

    found = find_clusters(vectors[order], None, BOUNDS, 0)

    assert is_same_partition(assign(vectors, found.centroids), labels)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_a_few_rows_are_one_cluster_at_least(n):
    found = find_clusters(make_blobs(n)[0], None, (1, 40), 0)

    assert 1 <= len(found.centroids) <= n


def test_equal_rows_are_one_cluster():
    vectors = np.repeat(make_blobs(1)[0], 50, axis=0)

    assert len(find_clusters(vectors, None, BOUNDS, 0).centroids) == 1


def make_pull(labels: np.ndarray, n_anchors: int = 6) -> Pull:
    """Return anchors on the axes; each row holds a seed of its own blob's."""
    return Pull(np.eye(DIM, dtype=np.float32)[:n_anchors], np.eye(n_anchors, dtype=bool)[labels])


def test_anchors_that_units_lie_near_are_kept():
    vectors, labels = make_blobs(400, 6)

    found = find_clusters(vectors, None, BOUNDS, 0, make_pull(labels))

    assert found.anchors.tolist() == [0, 1, 2, 3, 4, 5]
    assert assign(vectors, found.centroids).tolist() == labels.tolist()


def test_an_anchor_that_nobody_speaks_of_is_dropped():
    vectors, labels = make_blobs(490, 7)
    kept = labels != 2

    found = find_clusters(vectors[kept], None, BOUNDS, 0, make_pull(labels[kept], 7))

    assert 2 not in found.anchors.tolist()
    assert set(found.anchors.tolist()) >= {0, 1, 3, 4, 5, 6}


def test_what_lies_near_no_anchor_forms_clusters_of_its_own():
    vectors, labels = make_blobs(500, 8)
    seeds = np.zeros((500, 6), bool)
    near = labels < 6
    seeds[np.flatnonzero(near), labels[near]] = True

    found = find_clusters(vectors, None, BOUNDS, 0, Pull(np.eye(DIM, dtype=np.float32)[:6], seeds))

    clusters = assign(vectors, found.centroids)
    assert found.anchors.tolist() == [0, 1, 2, 3, 4, 5] + [-1] * (len(found.anchors) - 6)
    assert {6, 7} <= {int(label) for label in labels[clusters >= 6]}
    assert all(len(set(labels[clusters == cluster])) == 1 for cluster in set(clusters.tolist()))


def test_a_seed_brings_a_unit_nearer():
    vectors, _ = make_blobs(2, 2)
    near = measure_nearness(vectors, vectors, np.array([[False, True], [False, False]]))

    assert near[0, 1] == pytest.approx(float(vectors[0] @ vectors[1]) + 0.25, abs=1e-6)
    assert near[1, 1] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("n", [2, 3, 20], ids=str)
def test_the_graph_of_neighbours_is_symmetric(n):
    vectors, _ = make_blobs(n)

    graph = link_neighbours(vectors, 5)

    assert graph.shape == (n, n)
    assert abs(graph - graph.T).max() == 0
    assert graph.diagonal().sum() == 0
    assert (graph.data >= 0).all()


def test_the_anchor_of_half_a_small_file_is_kept():
    vectors, labels = make_blobs(60, 6)
    labels_kept = np.concatenate([np.flatnonzero(labels == 0), np.flatnonzero(labels > 3)])
    vectors, labels = np.vstack([vectors[labels_kept], vectors[labels == 0]]), np.concatenate([labels[labels_kept], np.zeros(10, int)])

    found = find_clusters(vectors, None, (1, 40), 0, make_pull(labels))

    assert 0 in found.anchors.tolist()
