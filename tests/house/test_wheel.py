"""What is installed holds all that runs: code, words, templates and models."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASK = "import doleance, doleance.shelf as s; print(doleance.encode(['bonjour']).shape, len(s.list_models()), s.models_folder())"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel of the tree, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("pattern", ["words/*.toml", "table/*.toml", "report/locale/*.toml", "report/templates/*", "py.typed"])
def test_data_files_are_in_the_wheel(installed, pattern):
    here = {path.name for path in (ROOT / "src" / "doleance").glob(pattern)}

    assert here
    assert {path.name for path in (installed / "doleance").glob(pattern)} == here


def test_models_load_from_the_wheel(installed, tmp_path):
    env = {**os.environ, "PYTHONPATH": str(installed)}
    told = subprocess.run([sys.executable, "-c", ASK], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == f"(1, 256) {len(list((ROOT / 'models').glob('*/settings.toml')))} {installed / 'doleance' / 'models'}"


def test_the_record_of_the_models_is_in_the_wheel(installed, tmp_path):
    env = {**os.environ, "PYTHONPATH": str(installed)}
    told = subprocess.run(
        [sys.executable, "-m", "doleance", "models", "check"], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )

    assert (installed / "doleance" / "models" / "checksums.txt").is_file()
    assert "fault" not in told.stdout
