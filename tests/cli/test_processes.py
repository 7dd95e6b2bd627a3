"""What only a process of its own can show: signals, pipes, two at once."""

from __future__ import annotations

import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes are those of POSIX")

# What is tried is the writing: the study itself, which takes seconds, is left out.
SKIP = """
import sys, time
from pathlib import Path
import doleance.folder, doleance.pipeline, doleance.report
from doleance.cli.app import main

class Study:
    class summary:
        n_rows = n_analysed = n_uninformative = n_empty = n_rejected = n_themes = n_redactions = 0

doleance.pipeline.analyse = lambda *_, **__: Study
doleance.folder.write_tables = lambda study, folder: (folder / "manifest.json").write_text("{}")
doleance.report.write_report = lambda study, path, language, title: path.write_text(title or "")
"""
# Stops for good where a signal is awaited, so that no test depends on how fast a machine is.
HALT = """
def halt(study, folder):
    (folder / "half.txt").write_text("half")
    print("writing", file=sys.stderr, flush=True)
    time.sleep(60)

doleance.folder.write_tables = halt
main(sys.argv[1:])
"""
# Two processes meet after the work and before the writing.
MEET = """
def meet(study, folder):
    (folder / "manifest.json").write_text("{}")
    mark = Path(sys.argv[1])
    with mark.open("a") as file:
        file.write("x")
    while len(mark.read_text()) < 2:
        time.sleep(0.001)

doleance.folder.write_tables = meet
main(sys.argv[2:])
"""
# Waits until its reader has left.
WAIT = """
import sys
from doleance.cli.app import main
sys.stdin.readline()
main(sys.argv[1:])
"""


def start(script: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    """Analyse two answers into ``out``."""
    (tmp_path / "answers.csv").write_text("Comment,Score\nThe parcel came late.,0\nThe staff were kind.,10\n", encoding="utf-8")
    return ("analyse", f"{tmp_path / 'answers.csv'}", "-o", f"{tmp_path / 'out'}", "--names", "rules", "--jobs", "1")


def halt_at_writing(words: tuple[str, ...], signum: signal.Signals) -> tuple[int, str]:
    process = start(SKIP + HALT, *words)
    assert process.stderr is not None
    while "writing" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signum)
    _, told = process.communicate(timeout=20)
    return process.returncode, told


def test_ctrl_c_leaves_nothing(words, tmp_path):
    code, told = halt_at_writing(words, signal.SIGINT)

    assert (code, told) == (130, "error: Stopped; nothing was left half-written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"]


def test_a_killed_run_leaves_no_study_and_disturbs_none(words, run, tmp_path):
    code, _ = halt_at_writing(words, signal.SIGKILL)

    assert code == -signal.SIGKILL
    assert not (tmp_path / "out").exists()
    assert run(*words).code == 0
    assert (tmp_path / "out" / "manifest.json").is_file()
    assert not list((tmp_path / "out").glob("half.txt"))


@pytest.mark.parametrize("extra", [(), ("--overwrite",)], ids=["plain", "overwrite"])
def test_two_at_once_never_mix(extra, words, tmp_path):
    processes = [start(SKIP + MEET, tmp_path / "mark", *words, "--title", f"Title {i}", *extra) for i in "AB"]
    told = [process.communicate(timeout=60)[1] for process in processes]
    codes = sorted(process.returncode for process in processes)

    titles = [[title for title in ("Title A", "Title B") if title in path.read_text(encoding="utf-8")] for path in list_reports(tmp_path)]
    assert codes in ([[0, 0], [0, 2]] if extra else [[0, 2]])
    assert [title for title in titles if title != titles[0]] == []
    assert len(titles[0]) == 1
    losers = [said for said, process in zip(told, processes, strict=True) if process.returncode]
    assert [said for said in losers if "written by another process in the meantime" not in said] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "mark", "out"]


def list_reports(folder: Path) -> list[Path]:
    return [folder / "out" / name for name in ("report.html", "report.md", "study.json")]


def leave(stream: str, script: str, *words: str) -> tuple[int, str]:
    """Run a command whose stdout or stderr nobody reads; gives the exit code and what was said on the other."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    streams = {"stdout": process.stdout, "stderr": process.stderr}
    streams.pop(stream).close()
    process.stdin.write("go\n")
    process.stdin.close()
    (heard,) = streams.values()
    with heard:
        said = heard.read()
    return process.wait(timeout=60), said


@pytest.mark.parametrize("verb", [("models", "list"), ("models", "list", "--json"), ("--version",)], ids=" ".join)
def test_a_reader_of_results_may_leave(verb):
    assert leave("stdout", WAIT, *verb) == (0, "")


def test_a_reader_of_messages_who_leaves_stops_no_study(words, tmp_path):
    assert leave("stderr", SKIP + WAIT, *words) == (0, f"{tmp_path / 'out' / 'report.html'}\n")
    assert (tmp_path / "out" / "report.html").is_file()


def test_help_loads_nothing_heavy():
    script = (
        "import sys\nfrom doleance.cli.app import main\ntry:\n    main(['analyse', '--help'])\n"
        "finally:\n    print(sorted({'pandas', 'numpy', 'spacy', 'sklearn'} & set(sys.modules)), file=sys.stderr)"
    )
    seen = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)

    assert (seen.returncode, seen.stderr) == (0, "[]\n")
    assert "--overwrite" in seen.stdout


def test_python_m_is_the_command():
    seen = subprocess.run([sys.executable, "-m", "doleance", "--version"], capture_output=True, text=True, check=False, timeout=60)

    assert (seen.returncode, seen.stderr) == (0, "")
    assert seen.stdout.strip() == version("doleance")
