"""The same comments give the same study: twice, and in another order."""

from __future__ import annotations

import pandas as pd
import pytest

from doleance.pipeline import analyse
from doleance.settings import Settings
from doleance.study import Study
from doleance.table.roles import read_comments

N_ROWS = 150


@pytest.fixture(scope="module", params=["enquete-boutique", "avis-mixed"])
def comments(request, pytestconfig) -> pd.DataFrame:
    """The first rows of a corpus."""
    return read_comments(pytestconfig.rootpath / "corpora" / request.param / "comments.csv").head(N_ROWS)


@pytest.fixture(scope="module")
def study(comments) -> Study:
    """Their study."""
    return analyse(comments, Settings(jobs=1, names="rules"))


def list_tables(study: Study) -> dict[str, pd.DataFrame]:
    """Return every table of a study; comments and units by their key, the others as they stand."""
    keyed = {
        "comments": study.comments.sort_values("comment_id", ignore_index=True),
        "units": study.units.sort_values(["comment_id", "position"], ignore_index=True),
    }
    return {**keyed, "themes": study.themes, "drivers": study.drivers, **study.findings}


def assert_equal(one: Study, other: Study) -> None:
    others = list_tables(other)
    for name, table in list_tables(one).items():
        pd.testing.assert_frame_equal(table, others[name], check_exact=True, obj=name)
    assert one.codebook.to_yaml() == other.codebook.to_yaml()


def test_the_same_study_twice_is_equal(comments, study):
    assert_equal(study, analyse(comments, Settings(jobs=1, names="rules")))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_nothing(comments, study, seed):
    shuffled = comments.sample(frac=1, random_state=seed)

    assert_equal(study, analyse(shuffled, Settings(jobs=1, names="rules")))
