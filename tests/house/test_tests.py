from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def checks_something(function: ast.FunctionDef, checkers: set[str]) -> bool:
    """Return whether a test asserts, expects an error, or calls a function of its file that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("raises", "warns") or name.startswith("assert_") or name in checkers:
                return True
    return False


@pytest.mark.parametrize("path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_every_test_asserts(path):
    functions = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]
    checkers = {function.name for function in functions if not function.name.startswith("test_") and checks_something(function, set())}
    tests = [function for function in functions if function.name.startswith("test_")]

    assert tests, "a file of tests without a test"
    assert [test.name for test in tests if not checks_something(test, checkers)] == []
