from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from doleance.errors import CodebookError, SettingsError, UnreadableFileError
from doleance.themes import choices
from doleance.themes.adapters import CheckedEncoder
from doleance.themes.archive import load_model, save_model
from doleance.themes.choices import AbsentEncoder
from doleance.themes.codebook import Codebook, Theme
from doleance.themes.encoders import StaticEncoder
from doleance.themes.model import ThemeModel
from doleance.themes.tfidf import TfidfEncoder


class Doubling:
    """An encoder of the caller's."""

    def encode(self, texts):
        return 2 * StaticEncoder().encode(texts).astype(float)


@pytest.fixture(scope="module")
def model(texts):
    return ThemeModel(random_state=3).fit(texts)


def test_a_saved_model_predicts_the_same(model, texts, tmp_path):
    save_model(model, tmp_path / "model")

    read = load_model(tmp_path / "model")

    assert read.get_params() == model.get_params()
    assert (read.codebook_, read.n_fitted_, read.encoder_) == (model.codebook_, model.n_fitted_, model.encoder_)
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


def forget_encoder(folder):
    body = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    del body["parameters"]["encoder"], body["encoder"]
    (folder / "model.json").write_text(json.dumps(body), encoding="utf-8")


@pytest.mark.parametrize("spoil", [break_array, break_json, name_unknown_parameter, pickle_array, forget_encoder])
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


def test_a_model_of_before_encoders_were_chosen(model, texts, tmp_path):
    save_model(model, tmp_path)
    body = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    del body["encoder"], body["is_object"]
    body["parameters"]["encoder"] = "encoder-fast"
    (tmp_path / "model.json").write_text(json.dumps(body), encoding="utf-8")

    assert load_model(tmp_path).encoder_ == "encoder-fast"
    assert load_model(tmp_path).predict(texts).tolist() == model.predict(texts).tolist()


@pytest.mark.parametrize("encoder", ["tfidf", TfidfEncoder(dim=30)], ids=repr)
def test_tfidf_is_saved_with_its_model(texts, tmp_path, encoder):
    model = ThemeModel(encoder=encoder).fit(texts)
    save_model(model, tmp_path)

    read = load_model(tmp_path)

    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == [
        "centroids.npy", "codebook.yaml", "encoder/components.npy", "encoder/vocabulary.json", "encoder/weights.npy", "model.json",
    ]  # fmt: skip
    assert read.encoder == (encoder if isinstance(encoder, str) else read.encoder_)
    assert read.transform(texts).tobytes() == model.transform(texts).tobytes()
    assert set(model.predict(texts).tolist()) >= {0, 1, 2}


@pytest.mark.parametrize("name", ["vocabulary.json", "weights.npy", "components.npy"])
def test_a_folder_that_lost_its_words(texts, tmp_path, name):
    save_model(ThemeModel(encoder="tfidf").fit(texts), tmp_path)
    (tmp_path / "encoder" / name).unlink()

    with pytest.raises(UnreadableFileError, match=f"does not hold a theme model: .*{name}"):
        load_model(tmp_path)


def test_an_object_is_saved_as_the_name_of_its_class(texts, tmp_path):
    model = ThemeModel(encoder=Doubling()).fit(texts)
    save_model(model, tmp_path)
    body = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))

    assert (body["parameters"]["encoder"], body["encoder"], body["is_object"]) == (None, "Doubling", True)


def test_an_object_has_to_be_given_again(texts, tmp_path):
    model = ThemeModel(encoder=Doubling()).fit(texts)
    save_model(model, tmp_path / "one")
    read, given = load_model(tmp_path / "one"), Doubling()

    assert isinstance(read.encoder_, AbsentEncoder)
    with pytest.raises(SettingsError, match=r"an encoder of your own, Doubling, which a folder cannot hold") as caught:
        read.predict(texts)
    assert "encoder=…" in caught.value.hint
    complete = load_model(tmp_path / "one", encoder=given)
    assert complete.encoder_ is complete.encoder is given
    assert complete.predict(texts).tolist() == model.predict(texts).tolist()


def test_a_model_without_its_object_is_saved_again(texts, tmp_path):
    save_model(ThemeModel(encoder=Doubling()).fit(texts), tmp_path / "one")
    save_model(load_model(tmp_path / "one"), tmp_path / "two")

    assert (tmp_path / "one" / "model.json").read_bytes() == (tmp_path / "two" / "model.json").read_bytes()


def test_another_encoder_can_stand_in(model, texts, tmp_path):
    save_model(model, tmp_path)

    read = load_model(tmp_path, encoder=Doubling())

    assert read.encoder == "auto"
    assert read.predict(texts).tolist() == model.predict(texts).tolist()


def test_an_encoder_in_its_place_is_settled(model, tmp_path):
    save_model(model, tmp_path)

    assert load_model(tmp_path, encoder="fast").encoder_ == "encoder-fast"
    with pytest.raises(SettingsError, match="no encoder 'nope'"):
        load_model(tmp_path, encoder="nope")


@pytest.mark.parametrize("kind", [str, Path])
def test_a_folder_that_was_moved_is_named_where_it_lies_now(texts, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(choices, "read_encoder", lambda folder: CheckedEncoder(Doubling().encode, folder.name))
    (tmp_path / "mine").mkdir()
    save_model(ThemeModel(encoder=str(tmp_path / "mine")).fit(texts), tmp_path / "one")
    (tmp_path / "mine").rename(tmp_path / "moved")

    read = load_model(tmp_path / "one", encoder=kind(tmp_path / "moved"))
    save_model(read, tmp_path / "two")

    body = json.loads((tmp_path / "two" / "model.json").read_text(encoding="utf-8"))
    assert read.encoder == read.encoder_ == body["encoder"] == body["parameters"]["encoder"] == str(tmp_path / "moved")
    assert not body["is_object"]


@pytest.mark.parametrize("encoder", ["auto", "tfidf"])
def test_what_needs_texts_to_be_settled_is_the_one_saved(texts, tmp_path, encoder):
    model = ThemeModel(encoder="tfidf").fit(texts)
    save_model(model, tmp_path)

    read = load_model(tmp_path, encoder=encoder)

    assert read.encoder == "tfidf"
    assert read.predict(texts).tolist() == model.predict(texts).tolist()


def test_tfidf_cannot_stand_in(model, texts, tmp_path):
    save_model(model, tmp_path)

    with pytest.raises(SettingsError, match="the themes were learned"):
        load_model(tmp_path, encoder="tfidf").predict(texts)
