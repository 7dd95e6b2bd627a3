from __future__ import annotations

import json

import yaml


def test_the_themes_are_shown(run, out):
    seen = run("codebook", "show", out)

    body = yaml.safe_load((out / "codebook.yaml").read_text(encoding="utf-8"))
    assert (seen.code, seen.err) == (0, "")
    assert len(seen.out.splitlines()) == len(body["themes"])
    for line, theme in zip(seen.out.splitlines(), body["themes"], strict=True):
        assert line.split()[0] == str(theme["id"])
        assert theme["name"][body["language"]] in line
        assert ", ".join(theme["keywords"]) in line


def test_a_file_may_be_named_and_json_asked_for(run, out):
    seen = run("codebook", "show", out / "codebook.yaml", "--json")

    body = yaml.safe_load((out / "codebook.yaml").read_text(encoding="utf-8"))
    assert (seen.code, seen.err) == (0, "")
    assert json.loads(seen.out) == [{key: theme[key] for key in ("id", "name", "keywords")} for theme in body["themes"]]


def test_a_study_that_is_not_there_is_told(run, tmp_path):
    seen = run("codebook", "show", tmp_path / "nowhere")

    assert (seen.code, seen.out) == (2, "")
    assert seen.err.startswith(f"error: The codebook {tmp_path / 'nowhere'} cannot be read: ")
    assert seen.err.endswith("hint: Check the path.\n")
