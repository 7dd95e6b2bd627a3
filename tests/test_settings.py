from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields

import pytest

from doleance.errors import SettingsError
from doleance.settings import SCALES, Settings


def test_the_defaults_keep_their_rules():
    assert Settings() == Settings().updated({})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("scale", "0-100"),
        ("languages", ()),
        ("languages", ("en", "de")),
        ("n_themes", 0),
        ("n_themes", "ten"),
        ("n_themes", 2.0),
        ("n_themes", True),
        ("min_themes", 0),
        ("max_themes", 3),
        ("period", "day"),
        ("names", "spacy"),
        ("alpha", 0),
        ("alpha", 1),
        ("sample", 99),
        ("chunk", 0),
        ("jobs", -1),
        ("jobs", 1.5),
    ],
    ids=lambda value: repr(value),
)
def test_a_value_that_breaks_its_rule(key, value):
    with pytest.raises(SettingsError, match=f"The setting {key} must .*; it is ") as caught:
        Settings(**{key: value})

    assert key in caught.value.hint


@pytest.mark.parametrize(
    ("key", "value"),
    [("scale", "stars"), ("languages", ("fr",)), ("n_themes", 1), ("max_themes", 4), ("period", "week"), ("alpha", 0.5), ("jobs", 0)],
    ids=lambda value: repr(value),
)
def test_a_value_at_the_edge_of_its_rule(key, value):
    assert getattr(Settings(**{key: value}), key) == value


def test_settings_are_frozen_and_named():
    with pytest.raises(FrozenInstanceError):
        Settings().alpha = 0.1
    with pytest.raises(TypeError):
        Settings("nps")


class Letters:
    def encode(self, texts):
        raise NotImplementedError


def test_an_encoder_may_be_a_name_a_folder_or_an_object(tmp_path):
    given = Letters()

    assert Settings().encoder == "auto"
    assert Settings(encoder="fine").encoder == "fine"
    assert Settings(encoder=tmp_path).encoder == str(tmp_path)
    assert Settings(encoder=given).encoder is given
    assert Settings(encoder=given).updated({"alpha": 0.1}).encoder is given


@pytest.mark.parametrize("value", [Letters, b"fine", len, None], ids=["class", "bytes", "function", "nothing"])
def test_what_is_no_encoder(value):
    with pytest.raises(SettingsError, match="encoder must be auto, the name of a model, a folder, or an object with encode"):
        Settings(encoder=value)


def test_an_object_is_written_by_its_class():
    class Uncopied(Letters):
        def __deepcopy__(self, memo):
            raise AssertionError("an encoder may hold gigabytes")

    values = Settings(encoder=Uncopied(), n_themes=3).to_dict()

    assert values == {**Settings(n_themes=3).to_dict(), "encoder": "Uncopied"}
    assert json.dumps(values)


@pytest.mark.parametrize(("scale", "expected"), [("auto", "nps"), *((name, name) for name in SCALES)])
def test_the_scale_that_is_named(scale, expected):
    assert Settings(scale=scale).score_scale.name == expected


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_a_scale_is_in_order(scale):
    assert scale.low < scale.detractor < scale.promoter <= scale.high


def test_updated_leaves_the_first_as_it_was():
    first = Settings()

    second = first.updated({"alpha": 0.1, "languages": ["fr"]})

    assert (first.alpha, first.languages) == (0.05, ("en", "fr"))
    assert (second.alpha, second.languages) == (0.1, ("fr",))


def test_an_unknown_setting():
    with pytest.raises(SettingsError, match="no setting 'n_topics'") as caught:
        Settings().updated({"n_topics": 4})

    assert all(field.name in caught.value.hint for field in fields(Settings))


def test_settings_as_values_and_back():
    settings = Settings(n_themes=7, languages=("fr",))

    assert Settings().updated(settings.to_dict()) == settings
    assert settings.to_dict()["languages"] == ["fr"]


def test_a_file_of_settings(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('languages = ["fr"]\nn_themes = 9\n', encoding="utf-8")

    assert Settings.from_toml(path) == Settings(languages=("fr",), n_themes=9)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        (b"alpha = ", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"alfa = 1", "no setting 'alfa'"),
        (b"alpha = 2", "alpha must"),
    ],
    ids=["absent", "not TOML", "not UTF-8", "unknown key", "broken rule"],
)
def test_a_file_of_settings_that_is_wrong(tmp_path, content, message):
    path = tmp_path / "settings.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SettingsError, match=message):
        Settings.from_toml(path)


@pytest.mark.parametrize(
    ("key", "value"),
    [("alpha", "0.05"), ("languages", 3), ("scale", 5), ("redact", "no"), ("random_state", "x"), ("encoder", 3), ("encoder", " ")],
)
def test_a_value_of_the_wrong_type(key, value):
    with pytest.raises(SettingsError):
        Settings().updated({key: value})
