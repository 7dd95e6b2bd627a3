from __future__ import annotations

import json

import pytest

from doleance import shelf
from doleance.shelf import find_model, hash_model, list_models


def test_the_models_are_listed(run):
    seen = run("models", "list")

    assert (seen.code, seen.err) == (0, "")
    assert [line.split()[0] for line in seen.out.splitlines()] == list_models()
    assert all(" MB  " in line for line in seen.out.splitlines())


def test_json_parses(run):
    seen = run("models", "list", "--json")

    rows = json.loads(seen.out)
    assert (seen.code, seen.err) == (0, "")
    assert [row["name"] for row in rows] == list_models()
    assert all(row["kind"] and row["summary"] and row["bytes"] > 0 for row in rows)


@pytest.mark.parametrize("name", list_models())
def test_the_card_is_printed(name, run):
    card = (find_model(name) / "card.md").read_text(encoding="utf-8")

    assert run("models", "info", name) == (0, card.rstrip("\n") + "\n", "")


def test_a_card_as_json(run):
    seen = run("models", "info", "sentiment-fr", "--json")

    told, folder = json.loads(seen.out), find_model("sentiment-fr")
    assert (seen.code, seen.err) == (0, "")
    assert (told["name"], told["kind"], told["sha256"]) == ("sentiment-fr", "sentiment", hash_model(folder))
    assert told["summary"]
    assert told["card"] == (folder / "card.md").read_text(encoding="utf-8")
    assert {file["name"]: file["bytes"] for file in told["files"]} == {path.name: path.stat().st_size for path in folder.iterdir()}
    assert told["bytes"] == sum(file["bytes"] for file in told["files"])


@pytest.mark.parametrize("verb", ["info", "check"])
def test_a_name_that_is_not_there(verb, run):
    seen = run("models", verb, "encoder-fats")

    error, hint = seen.err.splitlines()
    assert (seen.code, seen.out) == (2, "")
    assert error == "error: There is no model 'encoder-fats'."
    assert hint.startswith("hint: Did you mean encoder-fast")


def test_models_as_recorded(run):
    assert run("models", "check") == (0, "".join(f"{name}: as recorded\n" for name in list_models()), "")
    assert run("models", "check", "word-classes", "sentiment-en").out.split() == [
        "word-classes:",
        "as",
        "recorded",
        "sentiment-en:",
        "as",
        "recorded",
    ]


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (
            {"sentiment-fr": "0" * 64},
            "sentiment-fr is not the model recorded: its files give the SHA-256 {found}, recorded is " + "0" * 64 + ".",
        ),
        ({}, "sentiment-fr has no recorded SHA-256; its files give {found}."),
    ],
    ids=["another", "none"],
)
def test_a_model_that_differs_gives_exit_code_one(record, fault, run, monkeypatch):
    monkeypatch.setattr(shelf, "read_checksums", lambda: record)
    found = hash_model(find_model("sentiment-fr"))

    seen = run("models", "check", "sentiment-fr")
    as_json = run("models", "check", "sentiment-fr", "--json")

    told = fault.format(found=found)
    assert (seen.code, seen.out) == (1, f"fault: {told}\n")
    assert seen.err.startswith("hint: pip install --force-reinstall doleance")
    assert as_json.code == 1
    assert json.loads(as_json.out) == [{"name": "sentiment-fr", "recorded": record.get("sentiment-fr", ""), "found": found, "fault": told}]


def test_a_model_that_is_gone(run, monkeypatch):
    monkeypatch.setattr(
        shelf, "read_checksums", lambda: {name: hash_model(find_model(name)) for name in list_models()} | {"voice": "0" * 64}
    )

    seen, alone = run("models", "check"), run("models", "check", "voice")

    told = "fault: voice is recorded, but its folder is missing."
    assert (seen.code, alone.code) == (1, 1)
    assert [line for line in seen.out.splitlines() if line.startswith("fault: ")] == [told]
    assert alone.out == f"{told}\n"
    assert alone.err.endswith("; if you retrained a model: python training/checksums.py\n")
