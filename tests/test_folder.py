from __future__ import annotations

import errno
import hashlib
import json
from copy import copy
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml
from pandas.testing import assert_frame_equal

from doleance.errors import CodebookError, OutputError, SettingsError, UnreadableFileError
from doleance.folder import MANIFEST, describe, read_model, read_study, refuse_taken, write_folder, write_study
from doleance.pipeline import analyse, apply
from doleance.report import write_report
from doleance.schema import CUES
from doleance.settings import Settings
from doleance.shelf import find_model, hash_model
from doleance.themes.encoders import StaticEncoder
from doleance.themes.tfidf import TfidfEncoder

SETTINGS = Settings(jobs=1, names="rules")
TABLES = ("comments", "units", "themes", "drivers")


@pytest.fixture
def full_disk(monkeypatch):
    """The disk is full when the units are to be written."""

    def write(frame: pd.DataFrame, path: Path, **options: object) -> None:
        if path.name == "units.parquet":
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(b"")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", write)


def hash_folder(folder: Path) -> dict[str, str]:
    """Return a hash of each file under a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_holds_the_whole_study(sixty_study, tmp_path):
    (tmp_path / "other").mkdir()

    path = write_study(sixty_study, tmp_path / "out")

    assert path == tmp_path / "out"
    assert list_names(tmp_path) == ["other", "out"]
    assert list_names(path) == ["codebook.yaml", "comments.parquet", "manifest.json", "model", "themes.csv", "units.parquet"]
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("kind", [Path, str])
def test_what_is_written_is_read_again(sixty_study, tmp_path, kind):
    read = read_study(write_study(sixty_study, kind(tmp_path / "out")))

    is_masked = sixty_study.comments["n_redactions"] > 0
    kept = sixty_study.comments.assign(verbatim=sixty_study.comments["verbatim"].mask(is_masked, sixty_study.comments["text"]))
    for name, frame in {**{name: getattr(sixty_study, name) for name in TABLES}, "comments": kept}.items():
        assert_frame_equal(getattr(read, name), frame, check_exact=True, check_dtype=False, obj=name)
    for name, frame in sixty_study.findings.items():
        assert_frame_equal(read.findings[name], frame, check_exact=True, check_dtype=False, obj=name)
    assert (read.codebook, read.settings, read.summary) == (sixty_study.codebook, sixty_study.settings, sixty_study.summary)


def test_a_study_of_before_the_cues_is_read(sixty_study, tmp_path):
    path = write_study(sixty_study, tmp_path / "out")
    units = pd.read_parquet(path / "units.parquet")
    assert {f"is_{cue}" for cue in CUES} <= set(units)
    units.drop(columns=[f"is_{cue}" for cue in CUES]).to_parquet(path / "units.parquet", index=False)

    read = read_study(path)

    assert read.findings["frustrations"][[f"n_{cue}" for cue in CUES]].isna().all(axis=None)
    for name in ("report.html", "report.xlsx", "report.md", "study.json"):
        assert write_report(read, tmp_path / name, language="fr").stat().st_size > 0


def test_no_personal_data_is_written(sixty_study, tmp_path):
    path = write_study(sixty_study, tmp_path / "out")

    written = b"".join(file.read_bytes() for file in path.rglob("*") if file.is_file())
    verbatims = pd.read_parquet(path / "comments.parquet")["verbatim"].dropna().str.cat()

    assert b"jeanne.martin" not in written
    assert "06 12 34" not in verbatims
    assert len(verbatims) > 1000


def test_a_study_read_again_is_written_the_same(sixty_study, tmp_path):
    first = write_study(sixty_study, tmp_path / "one")
    second = write_study(read_study(first), tmp_path / "two")

    assert_frame_equal(pd.read_parquet(first / "units.parquet"), pd.read_parquet(second / "units.parquet"))
    assert (first / "themes.csv").read_bytes() == (second / "themes.csv").read_bytes()
    assert (first / "codebook.yaml").read_bytes() == (second / "codebook.yaml").read_bytes()
    assert (first / MANIFEST).read_bytes() == (second / MANIFEST).read_bytes()


def test_the_same_study_gives_the_same_bytes(sixty, sixty_study, tmp_path):
    first = write_study(sixty_study, tmp_path / "one")
    second = write_study(analyse(sixty, SETTINGS), tmp_path / "two")

    assert hash_folder(first) == hash_folder(second)


@pytest.mark.parametrize(
    "change",
    [{"score": None}, {"date": None}, {"Shop": ["a", 1] * 30}, {"Shop": None}, {"verbatim": "n/a"}],
    ids=["no score", "no date", "mixed segment", "empty segment", "nothing said"],
)
def test_other_studies_are_read_again(sixty, tmp_path, change):
    study = analyse(sixty.assign(**change), SETTINGS)

    assert read_study(write_study(study, tmp_path / "out")).summary == study.summary


@pytest.mark.parametrize("n", [0, 1])
def test_small_studies_are_read_again(sixty, tmp_path, n):
    study = analyse(sixty.head(n), SETTINGS)

    read = read_study(write_study(study, tmp_path / "out"))

    assert read.summary == study.summary
    assert_frame_equal(read.units, study.units, check_dtype=False)


@pytest.mark.parametrize("verbatim", ["a\x00b \U0001f600 \u202eעברית\r\n", "\ud800 parcel"], ids=["odd", "half a pair"])
def test_odd_words_are_written(tmp_path, verbatim):
    comments = pd.DataFrame({"verbatim": pd.Series([verbatim], dtype=object)})
    study = analyse(comments, SETTINGS)

    assert read_study(write_study(study, tmp_path / "out")).comments["verbatim"].tolist() == [verbatim.replace("\ud800", "\ufffd")]


def test_the_manifest_says_what_was_done(sixty_study, tmp_path):
    study = replace(sixty_study, source={"name": "export.csv", "sha256": "ab"})

    manifest = json.loads((write_study(study, tmp_path / "out") / MANIFEST).read_text(encoding="utf-8"))

    assert manifest["source"] == {"name": "export.csv", "sha256": "ab"}
    assert manifest["counts"]["rows"] == sum(manifest["counts"][name] for name in ("analysed", "uninformative", "empty", "rejected"))
    assert Settings().updated(manifest["settings"]) == study.settings
    assert all(len(value) == 64 for value in manifest["models"].values())
    assert manifest["codebook_sha256"] == hashlib.sha256((tmp_path / "out" / "codebook.yaml").read_bytes()).hexdigest()


def test_a_codebook_that_was_edited_is_told(sixty_study, tmp_path):
    path = write_study(sixty_study, tmp_path / "out") / "codebook.yaml"
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    body["themes"][0]["name"] = {"en": "Parcels", "fr": "Colis"}
    path.write_text(yaml.safe_dump(body), encoding="utf-8")

    read = read_study(path.parent)

    assert read.codebook.theme(0).names == {"en": "Parcels", "fr": "Colis"}
    assert read.themes["theme"].iloc[0] in ("Parcels", "Colis")


def test_a_codebook_that_contradicts_itself(sixty_study, tmp_path):
    path = write_study(sixty_study, tmp_path / "out") / "codebook.yaml"
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    body["themes"][0]["id"] = 99
    path.write_text(yaml.safe_dump(body), encoding="utf-8")

    with pytest.raises(CodebookError, match="99"):
        read_study(path.parent)


def test_a_saved_model_codes_new_comments(sixty, sixty_study, tmp_path):
    model, settings = read_model(write_study(sixty_study, tmp_path / "out"))

    assert_frame_equal(apply(sixty, model, settings).units, sixty_study.units)


class Doubling:
    """An encoder of the caller's."""

    def encode(self, texts):
        return 2 * StaticEncoder().encode(texts).astype(float)


def read_manifest(folder: Path) -> dict[str, object]:
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def test_the_manifest_names_the_encoder(sixty_study, tmp_path):
    manifest = read_manifest(write_study(sixty_study, tmp_path / "out"))

    assert manifest["settings"]["encoder"] == "auto"
    assert manifest["encoder"] == sixty_study.model.encoder_
    assert set(manifest["models"]) == {sixty_study.model.encoder_, "encoder-fast", "sentiment-en", "sentiment-fr", "word-classes"}


def test_a_study_by_tfidf_codes_new_comments(sixty, tmp_path):
    study = analyse(sixty, Settings(jobs=1, names="rules", encoder="tfidf"))

    path = write_study(study, tmp_path / "out")

    assert read_manifest(path)["encoder"] == "tfidf"
    assert_frame_equal(apply(sixty, *read_model(path)).units, study.units)


def test_a_study_by_an_object_is_told_without_it_and_codes_with_it(sixty, tmp_path):
    study = analyse(sixty, Settings(jobs=1, names="rules", encoder=Doubling()))
    path = write_study(study, tmp_path / "out")

    assert read_manifest(path)["encoder"] == read_manifest(path)["settings"]["encoder"] == "Doubling"
    assert read_study(path).summary == study.summary
    with pytest.raises(SettingsError, match="an encoder of your own, Doubling"):
        apply(sixty, read_study(path).model, SETTINGS)
    assert_frame_equal(apply(sixty, read_study(path, encoder=Doubling()).model, SETTINGS).units, study.units)


def test_a_study_by_an_object_is_analysed_again_with_it_alone(sixty, tmp_path):
    given = Doubling()
    study = analyse(sixty, Settings(jobs=1, names="rules", encoder=given))
    path = write_study(study, tmp_path / "out")

    with pytest.raises(SettingsError, match="an encoder of your own, Doubling"):
        analyse(sixty, read_study(path).settings)
    assert read_study(path, encoder=given).settings == study.settings


def test_tfidf_of_the_caller_is_in_the_settings_again(sixty, tmp_path):
    study = analyse(sixty, Settings(jobs=1, names="rules", encoder=TfidfEncoder(dim=30)))

    path = write_study(study, tmp_path / "out")

    assert read_manifest(path)["settings"]["encoder"] == "tfidf"
    assert read_study(path).settings.encoder.dim == 30


def test_a_study_by_an_object_is_written_again_without_it(sixty, tmp_path):
    first = write_study(analyse(sixty, Settings(jobs=1, names="rules", encoder=Doubling())), tmp_path / "one")

    second = write_study(read_study(first), tmp_path / "two")

    assert (first / MANIFEST).read_bytes() == (second / MANIFEST).read_bytes()


@pytest.mark.parametrize("name", ["mine", "encoder-fast"])
def test_the_folder_of_an_encoder_is_hashed(sixty_study, tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "weights.bin").write_bytes(b"1")
    model = copy(sixty_study.model)
    model.encoder_ = str(tmp_path / name)
    study = replace(sixty_study, model=model)

    first = read_manifest(write_study(study, tmp_path / "one"))
    (tmp_path / name / "weights.bin").write_bytes(b"2")
    second = read_manifest(write_study(study, tmp_path / "two"))
    (tmp_path / name).rename(tmp_path / "gone")
    third = read_manifest(write_study(study, tmp_path / "three"))

    mine = str(tmp_path / name)
    assert len(first["models"][mine]) == 64
    assert first["models"][mine] != second["models"][mine]
    assert mine not in third["models"]
    assert first["encoder"] == third["encoder"] == mine
    assert first["models"]["encoder-fast"] == second["models"]["encoder-fast"] == hash_model(find_model("encoder-fast"))


def test_a_study_without_a_model_has_no_encoder(sixty_study):
    assert describe(replace(sixty_study, model=None))["encoder"] is None


def make_file(path: Path) -> None:
    path.write_text("mine", encoding="utf-8")


def make_folder(path: Path) -> None:
    path.mkdir()
    make_file(path / "letter.txt")


@pytest.mark.parametrize("make", [make_file, make_folder])
@pytest.mark.parametrize("overwrite", [False, True])
def test_what_is_not_ours_is_never_replaced(sixty_study, tmp_path, make, overwrite):
    make(tmp_path / "out")
    before = hash_folder(tmp_path)

    with pytest.raises(OutputError) as caught:
        write_study(sixty_study, tmp_path / "out", overwrite=overwrite)

    assert "-o" in caught.value.hint
    assert hash_folder(tmp_path) == before


def test_a_study_is_replaced_only_when_asked(sixty, sixty_study, tmp_path):
    path = write_study(sixty_study, tmp_path / "out")
    (path / "report.html").write_text("old", encoding="utf-8")
    before = hash_folder(path)
    other = analyse(sixty.head(20), SETTINGS)

    with pytest.raises(OutputError, match="exists already") as caught:
        write_study(other, path)
    assert "--overwrite" in caught.value.hint
    assert hash_folder(path) == before

    write_study(other, path, overwrite=True)
    assert list_names(tmp_path) == ["out"]
    assert read_study(path).summary.n_rows == 20
    assert not (path / "report.html").exists()


def test_an_empty_folder_may_be_filled(sixty_study, tmp_path):
    (tmp_path / "out").mkdir()

    write_study(sixty_study, tmp_path / "out")

    assert list_names(tmp_path) == ["out"]
    assert (tmp_path / "out" / MANIFEST).is_file()


def test_folders_above_are_made(sixty_study, tmp_path):
    assert (write_study(sixty_study, tmp_path / "2026" / "06" / "out") / MANIFEST).is_file()


def test_a_folder_that_cannot_be_made(sixty_study, tmp_path):
    make_file(tmp_path / "file")

    with pytest.raises(OutputError, match="cannot be written") as caught:
        write_study(sixty_study, tmp_path / "file" / "out")

    assert caught.value.hint
    assert list_names(tmp_path) == ["file"]


def test_a_full_disk_leaves_nothing(sixty_study, tmp_path, full_disk):
    with pytest.raises(OutputError, match="No space left on device") as caught:
        write_study(sixty_study, tmp_path / "out")

    assert "free some space" in caught.value.hint
    assert list_names(tmp_path) == []


def test_a_full_disk_leaves_the_old_study(sixty_study, tmp_path, monkeypatch, request):
    path = write_study(sixty_study, tmp_path / "out")
    before = hash_folder(path)
    request.getfixturevalue("full_disk")

    with pytest.raises(OutputError):
        write_study(sixty_study, path, overwrite=True)

    assert list_names(tmp_path) == ["out"]
    assert hash_folder(path) == before


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, UnreadableFileError])
@pytest.mark.parametrize("has_study", [False, True], ids=["new", "there already"])
def test_a_failure_midway_leaves_nothing(sixty_study, tmp_path, error, has_study):
    if has_study:
        write_study(sixty_study, tmp_path / "out")
    before = hash_folder(tmp_path)

    def write() -> None:
        with write_folder(tmp_path / "out", overwrite=True) as beside:
            make_file(beside / "half.txt")
            raise error("midway")

    with pytest.raises(error):
        write()

    assert hash_folder(tmp_path) == before
    assert list_names(tmp_path) == (["out"] if has_study else [])


def test_a_rename_that_fails_brings_the_old_study_back(sixty_study, tmp_path, monkeypatch):
    path = write_study(sixty_study, tmp_path / "out")
    before = hash_folder(path)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "new" and self.parent.name.endswith(".part"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match="Permission denied"):
        write_study(sixty_study, path, overwrite=True)

    assert list_names(tmp_path) == ["out"]
    assert hash_folder(path) == before


def test_nothing_is_computed_for_a_folder_that_is_taken(tmp_path):
    make_folder(tmp_path / "out")

    with pytest.raises(OutputError):
        refuse_taken(tmp_path / "out", overwrite=False)
    assert refuse_taken(tmp_path / "free", overwrite=False) is None


def spoil_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{", encoding="utf-8")


def lose_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def empty_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{}", encoding="utf-8")


def list_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("[]", encoding="utf-8")


def lose_comments(folder: Path) -> None:
    (folder / "comments.parquet").unlink()


def spoil_units(folder: Path) -> None:
    (folder / "units.parquet").write_bytes(b"PAR1")


def spoil_model(folder: Path) -> None:
    (folder / "model" / "centroids.npy").write_bytes(b"")


def swap_tables(folder: Path) -> None:
    (folder / "units.parquet").write_bytes((folder / "comments.parquet").read_bytes())


@pytest.mark.parametrize(
    "spoil", [spoil_manifest, lose_manifest, empty_manifest, list_manifest, lose_comments, spoil_units, spoil_model, swap_tables]
)
def test_a_folder_that_is_no_study(sixty_study, tmp_path, spoil):
    path = write_study(sixty_study, tmp_path / "out")
    spoil(path)

    with pytest.raises(UnreadableFileError) as caught:
        read_study(path)

    assert "doleance analyse" in caught.value.hint


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableFileError, match="does not hold a study"):
        read_study(tmp_path / "absent")
