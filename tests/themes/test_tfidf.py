from __future__ import annotations

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError

from doleance.themes.tfidf import TfidfEncoder, split_words


@pytest.fixture(scope="module")
def sentences(german):
    return [text for subject in german.values() for text in subject]


@pytest.fixture(scope="module")
def encoder(sentences):
    return TfidfEncoder().fit(sentences)


def cosine(encoder: TfidfEncoder, first: str, second: str) -> float:
    vectors = encoder.encode([first, second])
    return float(vectors[0] @ vectors[1])


def test_texts_of_one_subject_lie_nearer_than_others(encoder, german):
    subjects = [subject for subject, texts in german.items() for _ in texts]
    vectors = encoder.encode([text for texts in german.values() for text in texts])
    near = vectors @ vectors.T
    np.fill_diagonal(near, np.nan)
    is_same = np.array(subjects)[:, None] == np.array(subjects)

    assert np.nanmean(near[is_same]) > 3 * np.nanmean(near[~is_same])


def test_vectors_are_of_unit_length(encoder, sentences):
    vectors = encoder.encode(sentences)

    assert (vectors.dtype, vectors.shape) == (np.float32, (20, len(encoder.components_)))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", "  ", "42", "👍", "!?", "\ud800", "ΞΨ"], ids=ascii)
def test_a_text_without_a_known_letter_is_zero(encoder, text):
    assert not encoder.encode([text]).any()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lieferung", "LIEFERUNG !!"),
        ("übersichtlich", "ubersichtlich"),
        ("Preise, Preise", "Preise Preise 2026"),
    ],
    ids=["case and signs", "accents", "digits"],
)
def test_what_does_not_count(encoder, first, second):
    assert encoder.encode([first]).tobytes() == encoder.encode([second]).tobytes()


def test_a_word_that_was_never_seen_lies_near_its_like(encoder):
    assert cosine(encoder, "Lieferungen", "Lieferung") > 0.5
    assert cosine(encoder, "Lieferungen", "Personal") < 0.2


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_repetition_change_nothing(encoder, sentences, seed):
    shuffled = random.Random(seed).sample(sentences, len(sentences)) + sentences[:7]

    again = TfidfEncoder().fit(shuffled)

    assert (again.words_, again.parts_) == (encoder.words_, encoder.parts_)
    assert again.weights_.tobytes() == encoder.weights_.tobytes()
    assert again.components_.tobytes() == encoder.components_.tobytes()


def test_a_text_has_the_same_bytes_alone_and_beside_others(encoder, sentences):
    together = encoder.encode(["Webseite", *sentences, "ganz neue Wörter"])

    assert all(encoder.encode([text])[0].tobytes() == row.tobytes() for text, row in zip(sentences, together[1:], strict=False))


def test_the_largest_weight_of_a_direction_is_positive(encoder):
    largest = np.abs(encoder.components_).argmax(axis=1)

    assert (encoder.components_[np.arange(len(largest)), largest] > 0).all()


@pytest.mark.parametrize("dim", [1, 5])
def test_no_more_dimensions_than_asked(sentences, dim):
    assert TfidfEncoder(dim=dim).fit(sentences).encode(sentences).shape == (20, dim)


@pytest.mark.parametrize("texts", [[], [""], ["👍", "42"]], ids=["nothing", "empty", "no letter"])
def test_nothing_to_learn_from(texts):
    encoder = TfidfEncoder().fit(texts)

    assert encoder.encode(["Lieferung", ""]).tolist() == [[0], [0]]


def test_texts_that_say_the_same_have_one_direction():
    encoder = TfidfEncoder().fit(["Lieferung zu spät", "Lieferung, zu spät!"])

    assert encoder.encode(["Lieferung zu spät"]).tolist() == [[1]]


def test_words_that_one_text_of_many_holds_are_not_learned():
    texts = [f"Lieferung {''.join(chr(97 + int(digit)) for digit in f'{i:03d}')}zz" for i in range(60)]

    assert TfidfEncoder().fit(texts).words_ == ["lieferung"]
    assert len(TfidfEncoder().fit(texts[:10]).words_) == 11


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'été, 2 fois!", ["L", "été", "fois"]),
        ("बहुत देर हो गई", ["बहुत", "देर", "हो", "गई"]),
        ("配送太慢了。", ["配送太慢了"]),
        ("התשלום לא עובד", ["התשלום", "לא", "עובד"]),
        ("_a-b\x00c", ["a", "b", "c"]),
    ],
    ids=["French", "Hindi", "Chinese", "Hebrew", "signs"],
)
def test_words_of_any_script(text, words):
    assert split_words(text) == words


def test_a_language_without_spaces_has_parts():
    encoder = TfidfEncoder().fit(["配送太慢了", "配送很快", "客服态度很好", "客服没有回复"])

    assert cosine(encoder, "配送晚了", "配送很快") > cosine(encoder, "配送晚了", "客服态度很好")


def test_what_was_saved_encodes_the_same(encoder, sentences, tmp_path):
    encoder.save(tmp_path / "encoder")
    read = TfidfEncoder.load(tmp_path / "encoder")

    assert sorted(path.name for path in (tmp_path / "encoder").iterdir()) == ["components.npy", "vocabulary.json", "weights.npy"]
    assert read.get_params() == encoder.get_params()
    assert read.encode([*sentences, "neu", ""]).tobytes() == encoder.encode([*sentences, "neu", ""]).tobytes()


def test_saving_twice_gives_the_same_bytes(encoder, tmp_path):
    for name in ("one", "two"):
        encoder.save(tmp_path / name)

    assert all((tmp_path / "one" / path.name).read_bytes() == path.read_bytes() for path in (tmp_path / "two").iterdir())


def test_arrays_that_do_not_fit_the_words(encoder, tmp_path):
    encoder.save(tmp_path)
    body = json.loads((tmp_path / "vocabulary.json").read_text(encoding="utf-8"))
    (tmp_path / "vocabulary.json").write_text(json.dumps({**body, "words": body["words"][1:]}), encoding="utf-8")

    with pytest.raises(ValueError, match="do not fit the"):
        TfidfEncoder.load(tmp_path)


@pytest.mark.parametrize("method", ["encode", "transform", "save"])
def test_an_encoder_that_is_not_fitted(method, tmp_path):
    assert not TfidfEncoder().is_fitted
    with pytest.raises(NotFittedError, match="call fit first"):
        getattr(TfidfEncoder(), method)(tmp_path if method == "save" else ["Lieferung"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_text_can_be_learned(texts):
    vectors = TfidfEncoder().fit(texts).encode(texts)
    lengths = np.linalg.norm(vectors, axis=1)

    assert np.isfinite(vectors).all()
    assert np.all((np.abs(lengths - 1) < 1e-4) | (lengths == 0))
