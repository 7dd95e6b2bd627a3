from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pandas as pd
import pytest


def test_every_row_is_accounted_for(sixty_study):
    summary = sixty_study.summary

    assert summary.n_rows == len(sixty_study.comments) == 60
    assert summary.n_rows == summary.n_analysed + summary.n_uninformative + summary.n_empty + summary.n_rejected
    assert (summary.n_uninformative, summary.n_empty, summary.n_rejected) == (1, 2, 0)


def test_the_headline_is_that_of_the_tables(sixty_study):
    summary, comments = sixty_study.summary, sixty_study.comments
    classes = comments["nps_class"].value_counts()

    assert summary.n_scored == comments["score"].notna().sum() == summary.promoter + summary.passive + summary.detractor
    assert summary.score == pytest.approx(100 * (classes["promoter"] - classes["detractor"]) / summary.n_scored)
    assert summary.score_low < summary.score < summary.score_high
    assert (summary.n_units, summary.n_themes) == (len(sixty_study.units), len(sixty_study.themes))
    assert summary.n_redactions == 2
    assert sum(summary.languages.values()) == summary.n_analysed
    assert (summary.first_date, summary.last_date) == ("2026-01-01", "2026-06-27")
    assert summary.coverage == pytest.approx((comments["theme_ids"].map(len) > 0).sum() / summary.n_analysed)


def test_a_summary_as_plain_values(sixty_study):
    values = sixty_study.summary.to_dict()

    assert values["n_rows"] == 60
    assert all(isinstance(value, int | float | str | dict | None) for value in values.values())


def test_a_summary_without_scores_and_dates(sixty_study):
    score = sixty_study.findings["score"].assign(
        n=0, score=float("nan"), low=float("nan"), high=float("nan"), promoter=0, passive=0, detractor=0
    )
    bare = replace(sixty_study, comments=sixty_study.comments.drop(columns="date"), findings={"score": score})

    summary = bare.summary

    assert (summary.score, summary.score_low, summary.score_high, summary.n_scored) == (None, None, None, 0)
    assert (summary.first_date, summary.last_date) == (None, None)


def test_rejected_rows_are_counted(sixty_study):
    comments = sixty_study.comments.assign(status=["rejected"] * 3 + ["analysed"] * 57)

    assert replace(sixty_study, comments=comments).summary.n_rejected == 3


def test_a_study_is_frozen(sixty_study):
    with pytest.raises(FrozenInstanceError):
        sixty_study.units = pd.DataFrame()


def test_the_findings_are_all_there(sixty_study):
    expected = [
        "change",
        "changes",
        "delights",
        "frustrations",
        "ideas",
        "periods",
        "questions",
        "requests",
        "score",
        "segments",
        "testimonials",
        "theme_periods",
    ]

    assert sorted(sixty_study.findings) == expected
    assert all(isinstance(frame, pd.DataFrame) for frame in sixty_study.findings.values())
