import numpy as np
import pytest

from doleance.insights import meanings
from doleance.insights.meanings import group_meanings


def spread(n, n_groups, seed=0):
    rng = np.random.default_rng(seed)
    centres = np.eye(n_groups, 16)
    members = np.arange(n) % n_groups
    vectors = centres[members] + rng.normal(0, 0.05, (n, 16))
    return [f"text {i}" for i in range(n)], (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), members


def same(one, other):
    return len(set(zip(one, other, strict=True))) == len(set(one)) == len(set(other))


@pytest.mark.parametrize("most", [3000, 20], ids=["at once", "by sample"])
def test_what_is_near_is_one_group_in_any_order(monkeypatch, most):
    monkeypatch.setattr(meanings, "MOST", most)
    texts, vectors, members = spread(100, 5)
    groups = group_meanings(texts, vectors, 0.5)
    assert same(groups, members)
    order = np.random.default_rng(1).permutation(100)
    assert same(group_meanings([texts[i] for i in order], vectors[order], 0.5), groups[order])


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_texts(n):
    texts, vectors, _ = spread(n, 5)
    assert group_meanings(texts, vectors, 0.5).tolist() == list(range(n))


def test_vectors_of_nothing_are_no_error():
    assert len(group_meanings(["a", "b"], np.zeros((2, 4), np.float32), 0.5)) == 2
