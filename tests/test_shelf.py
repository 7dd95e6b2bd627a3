from __future__ import annotations

import pytest

from doleance import shelf
from doleance.errors import SettingsError
from doleance.shelf import find_model, hash_model, list_models, models_folder, read_settings


def test_the_models_at_hand():
    assert {"encoder-fast", "sentiment-en", "sentiment-fr", "word-classes"} <= set(list_models())
    assert list_models() == sorted(list_models())


@pytest.mark.parametrize("name", list_models())
def test_a_model_is_a_folder_of_plain_files_with_its_settings(name):
    folder = find_model(name)

    assert {"kind", "summary"} <= set(read_settings(folder))
    assert all(path.suffix in (".npy", ".txt", ".tsv", ".toml", ".md", ".json") for path in folder.iterdir())


@pytest.mark.parametrize("name", ["encoder-slow", "", "..", "../models", "README.md"])
def test_a_model_that_is_not_there(name):
    with pytest.raises(SettingsError, match="There is no model") as caught:
        find_model(name)

    assert "encoder-fast" in caught.value.hint


def test_a_hash_depends_on_names_and_bytes(tmp_path):
    def hash_of(files: dict[str, bytes]) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return hash_model(folder)

    hashes = [hash_of(files) for files in ({"a": b"1", "b": b"2"}, {"b": b"2", "a": b"1"}, {"a": b"2", "b": b"2"}, {"a": b"1", "c": b"2"})]

    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_an_installation_without_models(monkeypatch, tmp_path):
    monkeypatch.setattr(shelf, "_PLACES", (tmp_path,))
    models_folder.cache_clear()

    try:
        with pytest.raises(SettingsError, match="models is missing") as caught:
            models_folder()
    finally:
        models_folder.cache_clear()

    assert "pip install" in caught.value.hint
