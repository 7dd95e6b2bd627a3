from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from doleance.errors import MissingExtraError, require
from doleance.pipeline import analyse
from doleance.settings import Settings
from doleance.table.records import read_sav
from doleance.text import parser
from doleance.text.redaction import redact
from doleance.themes.adapters import read_encoder

ROOT = Path(__file__).parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


@pytest.fixture
def without_pipelines(monkeypatch):
    """No trained pipeline is installed, nor was one loaded before."""
    for package in parser.PIPELINES.values():
        monkeypatch.setitem(sys.modules, package, None)
    parser._load_names.cache_clear()
    parser._load_phrases.cache_clear()
    yield
    parser._load_names.cache_clear()
    parser._load_phrases.cache_clear()


def list_extras() -> set[str]:
    """Return the extras that the code asks for."""
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "require":
                value = next(keyword.value for keyword in node.keywords if keyword.arg == "extra")
                found.add(value.value if isinstance(value, ast.Constant) else named[value.id])
    return found


def test_every_extra_that_is_asked_for_exists():
    asked = list_extras()

    assert asked
    assert asked <= set(EXTRAS)


@pytest.mark.parametrize("extra", sorted(list_extras()))
def test_the_install_line_names_the_extra(monkeypatch, extra):
    monkeypatch.setitem(sys.modules, "absent_package", None)

    with pytest.raises(MissingExtraError, match="absent_package") as caught:
        require("absent_package", extra=extra)

    assert caught.value.extra == extra
    assert caught.value.hint == f"pip install 'doleance[{extra}]'"


def test_spss_files_without_pyreadstat(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)

    with pytest.raises(MissingExtraError, match="pyreadstat") as caught:
        read_sav(b"$FL2")

    assert caught.value.hint == "pip install 'doleance[spss]'"


def test_a_folder_of_model2vec_without_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "model2vec", None)
    (tmp_path / "config.json").write_text('{"model_type": "model2vec"}', encoding="utf-8")

    with pytest.raises(MissingExtraError, match="model2vec") as caught:
        read_encoder(tmp_path)

    assert caught.value.hint == "pip install 'doleance[model2vec]'"


@pytest.mark.parametrize("language", sorted(parser.PIPELINES))
def test_pipelines_that_are_absent_are_known_to_be(without_pipelines, language):
    assert not parser.has_pipeline(language)
    with pytest.raises(MissingExtraError) as caught:
        parser.find_names(["Bonjour Jeanne"], language)
    assert caught.value.hint == "pip install 'doleance[pipelines]'"


def test_names_by_pipeline_without_one(without_pipelines):
    with pytest.raises(MissingExtraError, match="not installed"):
        redact("Merci à Jeanne Martin pour son conseil au magasin", names="ner")


def test_a_study_needs_no_pipeline(without_pipelines, sixty):
    found = analyse(sixty, Settings(jobs=1, names="auto"))

    assert found.summary.n_analysed > 50
    pd.testing.assert_frame_equal(found.units, analyse(sixty, Settings(jobs=1, names="rules")).units)
