from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "doleance"
FILES = sorted(SOURCE.rglob("*.py"))
MOST_LINES, MOST_LINES_OF_FUNCTION, MOST_PARAMETERS = 300, 60, 6
DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "core", "misc"}
# The signature of a verb is its list of options, and that of an estimator its list of settings: both are read by name.
LISTS = {"analyse", "apply", "score", "_gather", "ThemeModel.__init__"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_file(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def walk_functions(path: Path) -> Iterator[tuple[str, Function]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owners = {id(child): f"{node.name}." for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for child in node.body}
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield owners.get(id(node), "") + node.name, node


def is_list(path: Path, name: str) -> bool:
    return name in LISTS and (path.parent.name == "cli" or name.endswith("__init__"))


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_a_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_functions_are_short(path):
    long = {name: size for name, node in walk_functions(path) if (size := node.end_lineno - node.lineno + 1) > MOST_LINES_OF_FUNCTION}

    assert long == {}


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_functions_take_few_parameters(path):
    many = {}
    for name, node in walk_functions(path):
        taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
        n_taken = len([argument for argument in taken if argument is not None and argument.arg not in ("self", "cls")])
        if n_taken > MOST_PARAMETERS and not is_list(path, name):
            many[name] = n_taken

    assert many == {}


def test_no_file_is_a_drawer():
    assert [name_file(path) for path in FILES if path.stem in DRAWERS] == []


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_a_module_states_its_duty(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert (ast.get_docstring(tree) or "").strip() or path.name == "__main__.py"


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name != "cli"], ids=name_file)
def test_only_the_command_line_prints(path):
    called = [
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]

    assert "print" not in called
