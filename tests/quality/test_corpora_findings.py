"""What is planted in the corpora is found: the problem of month four, what customers ask, what they wish."""

from __future__ import annotations

import pandas as pd
import pytest

from doleance.report import write_report

# Beside each floor: what was measured on 21 November 2026. What groups questions was tuned on these corpora.
ASKED = {"enquete-boutique": 0.92, "saas-survey": 0.92, "avis-mixed": 0.88}  # .958, .962, .933
ASKED_PRECISION = {"enquete-boutique": 0.93, "saas-survey": 0.85, "avis-mixed": 0.95}  # .968, .898, 1.000
TOGETHER = {"enquete-boutique": 0.62, "saas-survey": 0.70, "avis-mixed": 0.66}  # .669, .749, .725
WISHED = {"enquete-boutique": 0.95, "saas-survey": 0.84, "avis-mixed": 0.87}  # 1.000, .885, .917
WISHED_PRECISION = {"enquete-boutique": 0.78, "saas-survey": 0.77, "avis-mixed": 0.80}  # .831, .821, .857
# The gold theme of the problem, and how a reader would name it.
PROBLEMS = {"enquete-boutique": ("livraison", "livraison"), "saas-survey": ("login", "sign")}


def find_problem(corpus) -> pd.Series:
    """Return the theme that holds the problem: the one that most comments of the gold theme carry."""
    gold_theme, _ = PROBLEMS[corpus.name]
    comment_ids = corpus.gold.loc[corpus.gold["theme"].eq(gold_theme), "comment_id"].unique()
    theme_id = corpus.comments.loc[comment_ids, "theme_ids"].explode().value_counts().index[0]
    return corpus.study.themes.set_index("theme_id", drop=False).loc[theme_id]


def recall_by_topic(planted: pd.DataFrame, found: set[str]) -> float:
    return planted["comment_id"].isin(found).groupby(planted["topic"]).mean().mean()


def test_the_problem_is_what_costs_most(survey):
    drivers = survey.study.drivers.set_index("theme_id")
    problem = find_problem(survey)

    assert drivers["impact"].idxmin() == problem["theme_id"]
    assert drivers.loc[problem["theme_id"], "is_significant"]


def test_the_problem_is_what_fell(survey):
    changes = survey.study.findings["changes"].set_index("theme_id")
    problem = find_problem(survey)

    assert changes["contribution"].idxmin() == problem["theme_id"]
    assert changes.loc[problem["theme_id"], "is_significant"]
    assert changes.loc[problem["theme_id"], "share_after"] > changes.loc[problem["theme_id"], "share_before"]


def test_the_report_begins_with_the_problem(survey, tmp_path):
    _, word = PROBLEMS[survey.name]
    lead = write_report(survey.study, tmp_path / "report.md").read_text(encoding="utf-8").split("\n\n")[2]

    assert word in find_problem(survey)["theme"].lower()
    assert find_problem(survey)["theme"] in lead


def test_no_change_is_claimed_where_none_was_planted(reviews):
    assert not reviews.study.findings["change"]["is_significant"].any()
    assert not reviews.study.findings["changes"]["is_significant"].any()


def test_planted_questions_are_found(corpus):
    planted = corpus.list_planted("question")
    found = set(corpus.study.findings["questions"]["comment_ids"].explode())

    assert recall_by_topic(planted, found) >= ASKED[corpus.name]
    assert len(found & set(planted["comment_id"])) / len(found) >= ASKED_PRECISION[corpus.name]


def test_questions_on_one_topic_stand_together(corpus):
    topics = [set(comment_ids) for comment_ids in corpus.study.findings["questions"]["comment_ids"]]
    planted = [set(comment_ids) for _, comment_ids in corpus.list_planted("question").groupby("topic")["comment_id"]]
    shares = [max(len(asked & found) / len(asked) for found in topics) for asked in planted]

    assert sum(shares) / len(shares) >= TOGETHER[corpus.name]


def test_planted_requests_are_found(corpus):
    planted = corpus.list_planted("request")
    found = set(corpus.study.findings["requests"]["comment_id"])

    assert recall_by_topic(planted, found) >= WISHED[corpus.name]
    assert len(found & set(planted["comment_id"])) / len(found) >= WISHED_PRECISION[corpus.name]


def test_counts_add_up(corpus):
    study, summary = corpus.study, corpus.study.summary
    mentions = study.comments["theme_ids"].explode().value_counts()
    analysed = set(study.comments.loc[study.comments["status"].eq("analysed"), "comment_id"])

    assert summary.n_rows == len(corpus.file)
    assert summary.n_rows == summary.n_analysed + summary.n_uninformative + summary.n_empty + summary.n_rejected
    assert summary.n_scored == summary.promoter + summary.passive + summary.detractor
    assert study.themes.set_index("theme_id")["n_comments"].to_dict() == mentions.to_dict()
    assert set(study.units["comment_id"]) == analysed


def test_contributions_add_up_to_the_change(corpus):
    findings = corpus.study.findings

    assert findings["changes"]["contribution"].sum() == pytest.approx(findings["change"]["change"].iloc[0], abs=1e-9)
