from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doleance.errors import SettingsError
from doleance.themes import encoders
from doleance.themes.choices import encode
from doleance.themes.encoders import StaticEncoder, scale_rows

TEXTS = st.lists(
    st.one_of(st.text(max_size=30), st.sampled_from(["Colis en retard", "late parcel", "vendeur aimable", "remboursemnt", "42", ""])),
    max_size=8,
)


ADDRESS = re.compile(r"@|://|www\.|\[")


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


@pytest.mark.parametrize("text", ["", "  ", "42", "10/10", "👍", "…", "\x00", "@boutique", "www.example.com", "[email]"], ids=ascii)
def test_a_text_without_a_word_is_zero(text):
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
    # A letter that is folded away leaves nothing, one in an address counts for none: only the ASCII ones elsewhere are certain.
    has_letter = np.array([any("a" <= x <= "z" for x in text.lower()) and not ADDRESS.search(text.lower()) for text in texts], bool)

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("colis perdu https://www.example.com/abc", "colis perdu"),
        ("colis perdu jean.dupont@example.org", "colis perdu"),
        ("@boutique colis perdu", "colis perdu"),
        ("[téléphone] colis [email] perdu [name]", "colis perdu"),
        ("12 colis perdus le 3", "colis perdus le"),
        ("suuuper", "super"),
        ("cooooool", "cool"),
        ("gooooood", "good"),
        ("vraiiment", "vraiment"),
    ],
    ids=["web", "e-mail", "handle", "placeholders", "numbers", "drawn out", "two kept", "two kept again", "doubled"],
)
def test_what_changes_nothing(one, other):
    assert encode([one])[0].tobytes() == encode([other])[0].tobytes()


def test_texts_in_several_chunks_have_the_same_bytes(monkeypatch):
    texts = [f"colis {word}" for word in ["perdu", "abîmé", "late", "zzqx", "retard", "colis", "perdu"]]
    expected = encode(texts).tobytes()
    monkeypatch.setattr(encoders, "_CHUNK", 2)

    assert encode(texts).tobytes() == expected


def test_several_processes_give_the_same_bytes(monkeypatch):
    texts = [f"colis {word}" for word in ["perdu", "abîmé", "late", "zzqx", "retard", "colis", "perdu"]]
    expected = encode(texts).tobytes()
    monkeypatch.setattr(encoders, "_CHUNK", 4)
    monkeypatch.setattr(encoders, "_POOLED", 4)

    assert encode(texts).tobytes() == expected


@pytest.mark.parametrize(("n", "is_worker", "jobs"), [(4, False, 1), (5, False, 0), (5, True, 1)], ids=["few", "many", "in a worker"])
def test_who_starts_processes(monkeypatch, n, is_worker, jobs):
    asked = []

    def run(function, chunks, jobs):
        asked.append(jobs)
        return map(function, chunks)

    monkeypatch.setattr(encoders, "run_chunks", run)
    monkeypatch.setattr(encoders, "_CHUNK", 2)
    monkeypatch.setattr(encoders, "_POOLED", 4)
    monkeypatch.setattr(encoders.multiprocessing, "parent_process", lambda: object() if is_worker else None)

    assert encode(["colis"] * n).shape == (n, 256)
    assert asked == [jobs]


def test_scale_rows():
    given_rows = np.array([[3.0, 4.0], [0.0, 0.0]])
    scaled = scale_rows(given_rows)

    assert scaled.dtype == np.float32
    assert scaled.tolist() == np.array([[0.6, 0.8], [0, 0]], np.float32).tolist()
    assert given_rows.tolist() == [[3, 4], [0, 0]]


def test_a_model_that_is_not_there():
    with pytest.raises(SettingsError, match="no model 'encoder-slow'") as caught:
        StaticEncoder("encoder-slow").encode(["parcel"])

    assert "encoder-fast" in caught.value.hint
