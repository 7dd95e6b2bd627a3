from __future__ import annotations

import numpy as np
import pytest
import sklearn.cluster

from doleance.themes import clusters
from doleance.themes.clusters import Pull, find_clusters, level_languages, link_neighbours, measure_nearness

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

    nearest = assign(vectors, found.centroids)
    assert found.anchors.tolist() == [0, 1, 2, 3, 4, 5] + [-1] * (len(found.anchors) - 6)
    assert {6, 7} <= {int(label) for label in labels[nearest >= 6]}
    assert all(len(set(labels[nearest == cluster])) == 1 for cluster in set(nearest.tolist()))


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


def speak(vectors: np.ndarray, *shares: tuple[str, int], loudness: float = 1.2) -> tuple[np.ndarray, np.ndarray]:
    """Return the vectors with the language of each row put into it, a direction of its own, and the languages."""
    languages = np.random.default_rng(3).permutation(np.repeat([name for name, _ in shares], [n for _, n in shares])).astype(object)
    axes = np.array([DIM - 1 - [name for name, _ in shares].index(language) for language in languages])
    spoken = vectors + loudness * np.eye(DIM)[axes]
    return (spoken / np.linalg.norm(spoken, axis=1, keepdims=True)).astype(np.float32), languages


def measure_gap(vectors: np.ndarray, languages: np.ndarray, one: str = "en", other: str = "fr") -> float:
    return float(np.linalg.norm(vectors[languages == one].mean(axis=0) - vectors[languages == other].mean(axis=0)))


@pytest.mark.parametrize("shares", [(60, 60), (20, 100), (100, 20)], ids=str)
def test_the_means_of_languages_are_levelled(shares, monkeypatch):
    vectors, languages = speak(make_blobs(120)[0], *zip(("en", "fr"), shares, strict=True))
    before = vectors.tobytes()
    levelled = level_languages(vectors, languages)
    monkeypatch.setattr(clusters, "scale_rows", lambda rows: rows)

    assert vectors.tobytes() == before
    assert (levelled.dtype, levelled.shape) == (np.float32, vectors.shape)
    assert np.linalg.norm(levelled, axis=1) == pytest.approx(1, abs=1e-5)
    assert measure_gap(vectors, languages) > 0.5
    assert measure_gap(levelled, languages) < 0.1
    assert measure_gap(level_languages(vectors, languages), languages) < 1e-5
    assert level_languages(vectors, languages).mean(axis=0) == pytest.approx(vectors.mean(axis=0), abs=1e-5)


@pytest.mark.parametrize(
    ("n", "n_rare", "is_moved"),
    [(40, 4, False), (40, 5, True), (100, 9, False), (100, 10, True)],
    ids=["4 rows", "5 rows", "9 of 100", "10 of 100"],
)
def test_a_language_that_few_speak_is_left_alone(n, n_rare, is_moved):
    n_english = (n - n_rare) // 2
    vectors, languages = speak(make_blobs(n)[0], ("en", n_english), ("fr", n - n_rare - n_english), ("und", n_rare))

    levelled = level_languages(vectors, languages)

    assert np.allclose(levelled[languages == "und"], vectors[languages == "und"], atol=1e-6) is not is_moved
    assert not np.allclose(levelled[languages == "fr"], vectors[languages == "fr"], atol=1e-2)
    assert (measure_gap(levelled, languages, "en", "und") < 0.4) is is_moved


@pytest.mark.parametrize("shares", [{"en": 60}, {"en": 56, "fr": 4}, {"und": 57, "en": 2, "fr": 1}], ids=str)
def test_where_one_language_is_spoken_nothing_is_levelled(shares):
    vectors, languages = speak(make_blobs(60)[0], *shares.items())
    before = vectors.tobytes()

    assert level_languages(vectors, languages) is vectors
    assert vectors.tobytes() == before


def test_no_row_is_levelled_to_none():
    assert level_languages(np.zeros((0, DIM), np.float32), np.array([], object)).shape == (0, DIM)


@pytest.mark.parametrize("n_clusters", [None, 4], ids=["auto", "given"])
def test_clusters_follow_subjects_and_not_languages(n_clusters):
    vectors, subjects = make_blobs(240, noise=0.4)
    vectors, languages = speak(vectors, ("en", 120), ("fr", 120))

    unlevelled = find_clusters(vectors, n_clusters, BOUNDS, 0)
    found = find_clusters(vectors, n_clusters, BOUNDS, 0, levelled=level_languages(vectors, languages))

    by_language = assign(vectors, unlevelled.centroids)
    assert all(len(set(languages[by_language == cluster])) == 1 for cluster in set(by_language.tolist()))
    assert is_same_partition(assign(vectors, found.centroids), subjects)


@pytest.mark.parametrize("n_clusters", [None, 4], ids=["auto", "given"])
def test_centroids_are_means_of_rows_as_they_were(n_clusters):
    vectors, subjects = make_blobs(240, noise=0.4)
    vectors, languages = speak(vectors, ("en", 120), ("fr", 120))
    means = np.array([vectors[subjects == subject].mean(axis=0) for subject in range(4)])

    found = find_clusters(vectors, n_clusters, BOUNDS, 0, levelled=level_languages(vectors, languages))

    nearness = found.centroids @ (means / np.linalg.norm(means, axis=1, keepdims=True)).T
    assert sorted(nearness.argmax(axis=1).tolist()) == [0, 1, 2, 3]
    assert nearness.max(axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("is_levelled", [True, False], ids=["levelled", "not levelled"])
def test_what_lies_near_no_anchor_follows_subjects_too(is_levelled):
    vectors, subjects = make_blobs(480, 6, noise=0.6)
    vectors, languages = speak(vectors, ("en", 240), ("fr", 240), loudness=0.6)
    pull = Pull(np.eye(DIM, dtype=np.float32)[:4], np.eye(6, dtype=bool)[subjects][:, :4])

    found = find_clusters(vectors, None, BOUNDS, 0, pull, level_languages(vectors, languages) if is_levelled else None)

    nearest = assign(vectors, found.centroids)
    assert found.anchors[:5].tolist() == [0, 1, 2, 3, -1]
    assert {len(set(languages[nearest == cluster])) for cluster in set(nearest[subjects > 3].tolist())} == {2 if is_levelled else 1}


def make_handfuls(n_blobs: int = 30) -> tuple[np.ndarray, np.ndarray]:
    """Return four unit vectors round each of many random directions, and the blob of each."""
    random = np.random.default_rng(7)
    labels = np.arange(4 * n_blobs) % n_blobs
    axes = random.standard_normal((n_blobs, DIM))
    vectors = (axes / np.linalg.norm(axes, axis=1, keepdims=True))[labels] + 0.15 * random.standard_normal((len(labels), DIM))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


@pytest.mark.parametrize(
    ("most", "is_found"), [(5_000, True), (120, True), (119, False)], ids=["tree", "as many as may be", "random starts"]
)
def test_many_small_clusters_are_found_by_the_tree_alone(most, is_found, monkeypatch):
    vectors, labels = make_handfuls()
    monkeypatch.setattr(clusters, "_MOST_WARD", most)

    found = find_clusters(vectors, 30, BOUNDS, 0)

    assert len(found.centroids) == 30
    assert is_same_partition(assign(vectors, found.centroids), labels) is is_found


@pytest.mark.parametrize(
    ("most", "n_clusters", "n_trees"), [(60, 4, 1), (59, 4, 0), (60, 1, 0)], ids=["few rows", "many rows", "one cluster"]
)
def test_a_tree_is_grown_for_few_rows_and_many_clusters(most, n_clusters, n_trees, monkeypatch):
    asked = []
    tree = sklearn.cluster.AgglomerativeClustering
    monkeypatch.setattr(clusters, "_MOST_WARD", most)
    monkeypatch.setattr(sklearn.cluster, "AgglomerativeClustering", lambda n: asked.append(n) or tree(n))

    find_clusters(make_blobs(60)[0], n_clusters, BOUNDS, 0)

    assert asked == [n_clusters] * n_trees


def test_random_starts_win_where_their_inertia_is_less(monkeypatch):
    vectors, labels = make_blobs(60)
    poor = np.where(labels == 0, np.arange(60) % 8 // 4, np.minimum(labels + 1, 3))
    monkeypatch.setattr(sklearn.cluster.AgglomerativeClustering, "fit_predict", lambda *_: poor)

    assert is_same_partition(assign(vectors, find_clusters(vectors, 4, BOUNDS, 0).centroids), labels)
