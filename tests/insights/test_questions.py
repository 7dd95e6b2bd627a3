import numpy as np
import pandas as pd
import pytest

from doleance.errors import SettingsError
from doleance.insights.questions import COLUMNS, find_questions
from doleance.text.units import split_units

SAID = [
    ("fr", "Jolie vaisselle. Comment récupérer ma facture ?", "detractor"),
    ("fr", "impossible de trouver comment télécharger ma facture", "detractor"),
    ("en", "How do I download my invoice?", "passive"),
    ("en", "Nice plates. Can the plates go in the dishwasher?", "promoter"),
    ("en", "Do the plates survive the dishwasher?", "promoter"),
    ("en", "Lovely shop, lovely people.", "promoter"),
]
# One direction a topic: the units that ask for an invoice, and all others.
INVOICE = ("facture", "invoice")


@pytest.fixture
def shop():
    """Return six customers: three ask for their invoice in two languages, two about the dishwasher, one nothing."""
    comments = pd.DataFrame(SAID, columns=["language", "text", "nps_class"]).assign(is_informative=True)
    comments.insert(0, "comment_id", [f"c{i}" for i in range(len(SAID))])
    units = split_units(comments)
    vectors = np.array([[1, 0] if any(word in unit for word in INVOICE) else [0, 1] for unit in units["unit"]], dtype=np.float32)
    return comments, units, vectors


def test_topics_cross_languages_and_the_most_wanted_comes_first(shop):
    found = find_questions(*shop)
    assert found.columns.tolist() == COLUMNS
    assert found["comment_ids"].tolist() == [["c0", "c1", "c2"], ["c3", "c4"]]
    assert found["topic_id"].tolist() == [0, 1]
    invoice, plates = found.iloc[0], found.iloc[1]
    assert invoice["question_fr"] in ("Comment récupérer ma facture\u202f?", "Comment télécharger ma facture\u202f?")
    assert invoice["question_en"] == "How do I download my invoice?"
    assert plates["question_fr"] == ""
    assert plates["question_en"].endswith("dishwasher?")


def test_figures_of_a_topic(shop):
    invoice = find_questions(*shop).iloc[0]
    assert (invoice["n_comments"], invoice["share"]) == (3, 0.5)
    assert (invoice["promoter"], invoice["passive"], invoice["detractor"]) == (0, 1, 2)
    assert invoice["priority"] == 3 + 0.5 * 2
    assert invoice["unit_ids"] == ["c0-1", "c2-0", "c1-0"] or sorted(invoice["unit_ids"]) == ["c0-1", "c1-0", "c2-0"]
    assert set(invoice["phrasings"]) == {"Comment récupérer ma facture ?", SAID[1][1], SAID[2][1]}


def test_the_order_of_rows_changes_nothing(shop):
    comments, units, vectors = shop
    order = np.random.default_rng(3).permutation(len(units))
    shuffled = find_questions(comments.sample(frac=1, random_state=1), units.iloc[order], vectors[order])
    pd.testing.assert_frame_equal(find_questions(comments, units, vectors), shuffled)


def test_without_vectors_questions_are_encoded_in_any_order():
    comments = pd.DataFrame(SAID, columns=["language", "text", "nps_class"]).assign(comment_id=[f"c{i}" for i in range(len(SAID))])
    found = find_questions(comments)
    assert found["comment_ids"].explode().nunique() == 5
    assert found["unit_ids"].map(len).eq(0).all()
    pd.testing.assert_frame_equal(found, find_questions(comments[::-1]))


@pytest.mark.parametrize("n", [0, 1])
def test_few_rows(shop, n):
    comments, units, vectors = shop
    own = units["comment_id"].isin(comments["comment_id"].head(n)).to_numpy()
    assert len(find_questions(comments.head(n), units[own], vectors[own])) == n


def test_a_customer_counts_once_a_topic():
    comments = pd.DataFrame(
        {"comment_id": ["a"], "language": "en", "text": "How do I pay by card? Really, how do I pay by card?", "is_informative": True}
    )
    found = find_questions(comments, split_units(comments))
    assert found["n_comments"].tolist() == [1] * len(found)
    assert len(found) == 1


def test_all_takes_every_comment(shop):
    comments, _, _ = shop
    assert find_questions(comments, include="all")["n_comments"].sum() == len(comments)


def test_an_unknown_include_is_refused(shop):
    with pytest.raises(SettingsError, match="include"):
        find_questions(shop[0], include="some")
