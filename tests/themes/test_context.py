from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.themes.context import ContextEncoder, _cut_windows
from doleance.themes.encoders import StaticEncoder

TEXTS = [
    "Livraison rapide mais SAV nul",
    "the delivery was not late",
    "ok",
    "remboursemnt jamais reçu",
    "L\u2019été, c'est trop bien 👍",
    "mañana 日本語",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
    "",
    "42 %",
    "attente " * 130,
]
ANY = st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=40)), max_size=6)


@pytest.fixture(scope="module")
def encoder():
    return ContextEncoder(stance=True)


@pytest.fixture(scope="module")
def vectors(encoder):
    return encoder.encode(TEXTS)


def test_vectors_are_of_unit_length_or_zero(vectors):
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([0 if text in ("", "42 %") else 1 for text in TEXTS], abs=1e-5)


@given(texts=ANY)
@settings(max_examples=40, deadline=None)
def test_a_text_is_the_same_in_any_batch(texts):
    encoder = ContextEncoder(stance=True)
    alone = [encoder.encode([text])[0] for text in texts]

    assert all(np.abs(one - other).max() < 1e-5 for one, other in zip(alone, encoder.encode(texts), strict=True))


@pytest.mark.parametrize("size", [3, 7])
def test_batches_and_order_change_nothing(encoder, vectors, size):
    parts = np.vstack([encoder.encode(TEXTS[start : start + size]) for start in range(0, len(TEXTS), size)])

    assert np.abs(parts - vectors).max() < 1e-5
    assert np.abs(encoder.encode(TEXTS[::-1])[::-1] - vectors).max() < 1e-5


def test_no_text_gives_no_row(encoder):
    assert encoder.encode([]).shape == (0, len(encoder.get_feature_names_out()))


def test_the_order_of_words_counts(encoder):
    one, other = encoder.encode(["the app is better than the website", "the website is better than the app"])

    assert np.abs(one - other).max() > 1e-3


@pytest.mark.parametrize(
    ("said", "same", "opposite"),
    [
        ("The delivery was not late", "It arrived on time", "The delivery was late"),
        ("La chambre n'était pas propre", "La chambre était sale", "La chambre était propre"),
    ],
    ids=["en", "fr"],
)
def test_what_is_denied_is_told_apart(encoder, said, same, opposite):
    vector, near, far = encoder.encode([said, same, opposite])

    assert vector @ near > vector @ far


def test_what_a_text_is_about_leaves_praise_and_blame_out(encoder):
    whole, about = encoder.encode(TEXTS[:4]), ContextEncoder().encode(TEXTS[:4])

    assert whole.shape[1] > about.shape[1] == StaticEncoder().encode(["ok"]).shape[1]
    lengths = np.linalg.norm(whole[:, : about.shape[1]], axis=1, keepdims=True)
    assert whole[:, : about.shape[1]] / lengths == pytest.approx(about, abs=1e-5)


def test_it_lies_in_the_space_of_the_fast_encoder():
    fine, fast = (kind.encode(["retard de livraison", "friendly staff"]) for kind in (ContextEncoder(), StaticEncoder()))

    assert (fine * fast).sum(axis=1).min() > 0.5


@pytest.mark.parametrize("counts", [[0], [1], [48], [49], [97, 0, 3], [1000]], ids=str)
def test_long_texts_are_read_in_windows_of_like_size(counts):
    starts, sizes, owners = _cut_windows(np.array(counts))

    assert np.bincount(owners, weights=sizes, minlength=len(counts)).tolist() == counts
    assert starts.tolist() == (np.cumsum(sizes) - sizes).tolist()
    assert sizes.max(initial=1) <= 48
    assert all(np.ptp(sizes[owners == owner]) <= 1 for owner in np.unique(owners))
