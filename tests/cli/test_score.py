from __future__ import annotations

import io
import json
import sys

import pandas as pd
import pytest

import doleance

ADDED = ["language", "sentiment", "polarity", "p_negative", "p_neutral", "p_positive"]


@pytest.fixture
def answers(tmp_path):
    """Three answers and an empty one, with columns that no role claims."""
    path = tmp_path / "answers.csv"
    path.write_text(
        'Comment,Shop,Note\n"Livraison rapide, mais SAV nul",Lyon,=1+1\nThe app crashes all the time,"Leeds ""East""",007\n,Lyon,\n'
        '"Très bon accueil,\nmerci",Nantes,x\n',
        encoding="utf-8",
    )
    return path


def feed(monkeypatch, content):
    stream = io.TextIOWrapper(io.BytesIO(content))
    monkeypatch.setattr(sys, "stdin", stream)


def read(path, **options):
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig", **options)


def test_texts_get_a_line_each(run):
    seen = run("score", "SAV nul", "The staff were lovely", "  ")

    lines = seen.out.splitlines()
    assert (seen.code, seen.err, len(lines)) == (0, "", 3)
    assert [line.split()[1:3] for line in lines] == [["negative", "fr"], ["positive", "en"], ["neutral", "und"]]
    assert lines[0].startswith("-0.")
    assert lines[0].endswith("  SAV nul")
    assert lines[2].startswith("+0.00")


def test_words_and_rules_are_told(run):
    seen = run("score", "Livraison rapide mais SAV nul", "\U0001f44d", "--explain")

    found = doleance.explain_sentiment("Livraison rapide mais SAV nul", "fr")
    lines = seen.out.splitlines()
    assert (seen.code, seen.err) == (0, "")
    assert lines[1] == f"    {found}"
    # A text in no language is explained in that of most.
    assert lines[3].startswith("    Positif (")


def test_a_language_may_be_given(run):
    given, found = run("score", "super", "--language", "en"), run("score", "super", "--language", "fr", "--explain")

    assert given.out.split()[2] == "en"
    assert found.out.split()[2] == "fr"
    assert "Positif (" in found.out


def test_json_is_what_the_library_gives(run):
    plain, told = run("score", "SAV nul", "--json"), run("score", "SAV nul", "--json", "--explain")

    (row,), (explained,) = json.loads(plain.out), json.loads(told.out)
    scored = doleance.score_sentiment(["SAV nul"]).iloc[0]
    assert {key: row[key] for key in ADDED} == scored.to_dict()
    assert "explanation" not in row
    (mark,) = explained["explanation"]["marks"]
    assert ("SAV nul"[mark["start"] : mark["end"]], mark["rules"], mark["words"]) == ("nul", [], "nul")
    assert explained["explanation"]["sentence"] == str(doleance.explain_sentiment("SAV nul"))


@pytest.mark.parametrize(
    "content",
    [
        "Très bon\nnul\n\nbien".encode(),
        "Très bon\r\nnul\r\n\r\nbien\r\n".encode("cp1252"),
        "\ufeffTrès bon\nnul\n\nbien\n".encode("utf-16"),
    ],
    ids=["utf-8", "cp1252", "utf-16"],
)
def test_lines_of_the_standard_input(run, monkeypatch, content):
    feed(monkeypatch, content)

    seen = run("score", "-", "--language", "fr", "--json")

    assert (seen.code, seen.err) == (0, "")
    assert [row["text"] for row in json.loads(seen.out)] == ["Très bon", "nul", "", "bien"]


def test_a_file_keeps_its_columns(run, answers, tmp_path):
    seen = run("score", answers, "-o", tmp_path / "scores.csv")

    before, after = read(answers), read(tmp_path / "scores.csv")
    assert (seen.code, seen.out) == (0, f"{tmp_path / 'scores.csv'}\n")
    assert seen.err.splitlines()[0] == "note: 'Comment' was read as the verbatim."
    assert seen.err.splitlines()[-1] == "4 rows = 1 negative + 1 neutral + 1 positive + 1 empty"
    assert list(after.columns) == ["Comment", "Shop", "Note", *ADDED]
    pd.testing.assert_frame_equal(after[["Comment", "Shop", "Note"]], before)
    assert after["language"].tolist() == ["fr", "en", "", "fr"]
    assert after.loc[2, ADDED].tolist() == [""] * len(ADDED)
    scored = doleance.score_sentiment(before["Comment"], ["fr", "en", "fr", "fr"])
    assert after["sentiment"].tolist()[0] == str(round(scored["sentiment"][0], 4))


def test_explanations_are_a_column(run, answers, tmp_path):
    run("score", answers, "-o", tmp_path / "scores.csv", "--explain", "--json")

    told = read(tmp_path / "scores.csv")["explanation"].tolist()
    assert told[1] == str(doleance.explain_sentiment("The app crashes all the time", "en"))
    assert told[2] == ""


def test_a_french_file_stays_one(run, tmp_path):
    (tmp_path / "avis.csv").write_text("Commentaire;Langue;sentiment\nnul;fr;triste\nsuper;en;gai\n", encoding="cp1252")

    seen = run("score", tmp_path / "avis.csv", "-o", tmp_path / "notes.csv", "--json", "--language-column", "Langue")

    after = read(tmp_path / "notes.csv", sep=";")
    assert json.loads(seen.out) == {
        "scores": str(tmp_path / "notes.csv"), "rows": 2, "negative": 1, "neutral": 0, "positive": 1, "empty": 0,
    }  # fmt: skip
    # A column of the file's own keeps its name.
    assert list(after.columns)[:5] == ["Commentaire", "Langue", "sentiment", "language", "sentiment (2)"]
    assert after["sentiment"].tolist() == ["triste", "gai"]
    assert after["sentiment (2)"].str.fullmatch(r"-?0,\d+").all()
    assert after["language"].tolist() == ["fr", "en"]


def test_a_carriage_return_in_a_cell_stays(run, tmp_path):
    (tmp_path / "in.json").write_text(json.dumps([{"Comment": "nul\rvraiment nul", "Shop": "A;B"}] * 2), encoding="utf-8")

    seen = run("score", tmp_path / "in.json", "-o", tmp_path / "out.csv", "--verbatim", "Comment")

    assert seen.code == 0
    assert read(tmp_path / "out.csv")["Comment"].tolist() == ["nul\rvraiment nul"] * 2


def test_a_file_from_the_standard_input(run, monkeypatch, answers, tmp_path):
    feed(monkeypatch, answers.read_bytes())

    seen = run("score", "-", "-o", tmp_path / "scores.csv")

    assert (seen.code, len(read(tmp_path / "scores.csv"))) == (0, 4)


def test_what_is_there_is_replaced_only_when_asked(run, answers, tmp_path):
    out = tmp_path / "scores.csv"
    out.write_text("mine", encoding="utf-8")

    refused = run("score", answers, "-o", out)

    assert (refused.code, refused.out, out.read_text(encoding="utf-8")) == (2, "", "mine")
    assert refused.err == f"error: {out} exists already.\nhint: Add --overwrite to replace it, or name another file with -o.\n"
    assert run("score", answers, "-o", out, "--overwrite").code == 0
    assert "sentiment" in out.read_text(encoding="utf-8-sig")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "scores.csv"]


def test_a_broken_row_is_a_fault(run, tmp_path):
    (tmp_path / "in.csv").write_text("Comment,Shop\nnul\x00 nul,A\nsuper,B\n", encoding="utf-8")

    seen = run("score", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--verbatim", "Comment")

    assert (seen.code, (tmp_path / "out.csv").exists()) == (1, True)
    assert "must hold no NUL character" in seen.err


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["{answers}"], "is a file, and without -o a text is scored."),
        (["{answers}", "{answers}", "-o", "{tmp}/out.csv"], "With -o one file is scored; 2 arguments were given."),
        (["{answers}", "-o", "{tmp}/out.xlsx"], "its suffix must be .csv."),
        (["{answers}", "-o", "{tmp}/folder.csv"], "is a folder; a file is needed."),
        (["{answers}", "-o", "{tmp}/missing/out.csv"], "There is no folder"),
        (["{tmp}/nothing.csv", "-o", "{tmp}/out.csv"], "There is no file"),
        (["{answers}", "-o", "{tmp}/out.csv", "--verbatim", "Avis"], "Avis"),
        (["nul", "--language", "de"], "'de'"),
        ([], "Missing argument"),
    ],
    ids=["file without -o", "two files", "suffix", "folder", "no folder", "no file", "no column", "no language", "nothing"],
)
def test_what_cannot_be_done(run, answers, tmp_path, words, error):
    (tmp_path / "folder.csv").mkdir()

    seen = run("score", *(word.format(answers=answers, tmp=tmp_path) for word in words))

    assert (seen.code, seen.out) == (2, "")
    assert seen.err.startswith("error: ")
    assert error in seen.err
    assert "hint: " in seen.err
    assert not (tmp_path / "out.csv").exists()
