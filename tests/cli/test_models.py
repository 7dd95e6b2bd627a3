from __future__ import annotations

import json

from doleance.shelf import list_models


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
