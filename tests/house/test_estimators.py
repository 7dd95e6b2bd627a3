from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from doleance.themes.encoders import StaticEncoder
from doleance.themes.model import ThemeModel
from doleance.themes.tfidf import TfidfEncoder

CHANGES = {
    StaticEncoder: {"model": "encoder-other"},
    TfidfEncoder: {"dim": 20, "random_state": 7},
    ThemeModel: {"n_themes": 3, "encoder": "encoder-fast", "random_state": 7},
}
ESTIMATORS = pytest.mark.parametrize("make", list(CHANGES), ids=lambda make: make.__name__)


@ESTIMATORS
def test_the_constructor_only_stores(make):
    estimator = make(**CHANGES[make])

    assert vars(estimator) == estimator.get_params()
    assert all(estimator.get_params()[name] is value for name, value in CHANGES[make].items())


@ESTIMATORS
def test_clone_copies_the_arguments_and_nothing_learned(make, texts):
    estimator = make().fit(texts)

    copied = clone(estimator.set_params(**CHANGES[make]))

    assert copied is not estimator
    assert copied.get_params() == {**make().get_params(), **CHANGES[make]}
    assert vars(copied) == copied.get_params()


@ESTIMATORS
def test_set_params_returns_self(make):
    estimator = make()

    assert estimator.set_params(**CHANGES[make]) is estimator
    assert estimator.set_params() is estimator
    assert estimator.get_params() == {**make().get_params(), **CHANGES[make]}


@ESTIMATORS
def test_an_unknown_argument_is_refused(make):
    with pytest.raises(ValueError, match="depth"):
        make().set_params(depth=3)


@ESTIMATORS
def test_fit_returns_self_and_takes_y(make, texts):
    estimator = make()

    assert estimator.fit(texts) is estimator
    assert estimator.fit(texts, None) is estimator
    assert estimator.fit(texts, y=[0] * len(texts)) is estimator


@ESTIMATORS
def test_fit_changes_no_argument(make, texts):
    given = list(texts)

    estimator = make().fit(given)

    assert estimator.get_params() == make().get_params()
    assert given == texts


@ESTIMATORS
def test_what_is_learned_ends_with_an_underscore(make, texts):
    estimator = make().fit(texts)
    learned = set(vars(estimator)) - set(estimator.get_params())

    assert all(name.endswith("_") and not name.startswith("_") for name in learned)
    assert learned or make is StaticEncoder


@ESTIMATORS
def test_feature_names_are_as_many_as_columns(make, texts):
    estimator = make().fit(texts)
    names, columns = estimator.get_feature_names_out(), estimator.transform(texts)

    assert columns.shape == (len(texts), len(names))
    assert len(set(names)) == len(names)
    assert columns.dtype == np.float32


@ESTIMATORS
def test_fitting_again_learns_the_same(make, texts):
    estimator = make().fit(texts)
    first = estimator.transform(texts).tobytes()

    assert estimator.fit(texts).transform(texts).tobytes() == first
    assert make().fit(texts).transform(texts).tobytes() == first


@ESTIMATORS
def test_fitting_other_texts_forgets_the_first(make, texts):
    estimator = make().fit(texts).fit(texts[:20])

    assert estimator.transform(texts).tobytes() == make().fit(texts[:20]).transform(texts).tobytes()


@ESTIMATORS
def test_fit_transform_is_fit_then_transform(make, texts):
    assert make().fit_transform(texts).tobytes() == make().fit(texts).transform(texts).tobytes()


@ESTIMATORS
def test_any_sequence_of_texts_will_do(make, texts):
    expected = make().fit(texts).transform(texts).tobytes()

    assert make().fit(tuple(texts)).transform(np.array(texts, dtype=object)).tobytes() == expected


@pytest.mark.parametrize("method", ["predict", "transform", "assign"])
def test_a_model_that_is_not_fitted(method):
    with pytest.raises(NotFittedError, match="call fit first"):
        getattr(ThemeModel(), method)(["late parcel"])


@pytest.mark.parametrize("make", [ThemeModel, TfidfEncoder])
def test_feature_names_of_a_model_that_is_not_fitted(make):
    with pytest.raises(NotFittedError):
        make().get_feature_names_out()


def test_fit_predict(texts):
    assert ThemeModel().fit_predict(texts).tolist() == ThemeModel().fit(texts).predict(texts).tolist()


@ESTIMATORS
def test_it_stands_in_a_pipeline(make, opinions):
    given = [opinion.text for opinion in opinions]
    is_delivery = [opinion.subject == "delivery" for opinion in opinions]

    found = make_pipeline(make(), LogisticRegression(C=100)).fit(given, is_delivery).predict(["late parcel", "kind saleswoman"])

    assert found.tolist() == [True, False]
