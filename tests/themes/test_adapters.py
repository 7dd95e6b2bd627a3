from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from doleance.errors import SettingsError, UnreadableFileError
from doleance.themes.adapters import CheckedEncoder, read_encoder
from doleance.themes.encoders import StaticEncoder

TEXTS = ["late parcel", "kind staff", "late parcel"]


def count_letters(texts: list[str]) -> np.ndarray:
    """Return how often each text holds each of four letters: vectors that anybody can check."""
    return np.array([[text.count(letter) for letter in "aekl"] for text in texts], dtype=np.float64)


def check(call) -> CheckedEncoder:
    return CheckedEncoder(call, "Mine")


class FakeModel:
    """Stands for a model of either library: remembers how it was loaded and called."""

    calls: tuple[tuple, ...] = ()

    def __init__(self, folder, **options):
        if (Path(folder) / "broken").exists():
            raise KeyError("embeddings")
        type(self).calls += ((folder, options),)

    @classmethod
    def from_pretrained(cls, folder, **options):
        return cls(folder, **options)

    def encode(self, texts, **options):
        type(self).calls += ((tuple(texts), options),)
        return count_letters(texts).astype(np.float32)


@pytest.fixture
def libraries(monkeypatch):
    """Both libraries, as small as they can be."""
    FakeModel.calls = ()
    for name, member in (("sentence_transformers", "SentenceTransformer"), ("model2vec", "StaticModel")):
        module = ModuleType(name)
        setattr(module, member, FakeModel)
        monkeypatch.setitem(sys.modules, name, module)
    return FakeModel


def make_folder(folder: Path, *names: str, **config: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text("[]", encoding="utf-8")
    if config or "config.json" in names:
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def test_vectors_are_scaled_and_of_one_type():
    vectors = check(count_letters).encode(TEXTS)

    assert (vectors.dtype, vectors.shape) == (np.float32, (3, 4))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)
    assert vectors[0].tolist() == vectors[2].tolist() == pytest.approx([3**-0.5, 3**-0.5, 0, 3**-0.5])


@pytest.mark.parametrize(
    "give",
    [
        lambda texts: count_letters(texts).tolist(),
        lambda texts: [row.astype(np.float16) for row in count_letters(texts)],
        lambda texts: count_letters(texts).astype(int),
        lambda texts: 1e30 * count_letters(texts),
    ],
    ids=["lists", "rows of half floats", "whole numbers", "huge"],
)
def test_any_kind_of_numbers_will_do(give):
    assert check(give).encode(TEXTS) == pytest.approx(check(count_letters).encode(TEXTS), abs=1e-5)


def test_each_distinct_text_is_encoded_once_in_an_order_of_its_own():
    seen: list[list[str]] = []

    def encode(texts):
        seen.append(texts)
        return count_letters(texts)

    check(encode).encode(TEXTS)
    check(encode).encode(TEXTS[::-1])

    assert seen == [["kind staff", "late parcel"]] * 2


@pytest.mark.parametrize("text", ["", "42", "👍", "…"], ids=ascii)
def test_a_text_without_a_letter_is_not_sent_and_zero(text):
    seen: list[str] = []

    def encode(texts):
        seen.extend(texts)
        return count_letters(texts)

    vectors = check(encode).encode([text, "late"])

    assert seen == ["late"]
    assert not vectors[0].any()
    assert vectors[1].any()


def test_nothing_to_encode():
    assert check(count_letters).encode([]).shape == (0, 4)
    assert check(count_letters).encode(["", "42"]).tolist() == [[0] * 4] * 2


def test_a_broken_sign_is_not_sent():
    def encode(texts):
        assert [text.encode() for text in texts]
        return count_letters(texts)

    assert check(encode).encode(["\ud800 late"]).any()


@pytest.mark.parametrize(
    ("give", "message"),
    [
        (lambda texts: np.zeros(3), r"shape \(3,\) for 2 texts; it must be \(2, dim\)"),
        (lambda texts: np.zeros((1, 3)), r"shape \(1, 3\) for 2 texts"),
        (lambda texts: np.zeros((2, 0)), r"shape \(2, 0\) for 2 texts"),
        (lambda texts: np.zeros((2, 1, 3)), r"shape \(2, 1, 3\)"),
        (lambda texts: None, r"shape \(\) for 2 texts|something else than numbers"),
        (lambda texts: [[1.0], [1.0, 2.0]], "something else than numbers"),
        (lambda texts: [["a"], ["b"]], "something else than numbers"),
        (lambda texts: [[1.0, np.nan], [1.0, 2.0]], "not finite for 1 of 2 texts"),
        (lambda texts: [[np.inf, 1.0], [-np.inf, 2.0]], "not finite for 2 of 2 texts"),
    ],
    ids=["flat", "too few", "no dimension", "cube", "nothing", "ragged", "words", "not a number", "infinite"],
)
def test_what_an_encoder_must_not_give(give, message):
    with pytest.raises(SettingsError, match=f"The encoder Mine gave .*{message}") as caught:
        check(give).encode(TEXTS)

    assert "(n_texts, dim)" in caught.value.hint


def test_an_error_of_the_encoder_is_its_own():
    def encode(texts):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check(encode).encode(TEXTS)


@pytest.mark.parametrize(
    ("names", "config"),
    [
        (("modules.json",), {}),
        (("config_sentence_transformers.json", "tokenizer.json", "model.safetensors"), {"model_type": "bert"}),
    ],
    ids=["modules", "config"],
)
def test_a_folder_of_sentence_transformers(libraries, tmp_path, names, config):
    folder = make_folder(tmp_path / "mini", *names, **config)

    vectors = read_encoder(folder).encode(TEXTS)

    assert vectors == pytest.approx(check(count_letters).encode(TEXTS))
    assert libraries.calls[0] == (str(folder), {"local_files_only": True})
    assert libraries.calls[1] == (("kind staff", "late parcel"), {"show_progress_bar": False})


@pytest.mark.parametrize(
    ("names", "config"),
    [
        (("modules.json",), {"model_type": "model2vec"}),
        (("config.json", "tokenizer.json", "model.safetensors"), {}),
        (("tokenizer.json", "model.safetensors"), {}),
    ],
    ids=["beside modules", "bare config", "no config"],
)
def test_a_folder_of_model2vec(libraries, tmp_path, names, config):
    folder = make_folder(tmp_path / "potion", *names, **config)

    encoder = read_encoder(folder)
    encoder.encode(TEXTS)

    assert encoder.name == "potion"
    assert libraries.calls[0] == (str(folder), {})
    assert libraries.calls[1] == (("kind staff", "late parcel"), {"show_progress_bar": False, "use_multiprocessing": False})


def test_a_folder_is_loaded_once(libraries, tmp_path):
    folder = make_folder(tmp_path / "mini", "modules.json")

    assert read_encoder(folder) is read_encoder(folder / ".." / "mini")
    assert len(libraries.calls) == 1


@pytest.mark.parametrize(
    ("names", "config"),
    [((), {}), (("tokenizer.json", "model.safetensors"), {"model_type": "bert"}), (("model.safetensors",), {}), (("config.json",), {})],
    ids=["empty", "a bare transformer", "no tokenizer", "config alone"],
)
def test_a_folder_that_holds_no_encoder(libraries, tmp_path, names, config):
    with pytest.raises(SettingsError, match="holds no encoder that is known") as caught:
        read_encoder(make_folder(tmp_path / "folder", *names, **config))

    assert "model.save" in caught.value.hint
    assert libraries.calls == ()


@pytest.mark.parametrize(("names", "config"), [(("modules.json",), {}), ((), {"model_type": "model2vec"})], ids=["sentences", "model2vec"])
def test_a_folder_that_the_library_cannot_read(libraries, tmp_path, names, config):
    folder = make_folder(tmp_path / "folder", *names, "broken", **config)

    with pytest.raises(UnreadableFileError, match="cannot be read: 'embeddings'"):
        read_encoder(folder)


@pytest.mark.parametrize("content", ["{", '"\udcff"'], ids=["broken", "odd"])
def test_a_config_that_cannot_be_read(tmp_path, content):
    (tmp_path / "config.json").write_text(content, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(UnreadableFileError, match=r"config\.json cannot be read"):
        read_encoder(tmp_path)


def test_a_config_that_is_a_list(tmp_path):
    (tmp_path / "config.json").write_text("[]", encoding="utf-8")

    with pytest.raises(SettingsError, match="holds no encoder"):
        read_encoder(tmp_path)


def test_a_folder_of_sentence_transformers_without_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(SettingsError, match="needs the package sentence_transformers, which is not installed") as caught:
        read_encoder(make_folder(tmp_path / "mini", "modules.json"))

    assert caught.value.hint == "pip install sentence-transformers"


@pytest.mark.parametrize("name", ["sentence-transformers/all-MiniLM-L6-v2", "minishlab/potion-base-8M"])
def test_a_name_on_a_hub_is_not_fetched(libraries, name):
    with pytest.raises(SettingsError, match=f"no folder {name}; if that is a model's name on a hub: Doleance downloads nothing") as caught:
        read_encoder(Path(name))

    saved = name.partition("/")[2]
    assert f"SentenceTransformer as S; S('{name}').save('{saved}')" in caught.value.hint
    assert f"encoder='./{saved}'" in caught.value.hint
    assert libraries.calls == ()


@pytest.mark.parametrize("name", ["/models/absent", "models/of/mine", "../absent"])
def test_a_path_that_does_not_exist(name):
    with pytest.raises(SettingsError, match="reads encoders from folders and downloads nothing") as caught:
        read_encoder(Path(name))

    assert "encoder='auto'" in caught.value.hint


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"")

    with pytest.raises(SettingsError, match="There is no folder"):
        read_encoder(tmp_path / "model.bin")


def test_the_house_rules_leave_good_vectors_as_they_are(texts):
    ours = StaticEncoder().encode(texts)

    assert check(StaticEncoder().encode).encode(texts) == pytest.approx(ours, abs=1e-6)
