from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError

from doleance.errors import SettingsError, TooFewCommentsError
from doleance.themes.choices import choose_encoder, encode
from doleance.themes.codebook import Codebook
from doleance.themes.encoders import StaticEncoder
from doleance.themes.model import ThemeModel
from doleance.themes.tfidf import TfidfEncoder


def name_texts(model: ThemeModel, texts: list[str]) -> dict[str, str]:
    """Return the name of the theme of each text."""
    names = {-1: "none", **{theme.theme_id: theme.name(model.codebook_.language) for theme in model.codebook_}}
    return {text: names[theme_id] for text, theme_id in zip(texts, model.predict(texts).tolist(), strict=True)}


@pytest.fixture(scope="module")
def model(texts):
    return ThemeModel(language="en").fit(texts)


def test_opinions_on_one_subject_share_a_theme_in_both_languages(model, opinions):
    named = name_texts(model, [opinion.text for opinion in opinions])
    by_subject = {opinion.subject: {named[other.text] for other in opinions if other.subject == opinion.subject} for opinion in opinions}

    assert by_subject == {
        "delivery": {"Delivery"},
        "staff": {"Staff and advice"},
        "price": {"Prices and value"},
        "website": {"Website and app"},
        "refund": {"Returns and refunds"},
    }


def test_texts_that_only_judge_share_a_theme(model, texts):
    assert {name_texts(model, texts)[text] for text in texts[50:]} == {"Overall opinion"}


@pytest.mark.parametrize("n_themes", ["auto", 4], ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffling_changes_nothing(texts, n_themes, seed):
    shuffled = random.Random(seed).sample(texts, len(texts))
    first, second = (ThemeModel(n_themes).fit(given) for given in (texts, shuffled))

    assert second.codebook_ == first.codebook_
    assert second.centroids_.tobytes() == first.centroids_.tobytes()
    assert name_texts(second, texts) == name_texts(first, texts)


def test_saying_it_again_changes_nothing(model, texts):
    again = ThemeModel(language="en").fit([*texts, *texts[:20], *texts[:5]])

    assert (again.codebook_, again.n_fitted_) == (model.codebook_, model.n_fitted_)


@pytest.mark.parametrize("n_themes", [1, 2, 3, 6])
def test_as_many_themes_as_asked(texts, n_themes):
    model = ThemeModel(n_themes).fit(texts)

    assert len(model.codebook_) == len(model.centroids_) == n_themes
    assert set(model.predict(texts).tolist()) <= {-1, *range(n_themes)}


@pytest.mark.parametrize("n_themes", [0, -1, 2.5, "many", True, None], ids=repr)
def test_a_number_of_themes_that_is_none(texts, n_themes):
    with pytest.raises(SettingsError, match="n_themes must be 'auto' or a whole number from 1"):
        ThemeModel(n_themes).fit(texts)


def test_no_text_to_learn_from():
    with pytest.raises(TooFewCommentsError) as caught:
        ThemeModel().fit([])

    assert caught.value.hint


@pytest.mark.parametrize("n_themes", ["auto", 1, 3], ids=str)
@pytest.mark.parametrize(
    "given_texts",
    [
        ["Late parcel"],
        ["Late parcel", "Prix élevés"],
        ["colis", "prix", "staff", "site", "lampe", "retard", "refund"],
        ["very good"] * 4,
        ["👍", "😀", "❤"],
        ["same lamp"] * 30,
        [""],
        ["a", "b", "c", "d", "e", "f", "g", "h"],
        ["\x00", "\ud800 colis"],
    ],
    ids=["one", "two", "seven", "all general", "all emoji", "duplicates", "empty", "letters", "broken"],
)
def test_tiny_inputs(given_texts, n_themes):
    model = ThemeModel(n_themes).fit(given_texts)
    theme_ids, strength = model.assign(given_texts)

    assert model.transform(given_texts).shape == (len(given_texts), len(model.codebook_))
    assert set(theme_ids.tolist()) <= {-1, *(theme.theme_id for theme in model.codebook_)}
    assert ((strength >= 0) & (strength <= 1)).all()
    assert len(model.codebook_) <= (len(set(given_texts)) if n_themes == "auto" else n_themes)


def test_themes_are_numbered_by_size(model, texts):
    sizes = np.bincount(model.predict(texts))

    assert [theme.theme_id for theme in model.codebook_] == list(range(len(sizes)))
    assert all(sizes > 0)


@pytest.mark.parametrize("text", ["", "42", "👍", "zxqv wvut"], ids=["empty", "digits", "emoji", "nonsense"])
def test_a_text_far_from_every_theme_has_none(model, text):
    theme_ids, strength = model.assign([text])

    assert theme_ids.tolist() == [-1]
    assert strength.tolist() == [0]
    assert not model.transform([text]).any()


def test_transform_agrees_with_predict(model, texts):
    held, theme_ids = model.transform(texts), model.predict(texts)
    placed = theme_ids >= 0

    assert (held[placed, theme_ids[placed]] > 0).all()
    assert not held[~placed].any()
    assert ((held >= 0) & (held <= 1)).all()


def test_transform_is_mostly_zero(model, texts):
    assert (model.transform(texts) > 0).sum(axis=1).max() <= 3


def test_nothing_to_predict(model):
    assert model.predict([]).shape == (0,)
    assert model.transform([]).shape == (0, len(model.codebook_))


def test_given_vectors_are_used(texts):
    vectors = encode(texts, "fine")
    first, second = ThemeModel().fit(texts), ThemeModel().fit(texts, vectors=vectors)

    assert second.predict(texts, vectors=vectors).tolist() == first.predict(texts).tolist()
    assert second.transform(texts, vectors=vectors).tobytes() == first.transform(texts).tobytes()


def test_a_sample_is_drawn_by_content(texts):
    shuffled = random.Random(5).sample(texts, len(texts))
    first, second = (ThemeModel(sample=30).fit(given) for given in (texts, shuffled))

    assert first.n_fitted_ == 30
    assert name_texts(second, texts) == name_texts(first, texts)


def test_themes_are_named_in_the_languages_given(opinions):
    given_texts, languages = [opinion.text for opinion in opinions], [opinion.language for opinion in opinions]

    model = ThemeModel(anchors=False).fit(given_texts, languages=languages)

    assert all(set(theme.names) == {"en", "fr"} for theme in model.codebook_)


@pytest.mark.parametrize(("language", "name"), [("en", "Delivery"), ("fr", "Livraison")])
def test_the_language_of_feature_names(texts, language, name):
    model = ThemeModel(language=language).fit(texts)

    assert model.codebook_.language == language
    assert name in model.get_feature_names_out().tolist()


def test_anchors_can_be_left_out(texts):
    model = ThemeModel(anchors=False).fit(texts)

    assert all(not theme.seeds for theme in model.codebook_)
    assert 4 <= len(model.codebook_) <= 40


def test_a_theme_has_examples_from_the_texts(model, texts):
    assert all(theme.examples and set(theme.examples) <= set(texts) for theme in model.codebook_)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=25), min_size=1, max_size=12), st.sampled_from(["auto", 2]))
def test_any_text_can_be_fitted(given_texts, n_themes):
    model = ThemeModel(n_themes).fit(given_texts)
    names = [theme.name(model.codebook_.language) for theme in model.codebook_]

    assert all(names)
    assert len(set(names)) == len(names)
    assert model.predict(given_texts[::-1]).tolist() == model.predict(given_texts).tolist()[::-1]


@pytest.mark.parametrize("is_general", [False, True], ids=["a theme", "the general theme"])
def test_a_theme_struck_from_the_codebook_is_assigned_to_nothing(is_general):
    texts = ["late parcel", "the parcel came late", "kind staff", "the staff were kind", "price too high", "very good", "great"] * 4
    model = ThemeModel(n_themes=4).fit(texts)
    before = model.predict(texts)
    struck = next(theme.theme_id for theme in model.codebook_ if theme.is_general is is_general)

    model.codebook_ = Codebook(themes=tuple(theme for theme in model.codebook_ if theme.theme_id != struck))
    held = model.transform(texts)

    assert model.predict(texts).tolist() == [-1 if theme == struck else theme for theme in before.tolist()]
    assert not held[:, struck].any()
    assert held.shape[1] == len(model.get_feature_names_out())


@pytest.mark.parametrize("asked", ["auto", "fast", StaticEncoder()], ids=repr)
def test_what_the_encoder_came_to_is_kept_beside_what_was_asked(texts, asked):
    model = ThemeModel(encoder=asked).fit(texts)

    assert model.encoder is asked
    assert model.encoder_ == choose_encoder(asked, len(texts))
    assert model.set_params(encoder="nope").predict(texts).tolist() == ThemeModel(encoder=asked).fit_predict(texts).tolist()


def test_the_encoder_of_given_vectors_is_told(texts):
    model = ThemeModel(encoder="auto").fit(texts, vectors=encode(texts), encoder="encoder-fast")

    assert model.encoder_ == "encoder-fast"


def test_an_unknown_encoder_is_refused(texts):
    with pytest.raises(SettingsError, match="no encoder 'nope'"):
        ThemeModel(encoder="nope").fit(texts)


def test_tfidf_has_no_anchors(texts):
    with_anchors, without = (ThemeModel(encoder="tfidf", anchors=anchors).fit(texts) for anchors in (True, False))

    assert with_anchors.codebook_ == without.codebook_
    assert not any(theme.seeds for theme in with_anchors.codebook_)


def test_texts_in_another_language_choose_tfidf(german):
    given_texts = [text for texts in german.values() for text in texts]

    assert isinstance(ThemeModel().fit(given_texts, languages=["und"] * 20).encoder_, TfidfEncoder)
    assert isinstance(ThemeModel().fit(given_texts).encoder_, TfidfEncoder)


def test_a_model_is_ready_or_says_why_not(model):
    assert model.check_ready() is None
    with pytest.raises(NotFittedError):
        ThemeModel().check_ready()
