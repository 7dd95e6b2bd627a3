"""The project's corpora, each analysed once, beside their gold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from doleance.pipeline import analyse
from doleance.settings import Settings
from doleance.study import Study
from doleance.table.roles import read_comments

CORPORA = Path(__file__).parents[2] / "corpora"
NAMES = ("enquete-boutique", "saas-survey", "avis-mixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A corpus: its file as it stands, its study, and its gold (units, the comments coded, planted questions and requests)."""

    name: str
    file: pd.DataFrame
    study: Study
    gold: pd.DataFrame
    coded: list[str]
    lists: pd.DataFrame

    @property
    def comments(self) -> pd.DataFrame:
        """The comments of the study, by id."""
        return self.study.comments.set_index("comment_id")

    def list_planted(self, kind: str) -> pd.DataFrame:
        """Return the planted questions or requests: comment_id, topic."""
        return self.lists[self.lists["kind"].eq(kind)]


@lru_cache(maxsize=len(NAMES))
def read_corpus(name: str) -> Corpus:
    folder = CORPORA / name
    return Corpus(
        name=name,
        file=pd.read_csv(folder / "comments.csv", sep=None, engine="python", dtype=str, keep_default_na=False, index_col=0),
        study=analyse(read_comments(folder / "comments.csv"), Settings(jobs=1, names="rules")),
        gold=pd.read_csv(folder / "units.csv"),
        coded=(folder / "coded.txt").read_text(encoding="utf-8").split(),
        lists=pd.read_csv(folder / "lists.csv"),
    )


@pytest.fixture(scope="module", params=NAMES)
def corpus(request) -> Corpus:
    """Each corpus in turn."""
    return read_corpus(request.param)


@pytest.fixture(scope="module", params=NAMES[:2])
def survey(request) -> Corpus:
    """Each corpus with a problem that starts in month four."""
    return read_corpus(request.param)


@pytest.fixture(scope="module")
def reviews() -> Corpus:
    """The corpus in two languages, where nothing changes."""
    return read_corpus("avis-mixed")


@pytest.fixture(scope="module")
def every_corpus() -> list[Corpus]:
    """All corpora."""
    return [read_corpus(name) for name in NAMES]
