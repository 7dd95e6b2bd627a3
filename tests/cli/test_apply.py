from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest
import yaml

from doleance.themes import choices
from doleance.themes.adapters import CheckedEncoder, read_encoder
from doleance.themes.encoders import StaticEncoder

QUICK = ("--jobs", "1")


def test_its_own_file_gets_the_same_themes(run, survey, out, tmp_path):
    seen = run("apply", survey, "--study", out, "-o", tmp_path / "again", *QUICK)

    before, after = (pd.read_parquet(folder / "comments.parquet") for folder in (out, tmp_path / "again"))
    assert (seen.code, seen.out) == (0, f"{tmp_path / 'again' / 'report.html'}\n")
    assert after["comment_id"].tolist() == before["comment_id"].tolist()
    assert [list(ids) for ids in after["theme_ids"]] == [list(ids) for ids in before["theme_ids"]]
    assert (tmp_path / "again" / "codebook.yaml").read_bytes() == (out / "codebook.yaml").read_bytes()


def test_new_comments_get_the_themes_of_the_study(run, survey, out, tmp_path):
    pd.read_csv(survey).head(9).to_csv(tmp_path / "new.csv", index=False)

    seen = run("apply", tmp_path / "new.csv", "--study", out, "-o", tmp_path / "new", *QUICK, "--json")

    themes = [pd.read_csv(folder / "themes.csv").set_index("theme_id")["theme"].to_dict() for folder in (out, tmp_path / "new")]
    assert (seen.code, json.loads(seen.out)["n_rows"]) == (0, 9)
    assert themes[0] == themes[1]


def test_a_name_edited_in_the_codebook_is_used(run, survey, out, tmp_path):
    shutil.copytree(out, tmp_path / "study")
    body = yaml.safe_load((tmp_path / "study" / "codebook.yaml").read_text(encoding="utf-8"))
    body["themes"][0]["name"] = {"en": "Vans and vans", "fr": "Camions"}
    (tmp_path / "study" / "codebook.yaml").write_text(yaml.safe_dump(body), encoding="utf-8")

    run("apply", survey, "--study", tmp_path / "study", "-o", tmp_path / "new", *QUICK, "--language", "en")

    assert "Vans and vans" in (tmp_path / "new" / "report.md").read_text(encoding="utf-8")


def test_a_month_of_stars_follows_another(run, tmp_path):
    (tmp_path / "stars.csv").write_text("Comment,Score\n" + "The parcel came late.,1\nThe staff were kind.,5\n" * 6, encoding="utf-8")
    run("analyse", tmp_path / "stars.csv", "-o", tmp_path / "one", "--scale", "stars", "--names", "rules", *QUICK)

    seen = run("apply", tmp_path / "stars.csv", "--study", tmp_path / "one", "-o", tmp_path / "two", *QUICK, "--json")

    assert (seen.code, json.loads(seen.out)["scale"]) == (0, "stars")


def test_a_study_whose_encoder_moved(run, survey, tmp_path, monkeypatch):
    def read(folder):
        return CheckedEncoder(StaticEncoder().encode, folder.name) if folder.is_dir() else read_encoder(folder)

    monkeypatch.setattr(choices, "read_encoder", read)
    old, new = tmp_path / "mine", tmp_path / "moved"
    old.mkdir()
    run("analyse", survey, "-o", tmp_path / "study", "--encoder", old, "--names", "rules", *QUICK)
    old.rename(new)

    lost = run("apply", survey, "--study", tmp_path / "study", "-o", tmp_path / "one", *QUICK)
    found = run("apply", survey, "--study", tmp_path / "study", "-o", tmp_path / "two", "--encoder", new, *QUICK)

    assert lost.code == 2
    assert lost.err.startswith(f"error: There is no folder {old};")
    assert lost.err.endswith("hint: Name the folder where it lies now: --encoder FOLDER.\n")
    manifest = json.loads((tmp_path / "two" / "manifest.json").read_text(encoding="utf-8"))
    assert (found.code, manifest["encoder"], manifest["settings"]["encoder"]) == (0, str(new), str(new))
    before, after = (pd.read_parquet(tmp_path / name / "units.parquet")["theme_id"].tolist() for name in ("study", "two"))
    assert after == before


@pytest.mark.parametrize("kind", ["missing", "empty", "broken manifest"])
def test_a_folder_without_a_study_is_refused(kind, run, survey, tmp_path):
    study = tmp_path / "study"
    if kind != "missing":
        study.mkdir()
    if kind == "broken manifest":
        (study / "manifest.json").write_text("[]", encoding="utf-8")

    seen = run("apply", survey, "--study", study, "-o", tmp_path / "new", *QUICK)

    assert (seen.code, seen.out) == (2, "")
    assert seen.err.startswith(f"error: The folder {study} does not hold a study: ")
    assert seen.err.endswith("hint: doleance analyse FILE -o OUT makes one.\n")
    assert not (tmp_path / "new").exists()
