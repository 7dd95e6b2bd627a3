from __future__ import annotations

import pytest

from doleance import shelf
from doleance.errors import SettingsError
from doleance.shelf import (
    check_models,
    find_model,
    hash_model,
    list_files,
    list_models,
    models_folder,
    read_card,
    read_checksums,
    read_settings,
)


def test_the_models_at_hand():
    assert {"encoder-fast", "sentiment-en", "sentiment-fr", "word-classes"} <= set(list_models())
    assert list_models() == sorted(list_models())


@pytest.mark.parametrize("name", list_models())
def test_a_model_is_a_folder_of_plain_files_with_its_settings(name):
    folder = find_model(name)

    assert {"kind", "summary"} <= set(read_settings(folder))
    assert read_card(folder).startswith(f"# {name}\n")
    assert all(path.suffix in (".npy", ".npz", ".txt", ".tsv", ".toml", ".md", ".json") for path in folder.iterdir())


@pytest.mark.parametrize("name", ["encoder-slow", "", "..", "../models", "README.md"])
def test_a_model_that_is_not_there(name):
    with pytest.raises(SettingsError, match="There is no model") as caught:
        find_model(name)

    assert "encoder-fast" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "meant"),
    [("fast", "encoder-fast"), ("sentimant-fr", "sentiment-fr"), ("Encoder-fast", "encoder-fast"), ("quick", ""), ("", "")],
    ids=["a part", "a wrong letter", "a capital", "nothing near", "nothing"],
)
def test_a_name_nearly_right(name, meant):
    with pytest.raises(SettingsError) as caught:
        find_model(name)

    assert caught.value.hint.startswith(f"Did you mean {meant}" if meant else "Known models: ")


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


def test_leftovers_are_no_part_of_a_model(tmp_path):
    (tmp_path / "settings.toml").write_text('kind = "test"')
    before = hash_model(tmp_path)
    for name in (".DS_Store", "__pycache__/x.npy", ".cache/x.npy", "vectors.npy.tmp", "card.md~", "empty/"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if name.endswith("/"):
            path.mkdir()
        else:
            path.write_bytes(b"left")

    assert [path.name for path in list_files(tmp_path)] == ["settings.toml"]
    assert hash_model(tmp_path) == before


def test_no_byte_moves_from_a_file_to_the_next_unseen(tmp_path):
    for folder, files in (("one", {"a": b"1", "b": b"2"}), ("two", {"a": b"1b\x002"})):
        (tmp_path / folder).mkdir()
        for name, content in files.items():
            (tmp_path / folder / name).write_bytes(content)

    assert hash_model(tmp_path / "one") != hash_model(tmp_path / "two")


def test_the_models_are_those_recorded():
    found = {name: hash_model(find_model(name)) for name in list_models()}

    assert read_checksums() == found, "a model or its card changed: run python training/checksums.py"
    assert list(read_checksums()) == sorted(found)


@pytest.fixture
def small_shelf(monkeypatch, tmp_path):
    """Two models, of which one is recorded, and the record of a third that is gone."""
    for name in ("good", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "settings.toml").write_text(f'kind = "{name}"')
    (tmp_path / "README.md").touch()
    (tmp_path / "checksums.txt").write_text(f"{'0' * 64}  gone\n{hash_model(tmp_path / 'good')}  good\n\n")
    monkeypatch.setattr(shelf, "_PLACES", (tmp_path,))
    models_folder.cache_clear()
    yield tmp_path
    models_folder.cache_clear()


def test_what_is_recorded_and_what_is_found(small_shelf):
    good, new = hash_model(small_shelf / "good"), hash_model(small_shelf / "new")

    assert check_models() == [
        {"name": "gone", "recorded": "0" * 64, "found": ""},
        {"name": "good", "recorded": good, "found": good},
        {"name": "new", "recorded": "", "found": new},
    ]
    assert check_models(["new", "good", "new"]) == check_models()[:0:-1]
    assert check_models(["gone"]) == check_models()[:1]


def test_a_name_that_is_not_there_is_not_checked(small_shelf):
    with pytest.raises(SettingsError, match="There is no model 'god'"):
        check_models(["good", "god"])


def test_an_installation_without_its_record(small_shelf):
    (small_shelf / "checksums.txt").unlink()

    with pytest.raises(SettingsError, match=r"checksums\.txt, is missing") as caught:
        check_models()

    assert "pip install" in caught.value.hint


def test_a_model_without_a_card(small_shelf):
    assert read_card(small_shelf / "good") == ""


def test_an_installation_without_models(monkeypatch, tmp_path):
    monkeypatch.setattr(shelf, "_PLACES", (tmp_path,))
    models_folder.cache_clear()

    try:
        with pytest.raises(SettingsError, match="models is missing") as caught:
            models_folder()
    finally:
        models_folder.cache_clear()

    assert "pip install" in caught.value.hint
