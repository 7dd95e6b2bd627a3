from __future__ import annotations

import html
import json
import shutil
from pathlib import Path

import pytest
import yaml

REPORTS = ("report.html", "report.xlsx", "report.md", "study.json")


@pytest.fixture
def study(out: Path, tmp_path: Path) -> Path:
    """A copy of the survey's study, to be told again."""
    return Path(shutil.copytree(out, tmp_path / "study"))


def edit_codebook(study: Path, edit) -> None:
    path = study / "codebook.yaml"
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(body)
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), encoding="utf-8")


def test_a_study_told_again_says_the_same(run, study, out):
    for name in REPORTS:
        (study / name).unlink()

    seen = run("report", study, "--to", "html,xlsx,md,json")

    assert (seen.code, seen.err) == (0, "")
    assert seen.out.splitlines() == [str(study / name) for name in REPORTS]
    assert [name for name in REPORTS if (study / name).read_bytes() != (out / name).read_bytes()] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_language_may_change(language, run, study):
    seen = run("report", study, "--language", language, "--to", "html,json", "--title", "À relire", "--json")

    assert (seen.code, seen.err) == (0, "")
    assert json.loads(seen.out) == {"reports": [str(study / "report.html"), str(study / "study.json")]}
    assert f'<html lang="{language}"' in (study / "report.html").read_text(encoding="utf-8")
    figures = json.loads((study / "study.json").read_text(encoding="utf-8"))
    assert (figures["language"], figures["title"]) == (language, "À relire")


def test_an_edited_name_appears(run, study):
    edit_codebook(study, lambda body: body["themes"][0].update(name={"en": "Vans & <vans>", "fr": "Camions"}))

    seen = run("report", study, "--language", "en", "--to", "html,md,json")

    assert seen.code == 0
    assert "Vans & <vans>" in html.unescape((study / "report.html").read_text(encoding="utf-8"))
    assert "<vans>" not in (study / "report.html").read_text(encoding="utf-8")
    assert "Vans &amp; &lt;vans&gt;" in (study / "report.md").read_text(encoding="utf-8")
    assert "Vans & <vans>" in (study / "study.json").read_text(encoding="utf-8")


def test_a_theme_struck_out_is_gone(run, study):
    struck = yaml.safe_load((study / "codebook.yaml").read_text(encoding="utf-8"))["themes"][0]
    before = json.loads((study / "study.json").read_text(encoding="utf-8"))
    edit_codebook(study, lambda body: body["themes"].pop(0))

    seen = run("report", study, "--to", "html,xlsx,md,json")

    after = json.loads((study / "study.json").read_text(encoding="utf-8"))
    assert seen.code == 0
    assert struck["id"] not in {theme["theme_id"] for theme in after["themes"]}
    assert after["summary"]["n_themes"] == before["summary"]["n_themes"] - 1
    assert after["summary"]["coverage"] < before["summary"]["coverage"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda body: body.pop("themes"),
        lambda body: body["themes"][1].update(id=body["themes"][0]["id"]),
        lambda body: body["themes"][1].update(name=body["themes"][0]["name"]),
        lambda body: body["themes"][0].update(id="first"),
        lambda body: body["themes"][0].update(id=999),
        lambda body: body["themes"][0].pop("name"),
    ],
    ids=["no themes", "an id twice", "a name twice", "an id of text", "an id unknown", "no name"],
)
def test_a_broken_codebook_is_refused_and_nothing_changes(edit, run, study, out):
    edit_codebook(study, edit)

    seen = run("report", study, "--to", "html,xlsx,md,json")

    assert (seen.code, seen.out) == (2, "")
    assert seen.err.startswith("error: ")
    assert "\nhint: " in seen.err
    assert [name for name in REPORTS if (study / name).read_bytes() != (out / name).read_bytes()] == []


def test_a_codebook_that_is_no_yaml_is_refused(run, study):
    (study / "codebook.yaml").write_text("themes: [", encoding="utf-8")

    seen = run("report", study)

    assert (seen.code, seen.out) == (2, "")
    assert "codebook.yaml is not YAML at line" in seen.err


@pytest.mark.parametrize("name", ["manifest.json", "comments.parquet", "units.parquet", "model/model.json", "model/centroids.npy"])
@pytest.mark.parametrize("is_there", [False, True], ids=["missing", "broken"])
def test_a_study_with_a_hole_is_refused(name, is_there, run, study):
    if is_there:
        (study / name).write_bytes((study / name).read_bytes()[:50])
    else:
        (study / name).unlink()

    seen = run("report", study)

    assert (seen.code, seen.out) == (2, "")
    assert "does not hold a" in seen.err
    assert seen.err.endswith("hint: doleance analyse FILE -o OUT makes one.\n")


@pytest.mark.parametrize("formats", ["pdf", "html,pdf", "", ","])
def test_an_unknown_format_is_refused(formats, run, study):
    seen = run("report", study, "--to", formats)

    assert (seen.code, seen.out) == (2, "")
    assert seen.err == f"error: There is no report format {formats!r}.\nhint: Use --to with html, xlsx, md, json, several with commas.\n"
