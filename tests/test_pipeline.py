from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from doleance.errors import InputError, ScaleError, TooFewCommentsError, ValidationError
from doleance.pipeline import analyse, apply, find_questions
from doleance.settings import Settings
from doleance.study import Study

SETTINGS = Settings(jobs=1, names="rules")
ODD = st.text(
    st.one_of(st.characters(), st.sampled_from("\x00\x1f\ufeff\u202e\u200f\u2028\ud83d\ude00😀👨‍👩‍👧אבגعربي’«»\r\n\t<&;[]{}")), max_size=40
)


def match_by_comment(study: Study) -> pd.DataFrame:
    """Return what was found for each comment, in the order of their ids."""
    frame = study.comments.set_index("comment_id")[["status", "language", "sentiment", "polarity", "theme_ids", "text"]]
    return frame.sort_index()


def assert_same_study(one: Study, other: Study) -> None:
    """Fail where two studies of the same comments, whatever the order of their rows, differ by a bit."""
    assert_frame_equal(match_by_comment(one), match_by_comment(other), check_exact=True)
    assert_frame_equal(*(study.units.sort_values("unit_id", ignore_index=True) for study in (one, other)), check_exact=True)
    assert_frame_equal(one.themes, other.themes, check_exact=True)
    assert_frame_equal(one.drivers, other.drivers, check_exact=True)
    assert one.codebook == other.codebook
    assert one.summary == other.summary


def assert_sound(study: Study) -> None:
    """Fail where a study breaks one of the house's invariants."""
    summary, units = study.summary, study.units
    texts = units["comment_id"].map(study.comments.set_index("comment_id")["text"])
    known = {theme.theme_id for theme in study.codebook}
    assert summary.n_rows == summary.n_analysed + summary.n_uninformative + summary.n_empty + summary.n_rejected
    assert [text[start:end] for text, start, end in zip(texts, units["start"], units["end"], strict=True)] == units["unit"].tolist()
    for _, own in units.groupby("comment_id"):
        assert own["position"].tolist() == list(range(len(own)))
        assert (own["start"].to_numpy()[1:] >= own["end"].to_numpy()[:-1]).all()
    assert units["unit_id"].is_unique
    assert set(units["theme_id"]) <= known | {-1}
    assert {theme_id for ids in study.comments["theme_ids"] for theme_id in ids} <= known
    assert all(ids == sorted(set(ids)) for ids in study.comments["theme_ids"])
    assert units["sentiment"].between(-1, 1).all()
    assert units["strength"].between(0, 1).all()


def test_a_study_keeps_the_invariants(sixty_study):
    assert_sound(sixty_study)


def test_the_verbatim_is_untouched(sixty, sixty_study):
    before = [verbatim.encode() for verbatim in sixty["verbatim"]]

    assert [verbatim.encode() for verbatim in sixty_study.comments["verbatim"]] == before
    assert sixty_study.comments["text"].tolist() != sixty["verbatim"].tolist()


def test_the_input_is_left_as_it_was(sixty):
    before = sixty.copy(deep=True)

    analyse(sixty, SETTINGS)

    assert_frame_equal(sixty, before)


def test_the_client_s_columns_are_kept(sixty, sixty_study):
    assert_series_equal(sixty_study.comments["Shop"], sixty["Shop"])
    assert_series_equal(sixty_study.comments["score"], sixty["score"])
    assert sixty_study.comments["comment_id"].tolist() == sixty["comment_id"].tolist()


def test_themes_are_those_that_customers_speak_of(sixty_study):
    names = {theme.names["en"] for theme in sixty_study.codebook}

    assert names == {"Delivery", "Staff and advice", "Prices and value", "Website and app", "Returns and refunds", "Overall opinion"}
    assert sixty_study.summary.coverage > 0.95


def test_counts_of_themes_are_those_of_comments(sixty_study):
    comments, themes = sixty_study.comments, sixty_study.themes.set_index("theme_id")

    for theme_id, theme in themes.iterrows():
        speaking = comments[[theme_id in ids for ids in comments["theme_ids"]]]
        assert theme["n_comments"] == len(speaking) == theme["negative"] + theme["neutral"] + theme["positive"]
        assert theme["share"] == pytest.approx(len(speaking) / sixty_study.summary.n_analysed)
        assert theme["promoter"] == speaking["nps_class"].eq("promoter").sum()
        assert theme["n_units"] == sixty_study.units["theme_id"].eq(theme_id).sum()


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffling_the_rows_changes_nothing(sixty, sixty_study, seed):
    shuffled = sixty.sample(frac=1, random_state=seed)

    assert_same_study(analyse(shuffled, SETTINGS), sixty_study)


def test_shuffling_the_rows_changes_no_finding(sixty, sixty_study):
    found = analyse(sixty.sample(frac=1, random_state=3), SETTINGS).findings

    for name, frame in sixty_study.findings.items():
        assert_frame_equal(found[name], frame, check_exact=True, obj=name)


@pytest.mark.parametrize(("chunk", "jobs"), [(7, 1), (1, 1), (1000, 1), (7, 2)], ids=["sevens", "one by one", "all", "two processes"])
def test_chunks_change_nothing(sixty, sixty_study, chunk, jobs):
    found = analyse(sixty, replace(SETTINGS, chunk=chunk, jobs=jobs))

    assert_same_study(found, sixty_study)
    assert_frame_equal(found.units, sixty_study.units)


def test_shuffling_rows_without_a_key_changes_no_figure(sixty):
    comments = pd.concat([sixty, sixty.assign(score=10 - sixty["score"], date=sixty["date"] + pd.Timedelta(days=40))]).drop(
        columns="comment_id"
    )

    first, second = (analyse(rows, SETTINGS) for rows in (comments, comments.sample(frac=1, random_state=4)))

    assert_frame_equal(first.themes, second.themes, check_exact=True)
    assert_frame_equal(first.drivers, second.drivers, check_exact=True)
    for name in ("score", "periods", "change", "changes", "theme_periods", "segments"):
        assert_frame_equal(first.findings[name], second.findings[name], check_exact=True, obj=name)


def test_progress_is_told_for_each_chunk(sixty):
    told = []

    analyse(sixty, replace(SETTINGS, chunk=25), progress=lambda *step: told.append(step))

    assert [step for step in told if step[0] == "read"] == [("read", 25, 60), ("read", 50, 60), ("read", 60, 60)]


def test_a_sample_changes_no_row_count(sixty):
    study = analyse(pd.concat([sixty] * 4).drop(columns="comment_id"), replace(SETTINGS, sample=100))

    assert_sound(study)
    assert study.summary.n_rows == 240


def test_known_themes_code_new_comments(sixty, sixty_study):
    again = apply(sixty, sixty_study.model, SETTINGS)
    one = apply(sixty.iloc[[0]], sixty_study.model, SETTINGS)

    assert_same_study(again, sixty_study)
    assert one.comments["theme_ids"].tolist() == sixty_study.comments["theme_ids"].tolist()[:1]
    assert one.codebook == sixty_study.codebook


def test_questions_of_a_table(sixty):
    asked = sixty.assign(verbatim=["Où est mon colis ?", "How can I return the lamp?"] * 30)

    assert len(find_questions(asked, SETTINGS)) >= 1
    assert find_questions(sixty.head(0), SETTINGS).empty


@pytest.mark.parametrize("column", ["comment_id", "score", "date", "Shop"])
def test_a_column_that_is_not_there(sixty, column):
    study = analyse(sixty.drop(columns=column), SETTINGS)

    assert_sound(study)
    assert (study.summary.score is None) is (column == "score")
    assert (study.summary.first_date is None) is (column == "date")
    assert study.comments["comment_id"].tolist() == (
        [f"r{i}" for i in range(1, 61)] if column == "comment_id" else sixty["comment_id"].tolist()
    )


@pytest.mark.parametrize(
    "verbatims",
    [[], ["Le colis est en retard"], ["Parfait"], [""], [None, "  ", "n/a"], ["👍"], ["late parcel"] * 30],
    ids=["no row", "one", "one that judges", "one empty", "nothing said", "emoji", "all the same"],
)
@pytest.mark.parametrize("columns", [{}, {"score": 9.0, "date": pd.Timestamp("2026-03-01"), "Shop": "Lyon"}], ids=["bare", "full"])
def test_small_tables(verbatims, columns):
    comments = pd.DataFrame({"verbatim": pd.Series(verbatims, dtype=object)}).assign(**columns)

    study = analyse(comments, SETTINGS)

    assert_sound(study)
    assert study.summary.n_rows == len(verbatims)


def test_no_row_gives_an_empty_study(sixty):
    study = analyse(sixty.head(0), SETTINGS)

    assert (study.summary.n_rows, study.summary.n_themes, len(study.units), len(study.drivers)) == (0, 0, 0, 0)
    assert study.summary.score is None
    assert {name for name, frame in study.findings.items() if len(frame)} <= {"score", "change"}


@pytest.mark.parametrize("columns", [["comment", "score"], []], ids=["other names", "no column"])
def test_a_table_without_verbatims(columns):
    with pytest.raises(InputError, match="no column 'verbatim'") as caught:
        analyse(pd.DataFrame(columns=columns), SETTINGS)

    assert "read_comments" in caught.value.hint


@pytest.mark.parametrize("scores", [[1, 2, 3, 4, 5], [1, 5], [0, 3]], ids=["stars", "ends", "low"])
def test_scores_to_five_need_a_scale(sixty, scores):
    comments = sixty.assign(score=np.resize(scores, 60))

    with pytest.raises(ScaleError, match=f"run from {min(scores)} to {max(scores)}: these may be stars") as caught:
        analyse(comments, SETTINGS)

    assert "Settings(scale='stars')" in caught.value.hint


def test_few_scores_to_five_are_taken_for_nps(sixty):
    comments = sixty.head(20).assign(score=3)

    assert analyse(comments, SETTINGS).summary.scale == "nps"


@pytest.mark.parametrize(
    ("scale", "headline", "promoters", "detractors"),
    [("stars", 3.0, 24, 24), ("1-5", -40.0, 12, 36), ("nps", -100.0, 0, 60)],
)
def test_a_scale_that_is_stated(sixty, scale, headline, promoters, detractors):
    comments = sixty.assign(score=np.resize([1, 2, 3, 4, 5], 60))

    summary = analyse(comments, replace(SETTINGS, scale=scale)).summary

    assert (summary.scale, summary.score, summary.promoter, summary.detractor) == (scale, pytest.approx(headline), promoters, detractors)


def test_the_scale_that_a_file_was_read_with(sixty):
    comments = sixty.assign(score=np.resize([1, 2, 3, 4, 5], 60))
    comments.attrs["scale"] = "stars"

    assert analyse(comments, SETTINGS).summary.score == pytest.approx(3)


@pytest.mark.parametrize(
    ("scale", "score"), [("auto", 11), ("auto", -1), ("stars", 0), ("stars", 9), ("1-10", 0), ("nps", float("inf"))], ids=str
)
def test_a_score_outside_its_scale(sixty, scale, score):
    comments = sixty.assign(score=[score, *[5.0] * 58, 5.0 if scale == "stars" else 10.0])

    with pytest.raises(ScaleError, match="scores run from") as caught:
        analyse(comments, replace(SETTINGS, scale=scale))

    assert "scale=" in caught.value.hint


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"comment_id": ["c1"] * 60}, "must not repeat"),
        ({"comment_id": [None, *(f"c{i}" for i in range(59))]}, "must be present"),
        ({"date": "soon"}, "must be of kind date"),
        ({"score": "nine"}, "must be of kind number"),
        ({"verbatim": 3}, "must be of kind string"),
    ],
    ids=["same keys", "no key", "date", "score", "verbatim"],
)
def test_a_table_that_breaks_the_schema(sixty, columns, message):
    with pytest.raises(ValidationError, match=message) as caught:
        analyse(sixty.assign(**columns), SETTINGS)

    assert len(caught.value.failures)


def test_two_columns_of_one_name(sixty):
    with pytest.raises(InputError, match="more than one column 'Shop'"):
        analyse(pd.concat([sixty, sixty[["Shop"]]], axis=1), SETTINGS)


@pytest.mark.parametrize(
    "change",
    [
        {"score": lambda frame: frame["score"].astype("Int64")},
        {"verbatim": lambda frame: frame["verbatim"].astype("category")},
        {"verbatim": lambda frame: frame["verbatim"].astype("string")},
        {"Shop": lambda frame: frame["Shop"].astype("category")},
        {"comment_id": lambda frame: frame["comment_id"].astype("string")},
        {"date": lambda frame: frame["date"].dt.tz_localize("Europe/Paris")},
    ],
    ids=["nullable score", "category", "string", "category segment", "string key", "time zone"],
)
def test_other_types_of_the_same_values_change_nothing(sixty, sixty_study, change):
    study = analyse(sixty.assign(**change), SETTINGS)

    assert study.units.equals(sixty_study.units)
    assert study.summary == sixty_study.summary
    assert_frame_equal(study.drivers, sixty_study.drivers, check_exact=True)


def test_any_index_will_do(sixty, sixty_study):
    assert_same_study(analyse(sixty.set_index(pd.Index([0] * 60)), SETTINGS), sixty_study)


def test_a_study_can_be_analysed_again(sixty_study):
    assert_same_study(analyse(sixty_study.comments, SETTINGS), sixty_study)


def test_personal_data_is_masked_unless_it_must_stay(sixty, sixty_study):
    kept = analyse(sixty, replace(SETTINGS, redact=False))

    assert sixty_study.comments["text"].str.contains("[e-mail]", regex=False).sum() == 1
    assert not sixty_study.units["unit"].str.contains("@").any()
    assert kept.summary.n_redactions == 0
    assert kept.comments["text"].str.contains("jeanne.martin@example.org", regex=False).any()


def test_no_theme_can_be_learned_without_text(sixty_study):
    with pytest.raises(TooFewCommentsError):
        type(sixty_study.model)().fit([])


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.none(), ODD), max_size=8), st.booleans())
def test_no_text_makes_it_fail(verbatims, has_title):
    comments = pd.DataFrame({"verbatim": pd.Series(verbatims, dtype=object)})
    if has_title:
        comments = comments.assign(title=comments["verbatim"])

    study = analyse(comments, SETTINGS)

    assert_sound(study)
    written = ["" if verbatim is None else verbatim for verbatim in verbatims]
    has_pairs_only = [not any("\ud800" <= sign <= "\udfff" for sign in text) for text in written]
    kept = [one == other for one, other in zip(study.comments["verbatim"], written, strict=True)]
    assert all(is_kept or not is_text for is_kept, is_text in zip(kept, has_pairs_only, strict=True))
