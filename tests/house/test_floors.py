from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = ROOT / "pyproject.toml"


def test_imports_go_down():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]

    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout
    assert "0 broken" in found.stdout


@pytest.mark.parametrize("folder", sorted(path.name for path in (ROOT / "src" / "doleance").iterdir() if (path / "__init__.py").is_file()))
def test_a_folder_says_its_duty_and_exports_nothing(folder):
    first = (ROOT / "src" / "doleance" / folder / "__init__.py").read_text(encoding="utf-8").splitlines()[0]

    assert first.startswith('"""')
    assert first.endswith('."""')


def test_every_floor_is_listed():
    contracts = tomllib.loads(LINTER.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    floors = next(contract for contract in contracts if contract["type"] == "layers")

    assert floors["exhaustive"] is True
    assert floors["containers"] == ["doleance"]
