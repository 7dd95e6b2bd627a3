from __future__ import annotations

import zlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.themes.tables import hash_ngrams, load_table

WORDS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=50) | st.text("abé✓😀", max_size=8), max_size=8)


def hash_plainly(word: str, shortest: int, longest: int, n_buckets: int) -> list[int]:
    marked = f"<{word[:40]}>"
    grams = [marked[i : i + size] for size in range(shortest, longest + 1) for i in range(max(1, len(marked) - size + 1))]
    return sorted(zlib.crc32(gram.encode()) % n_buckets for gram in grams)


@settings(max_examples=200, deadline=None)
@given(WORDS, st.sampled_from([(3, 5), (1, 6), (2, 2)]), st.sampled_from([7, 24_000, 2**31]))
def test_hash_ngrams_is_the_crc_of_their_bytes(words, sizes, n_buckets):
    rows, buckets = hash_ngrams(words, *sizes, n_buckets)

    assert [sorted(buckets[rows == i].tolist()) for i in range(len(words))] == [hash_plainly(word, *sizes, n_buckets) for word in words]


def test_vectors_are_those_of_the_words_asked_for():
    table = load_table("encoder-fast")
    vectors = table.look_up(["colis", "zzqx", "the", "colis"])

    assert vectors.dtype == np.float32
    assert vectors.shape == (4, table.dim)
    assert vectors[0].tobytes() == vectors[3].tobytes()
    assert table.look_up([]).shape == (0, table.dim)


def test_a_frequent_word_weighs_less():
    the, parcel = np.linalg.norm(load_table("encoder-fast").look_up(["the", "parcel"]), axis=1)

    assert the < parcel / 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcé", min_size=1, max_size=9) | st.sampled_from(["colis", "coliiis", "late"]), unique=True, max_size=12))
def test_a_word_has_the_same_vector_alone(words):
    table = load_table("encoder-fast")

    assert [vector.tobytes() for vector in table.look_up(words)] == [table.look_up([word])[0].tobytes() for word in words]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("coliiis", "colis"), ("gooood", "good"), ("coool", "cool"), ("suuper", "super"), ("aaviis", "avis")],
    ids=["i", "two kept", "two kept, short", "two", "twice"],
)
def test_repeated_letters_do_not_count(word, meant):
    one, other = load_table("encoder-fast").look_up([word, meant])

    assert one.tobytes() == other.tobytes()


def test_the_order_does_not_depend_on_other_words():
    table = load_table("encoder-fast")
    words = ["zzqx", "colis", "late", "aaqz", "coliiis"]
    places, vectors = table.look_up_sorted(pd.Index(words, dtype=object))

    assert sorted(places.tolist()) == list(range(5))
    assert [vectors[place].tobytes() for place in places] == [vector.tobytes() for vector in table.look_up(words)]
    assert places[3] < places[0]
    assert max(places[1], places[2], places[4]) < min(places[0], places[3])
