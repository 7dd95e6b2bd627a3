from __future__ import annotations

import importlib
import logging
import os
import subprocess
import sys
from functools import partial
from itertools import islice

import pytest

from doleance.workers import run_chunks

# What runs in other processes must be importable there, and tests are not.
DEEDS = """
import os
import signal
from pathlib import Path


def lower(name):
    return name.lower()


def lower_or_die(name, folder, starter, n_deaths):
    'A worker that reads DIE is killed, as the kernel does when memory ends, so many times.'
    deaths = len(list(Path(folder).iterdir()))
    if name == "DIE" and os.getpid() != starter and deaths < n_deaths:
        (Path(folder) / str(os.getpid())).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return name.lower()


def fail(name):
    if name == "FAIL":
        raise ValueError("cannot read " + name)
    return name
"""


@pytest.fixture
def deeds(tmp_path, monkeypatch):
    """Functions that another process can import."""
    (tmp_path / "invented_deeds.py").write_text(DEEDS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("invented_deeds")
    del sys.modules["invented_deeds"]


@pytest.mark.parametrize("jobs", [1, 2, 8])
@pytest.mark.parametrize("n", [0, 1, 2, 7])
def test_results_come_in_order(deeds, n, jobs):
    chunks = [f"CHUNK {i}" for i in range(n)]

    assert list(run_chunks(deeds.lower, chunks, jobs)) == [f"chunk {i}" for i in range(n)]


def test_results_come_one_by_one():
    seen = []

    def note(chunk: int) -> int:
        seen.append(chunk)
        return chunk

    assert list(islice(run_chunks(note, range(10), 1), 3)) == [0, 1, 2]
    assert seen == [0, 1, 2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_function_is_raised(deeds, jobs):
    with pytest.raises(ValueError, match="cannot read FAIL"):
        list(run_chunks(deeds.fail, ["A", "FAIL", "B"], jobs))


@pytest.mark.parametrize("n_deaths", [1, 2, 99], ids=["once", "twice", "always"])
def test_a_killed_worker_loses_nothing(deeds, tmp_path, caplog, n_deaths):
    graves = tmp_path / "graves"
    graves.mkdir()
    function = partial(deeds.lower_or_die, folder=str(graves), starter=os.getpid(), n_deaths=n_deaths)
    chunks = ["A", "B", "DIE", "C", "D", "E"]

    with caplog.at_level(logging.WARNING, logger="doleance.workers"):
        found = list(run_chunks(function, chunks, 2))

    assert found == ["a", "b", "die", "c", "d", "e"]
    assert any(graves.iterdir())
    assert any("A worker process died" in record.message for record in caplog.records)


def test_a_script_is_not_run_again_by_its_workers(deeds, tmp_path):
    script = tmp_path / "script.py"
    lines = (
        "import invented_deeds",
        "from doleance.workers import run_chunks",
        "print(list(run_chunks(invented_deeds.lower, ['A', 'B'], 2)))",
    )
    script.write_text("\n".join(lines), encoding="utf-8")

    told = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)

    assert (told.stdout, told.stderr) == ("['a', 'b']\n", "")
