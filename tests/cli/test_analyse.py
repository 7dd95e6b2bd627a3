from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
import yaml

QUICK = ("--names", "rules", "--jobs", "1")
FILES = {
    "report.html", "report.xlsx", "report.md", "study.json", "comments.parquet", "units.parquet", "themes.csv", "codebook.yaml",
    "manifest.json", "model/centroids.npy", "model/model.json", "model/codebook.yaml",
}  # fmt: skip
SECRETS = {
    "e-mail": "jeanne.martin",
    "telephone": "06 12 34 56 78",
    "IBAN": "3000 6000 0112",
    "card": "4111 1111 1111",
    "social security": "2 69 05 49",
    "address": "rue des Lilas",
    "number abroad": "20 7946 0958",
}


def list_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def read_everything(folder: Path) -> dict[str, str]:
    """Return all that each file of a study says, as text."""
    told = {}
    for name in sorted(list_files(folder)):
        path = folder / name
        if path.suffix == ".parquet":
            told[name] = pd.read_parquet(path).to_csv()
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                told[name] = "\n".join(book.read(member).decode("utf-8", "replace") for member in book.namelist())
        else:
            told[name] = path.read_bytes().decode("utf-8", "replace")
    return {name: html.unescape(text) for name, text in told.items()}


def test_every_file_is_written(out):
    assert list_files(out) == FILES


def test_the_counts_add_up(out):
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    counts, comments = manifest["counts"], pd.read_parquet(out / "comments.parquet")

    assert counts["rows"] == 62 == len(comments)
    assert counts["rows"] == sum(counts[name] for name in ("analysed", "uninformative", "empty", "rejected"))
    assert comments["status"].value_counts().to_dict() == {
        name: counts[name] for name in ("analysed", "uninformative", "empty") if counts[name]
    }
    assert (counts["empty"], counts["rejected"], counts["units"]) == (1, 0, len(pd.read_parquet(out / "units.parquet")))
    assert counts["redactions"] == comments["n_redactions"].sum() >= 5


def test_the_manifest_says_what_was_read(out, survey):
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["source"]["name"] == survey.name
    assert len(manifest["source"]["sha256"]) == 64
    assert (manifest["settings"]["scale"], manifest["settings"]["names"], manifest["settings"]["redact"]) == ("nps", "rules", True)


def test_the_headline_figures_parse_and_agree(out):
    figures = json.loads((out / "study.json").read_text(encoding="utf-8"))
    counts = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["counts"]
    themes = pd.read_csv(out / "themes.csv")
    codebook = yaml.safe_load((out / "codebook.yaml").read_text(encoding="utf-8"))["themes"]

    assert {f"n_{name}": n for name, n in counts.items()}.items() <= figures["summary"].items()
    assert len(figures["themes"]) == len(themes) == len(codebook) == counts["themes"] > 1
    assert set(themes["theme_id"]) == {theme["id"] for theme in codebook}


def test_themes_of_comments_are_those_of_their_units(out):
    comments, units = pd.read_parquet(out / "comments.parquet"), pd.read_parquet(out / "units.parquet")
    told = units[units["theme_id"] >= 0].groupby("comment_id")["theme_id"].unique().map(sorted).to_dict()

    assert {key: sorted(ids) for key, ids in zip(comments["comment_id"], comments["theme_ids"], strict=True) if len(ids)} == told


def test_the_json_is_the_summary_and_the_report_as_asked_for(run, survey, tmp_path):
    seen = run("analyse", survey, "-o", tmp_path / "out", *QUICK, "--json", "--language", "fr", "--title", "Enquête d'essai")

    page = html.unescape((tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    assert '<html lang="fr"' in page
    assert "Enquête d'essai" in page
    told = json.loads(seen.out)
    assert seen.code == 0
    assert (told["report"], told["folder"]) == (str(tmp_path / "out" / "report.html"), str(tmp_path / "out"))
    assert (told["n_rows"], told["n_rejected"], told["scale"]) == (62, 0, "nps")
    assert told["score_low"] <= told["score"] <= told["score_high"]


def test_results_go_to_stdout_and_messages_to_stderr(run, survey, tmp_path):
    seen = run("analyse", survey, "-o", tmp_path / "out", *QUICK)

    lines = seen.err.splitlines()
    assert seen.out == f"{tmp_path / 'out' / 'report.html'}\n"
    assert lines[0] == "answers.csv: 62 rows (csv, utf-8)"
    assert "  verbatim  Comment" in lines
    assert lines[-1].startswith("62 rows = ")


def test_the_same_file_gives_the_same_bytes(out, survey, tmp_path):
    # Another process, so that neither the seed of hashes nor what was computed before can matter.
    words = [sys.executable, "-m", "doleance", "analyse", str(survey), "-o", str(tmp_path / "out"), *QUICK]
    subprocess.run(words, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"}, timeout=60)

    differing = [name for name in sorted(FILES) if (out / name).read_bytes() != (tmp_path / "out" / name).read_bytes()]
    assert differing == []


def test_no_personal_data_is_written(out):
    told = read_everything(out)

    assert {name: found for name, text in told.items() if (found := [key for key, secret in SECRETS.items() if secret in text])} == {}
    assert pd.read_parquet(out / "comments.parquet").query("n_redactions > 0")["verbatim"].isna().all()


def test_personal_data_stays_on_demand(run, survey, tmp_path):
    seen = run("analyse", survey, "-o", tmp_path / "out", *QUICK, "--no-redact")

    assert seen.code == 0
    assert "personal data masked: 0" in seen.err
    assert [key for key, secret in SECRETS.items() if secret not in read_everything(tmp_path / "out")["comments.parquet"]] == []


def test_no_cell_is_a_formula(out):
    book = openpyxl.load_workbook(out / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    with zipfile.ZipFile(out / "report.xlsx") as archive:
        sheets = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [element for sheet in sheets for element in sheet.iter("{*}f")] == []
    assert {str(cell.value) for cell in cells} >= {"=1+1 is what I paid for the parcel", "=Leeds+1"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), {"period": "week", "names": "rules", "jobs": 1, "scale": "nps", "max_themes": 9}),
        (("--period", "quarter", "--themes", "4"), {"period": "quarter", "names": "rules", "n_themes": 4}),
    ],
    ids=["settings over defaults", "options over settings"],
)
def test_options_win_over_settings_and_settings_over_defaults(words, expected, run, survey, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('period = "week"\nnames = "rules"\njobs = 1\nscale = "nps"\nmax_themes = 9\n', encoding="utf-8")

    assert run("analyse", survey, "-o", tmp_path / "out", "--settings", path, *words).code == 0

    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["settings"]
    assert expected.items() <= told.items()


def test_the_scale_of_the_settings_reads_the_file(run, tmp_path):
    (tmp_path / "stars.csv").write_text("Comment,Score\n" + "The parcel came late.,1\nThe staff were kind.,5\n" * 6, encoding="utf-8")
    (tmp_path / "settings.toml").write_text('scale = "stars"', encoding="utf-8")

    seen = run("analyse", tmp_path / "stars.csv", "-o", tmp_path / "out", "--settings", tmp_path / "settings.toml", *QUICK, "--json")

    assert (seen.code, json.loads(seen.out)["scale"], json.loads(seen.out)["score"]) == (0, "stars", 3.0)


@pytest.mark.parametrize(
    ("name", "told", "sentence"),
    [
        ("fast", "encoder-fast", "measured by the encoder encoder-fast, as asked"),
        ("tfidf", "tfidf", "guessed from shared words and parts of words"),
    ],
)
def test_an_encoder_can_be_named(run, survey, tmp_path, name, told, sentence):
    seen = run("analyse", survey, "-o", tmp_path / "out", *QUICK, "--encoder", name, "--language", "en")

    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert seen.code == 0, seen.err
    assert (manifest["encoder"], manifest["settings"]["encoder"]) == (told, name)
    assert sentence in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "message"),
    [("fasst", "There is no encoder 'fasst'"), ("org/model", "There is no folder org/model"), ("", "The setting encoder")],
)
def test_an_encoder_that_is_not_there(run, survey, tmp_path, name, message):
    seen = run("analyse", survey, "-o", tmp_path / "out", *QUICK, "--encoder", name)

    assert seen.code == 2
    assert f"error: {message}" in seen.err
    assert "hint: " in seen.err
    assert not (tmp_path / "out").exists()


def test_a_study_by_tfidf_is_applied(run, survey, tmp_path):
    run("analyse", survey, "-o", tmp_path / "one", *QUICK, "--encoder", "tfidf")
    seen = run("apply", survey, "--study", tmp_path / "one", "-o", tmp_path / "two", "--jobs", "1")

    assert seen.code == 0, seen.err
    assert pd.read_parquet(tmp_path / "one" / "units.parquet").equals(pd.read_parquet(tmp_path / "two" / "units.parquet"))
