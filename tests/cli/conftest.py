"""A small survey, its study, and a way to call the command line as a stranger does."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from doleance.cli.app import main

# No trained pipeline is loaded, and no process started: both take seconds.
QUICK = ("--names", "rules", "--jobs", "1")
PERSONAL = (
    "jeanne.martin@example.org",
    "06 12 34 56 78",
    "FR76 3000 6000 0112 3456 7890 189",
    "4111 1111 1111 1111",
    "2 69 05 49 588 157 80",
    "12 rue des Lilas",
    "+44 20 7946 0958",
)
FORMULAS = ("=1+1 is what I paid for the parcel", "+33 on the price", "-50 on the price", "@SUM(A1) of the staff", "\t=HYPERLINK(A1)")


class Outcome(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    return caught.value.code


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Call the command line in this process; gives the exit code, stdout and stderr."""

    def run_words(*words: object) -> Outcome:
        capfd.readouterr()
        code = call(*words)
        return Outcome(code, *capfd.readouterr())

    return run_words


@pytest.fixture(scope="session")
def survey(tmp_path_factory: pytest.TempPathFactory, opinions) -> Path:
    """Sixty-two answers in two languages: personal data, formulas, an empty and an uninformative one among them."""
    texts = [opinion.text for opinion in opinions]
    texts += [f"Le colis est perdu, écrivez-moi : {secret}, merci." for secret in PERSONAL[:5]]
    texts += [FORMULAS[0], FORMULAS[1], FORMULAS[2], FORMULAS[3], FORMULAS[4], "", "n/a"]
    scores = [i % 11 for i in range(len(texts))]
    frame = pd.DataFrame(
        {
            "Ref": [f"a{i:02d}" for i in range(len(texts))],
            "Comment": texts,
            "Score": scores,
            "Date": (pd.Timestamp("2026-01-01") + pd.to_timedelta([i * 3 for i in range(len(texts))], unit="D")).strftime("%Y-%m-%d"),
            "Shop": ["Lyon", "=Leeds+1"] * (len(texts) // 2),
            "Staff note": [f"The customer may be reached at {PERSONAL[6]}, {PERSONAL[5]}"]
            + ["nothing more to say of it all"] * (len(texts) - 1),
        }
    )
    path = tmp_path_factory.mktemp("survey") / "answers.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory, survey: Path) -> Path:
    """The folder of the survey's study; no test writes into it."""
    folder = tmp_path_factory.mktemp("study") / "out"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert call("analyse", survey, "-o", folder, *QUICK) == 0
    return folder
