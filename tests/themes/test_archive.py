from __future__ import annotations

import json

import numpy as np
import pytest

from doleance.errors import CodebookError, UnreadableFileError
from doleance.themes.archive import load_model, save_model
from doleance.themes.codebook import Codebook, Theme
from doleance.themes.model import ThemeModel


@pytest.fixture(scope="module")
def model(texts):
    return ThemeModel(random_state=3).fit(texts)


def test_a_saved_model_predicts_the_same(model, texts, tmp_path):
    save_model(model, tmp_path / "model")

    read = load_model(tmp_path / "model")

    assert read.get_params() == model.get_params()
    assert (read.codebook_, read.n_fitted_) == (model.codebook_, model.n_fitted_)
    assert read.predict(texts).tolist() == model.predict(texts).tolist()
    assert read.transform(texts).tobytes() == model.transform(texts).tobytes()


def test_a_model_without_a_theme(tmp_path):
    model = ThemeModel().fit(["👍"])
    save_model(model, tmp_path)

    assert load_model(tmp_path).predict(["late parcel"]).tolist() == [-1]


def test_saving_twice_gives_the_same_bytes(model, tmp_path):
    for name in ("one", "two"):
        save_model(model, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())

    assert files == ["centroids.npy", "codebook.yaml", "model.json"]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in files)


def test_a_codebook_that_was_edited(model, texts, tmp_path):
    save_model(model, tmp_path)
    renamed = Codebook(themes=tuple(Theme(theme_id=theme.theme_id, names={"en": f"Theme {theme.theme_id}"}) for theme in model.codebook_))

    assert load_model(tmp_path, renamed).get_feature_names_out().tolist() == [f"Theme {i}" for i in range(len(renamed))]


def break_array(folder):
    (folder / "centroids.npy").write_bytes(b"not an array")


def break_json(folder):
    (folder / "model.json").write_text("{", encoding="utf-8")


def name_unknown_parameter(folder):
    body = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**body, "parameters": {"depth": 3}}), encoding="utf-8")


def pickle_array(folder):
    np.save(folder / "centroids.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)


@pytest.mark.parametrize("spoil", [break_array, break_json, name_unknown_parameter, pickle_array])
def test_a_folder_that_was_spoilt(model, tmp_path, spoil):
    save_model(model, tmp_path)
    spoil(tmp_path)

    with pytest.raises(UnreadableFileError, match="does not hold a theme model") as caught:
        load_model(tmp_path)

    assert "doleance analyse" in caught.value.hint


@pytest.mark.parametrize("name", ["", "absent"], ids=["empty folder", "no folder"])
def test_a_folder_that_is_not_a_model(tmp_path, name):
    with pytest.raises(UnreadableFileError):
        load_model(tmp_path / name)


@pytest.mark.parametrize("theme_id", [99, -1])
def test_a_codebook_that_names_a_theme_too_many(model, tmp_path, theme_id):
    save_model(model, tmp_path)

    with pytest.raises(CodebookError, match=f"the model lacks: \\[{theme_id}\\]") as caught:
        load_model(tmp_path, Codebook(themes=(Theme(theme_id=theme_id, names={"en": "Lost"}),)))

    assert caught.value.hint == f"Known ids run from 0 to {len(model.centroids_) - 1}."
