from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.errors import SettingsError
from doleance.themes.encoders import StaticEncoder, encode, hash_ngrams

TEXTS = st.lists(
    st.one_of(st.text(max_size=30), st.sampled_from(["Colis en retard", "late parcel", "vendeur aimable", "remboursemnt", "42", ""])),
    max_size=8,
)


def compare(one: str, other: str) -> float:
    vectors = encode([one, other])
    return float(vectors[0] @ vectors[1])


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("remboursemnt", "remboursement", 0.6),
        ("livreurr", "livreur", 0.5),
        ("refundd", "refund", 0.5),
        ("retard de livraison", "late delivery", 0.7),
        ("prix trop élevés", "prices too high", 0.7),
        ("personnel aimable", "friendly staff", 0.6),
        ("RETARD DE LIVRAISON", "retard de livraison", 0.999),
        ("prix eleves", "prix élevés", 0.999),
    ],
    ids=["typo fr", "doubled letter", "typo en", "delivery", "prices", "staff", "case", "accents"],
)
def test_what_means_the_same_lies_near(one, other, least):
    assert compare(one, other) > least


@pytest.mark.parametrize(
    ("near", "far"),
    [(("late delivery", "colis en retard"), ("late delivery", "vendeuse aimable")), (("prix", "price"), ("prix", "parcel"))],
    ids=["delivery or staff", "price or parcel"],
)
def test_what_means_something_else_lies_farther(near, far):
    assert compare(*near) > compare(*far) + 0.2


@pytest.mark.parametrize("text", ["", "  ", "42", "10/10", "👍", "…", "\x00"], ids=ascii)
def test_a_text_without_a_letter_is_zero(text):
    assert not encode([text, "parcel"])[0].any()


@pytest.mark.parametrize("text", ["xq", "zzzz", "ß", "配送", "доставка", "a", "z" * 5000], ids=lambda text: ascii(text)[:12])
def test_a_word_unknown_in_any_script_has_a_vector(text):
    assert np.linalg.norm(encode([text])[0]) == pytest.approx(1, abs=1e-5)


def test_nothing_to_encode():
    assert encode([]).shape == (0, 256)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_vectors_are_of_unit_length(texts):
    vectors = encode(texts)
    lengths = np.linalg.norm(vectors, axis=1)
    # A letter that is folded away leaves nothing: only the ASCII ones are certain.
    has_letter = np.array([any("a" <= letter <= "z" for letter in text.lower()) for text in texts], bool)

    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))
    assert np.all(lengths[has_letter] > 0)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.randoms(use_true_random=False))
def test_a_text_has_the_same_bytes_in_any_batch(texts, random):
    alone = [encode([text])[0].tobytes() for text in texts]
    order = list(range(len(texts)))
    random.shuffle(order)
    together = encode([texts[i] for i in order])

    assert [together[order.index(i)].tobytes() for i in range(len(texts))] == alone


def test_a_long_text_has_the_same_bytes_among_many(texts):
    long = " ".join(texts)

    assert encode([*texts, long])[-1].tobytes() == encode([long])[0].tobytes()


def test_the_order_of_words_does_not_count():
    assert encode(["parcel late"])[0].tobytes() == encode(["late parcel"])[0].tobytes()


@pytest.mark.parametrize(("word", "n_grams"), [("a", 1), ("colis", 12)], ids=["one letter", "five letters"])
def test_hash_ngrams(word, n_grams):
    grams = hash_ngrams(word, 3, 5, 1000)

    assert len(grams) == (n_grams if word != "a" else 3)
    assert grams == hash_ngrams(word, 3, 5, 1000)
    assert all(0 <= gram < 1000 for gram in grams)


def test_a_model_that_is_not_there():
    with pytest.raises(SettingsError, match="no model 'encoder-slow'") as caught:
        StaticEncoder("encoder-slow").encode(["parcel"])

    assert "encoder-fast" in caught.value.hint
