from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from doleance.errors import SettingsError
from doleance.pipeline import analyse, apply, prepare, read_chunks
from doleance.settings import Settings
from doleance.themes import assignment, choices
from doleance.themes.assignment import encode_units, fit_themes
from doleance.themes.encoders import StaticEncoder
from doleance.themes.model import ThemeModel
from doleance.themes.tfidf import TfidfEncoder

SETTINGS = Settings(jobs=1, names="rules", encoder="fast")


class Longer:
    """The fast encoder as an object that cannot travel to another process: its vectors have another length and type."""

    def __init__(self):
        self.texts: list[str] = []

    def __reduce__(self):
        raise TypeError("this encoder stays where it is")

    def encode(self, texts):
        self.texts += texts
        return 3 * StaticEncoder().encode(texts).astype(np.float64)


@pytest.fixture(scope="module")
def german_comments(german):
    """Sixty comments in German of two sentences, in an order of no meaning, and some that are in no language."""
    subjects = list(german)
    singles = [(subject, text) for subject in subjects for text in german[subject]]
    pairs = [(subject, text, german[subject][(i + 2) % 5]) for i, (subject, text) in enumerate(singles * 3)]
    random.Random(4).shuffle(pairs)
    verbatims = [f"{first} {second}" for _, first, second in pairs] + ["👍👍", "❤", "Very good!"]
    return pd.DataFrame({"comment_id": [f"g{i}" for i in range(63)], "verbatim": verbatims, "subject": [p[0] for p in pairs] + [""] * 3})


@pytest.fixture(scope="module")
def german_study(german_comments):
    return analyse(german_comments, Settings(jobs=1, names="rules"))


def test_context_leaves_a_unit_its_own_vector(sixty_study):
    vectors = encode_units(sixty_study.units, sixty_study.comments, "encoder-fast")
    lengths = np.linalg.norm(vectors, axis=1)

    assert vectors.shape == (len(sixty_study.units), 256)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))


def test_an_object_finds_what_the_model_it_wraps_finds(sixty):
    given = Longer()

    ours, theirs = analyse(sixty, SETTINGS), analyse(sixty, Settings(jobs=1, names="rules", encoder=given))

    assert theirs.model.encoder_ is given
    assert theirs.codebook == ours.codebook
    assert_frame_equal(theirs.units, ours.units, check_exact=False, atol=1e-4)
    assert all(any(sign.isalpha() for sign in text) for text in given.texts)


def test_no_process_is_sent_an_encoder(sixty):
    given = Settings(jobs=2, chunk=20, names="rules", encoder=Longer())

    comments, _ = read_chunks(prepare(sixty, given), given, None)

    assert len(comments) == 60


def test_new_comments_are_coded_by_the_encoder_of_the_model(sixty):
    given = Longer()
    study = analyse(sixty, Settings(jobs=1, names="rules", encoder=given))
    given.texts.clear()

    again = apply(sixty, study.model, SETTINGS)

    assert given.texts
    assert_frame_equal(again.units, study.units)


def test_a_model_that_is_not_fitted_codes_nothing(sixty):
    with pytest.raises(ValueError, match="call fit first"):
        apply(sixty, ThemeModel(), SETTINGS)


def test_an_unknown_encoder_is_refused_before_anything_is_read(sixty, monkeypatch):
    monkeypatch.setattr("doleance.pipeline.read_chunks", lambda *_: pytest.fail("the comments were read"))

    with pytest.raises(SettingsError, match="no encoder 'nope'"):
        analyse(sixty, Settings(encoder="nope"))


def test_vectors_of_another_size_are_refused(sixty_study):
    with pytest.raises(SettingsError, match="The vectors have 3 dimensions; those that the themes were learned from had 256"):
        sixty_study.model.predict(["late parcel"], vectors=np.ones((1, 3), np.float32))


def test_the_number_of_units_chooses_not_that_of_the_sample(sixty_study, monkeypatch):
    seen = []

    def choose(asked, n_texts, languages=None):
        seen.append(n_texts)
        return "encoder-fast"

    monkeypatch.setattr(choices, "choose_encoder", choose)
    units = pd.concat([sixty_study.units] * 5, ignore_index=True)
    fit_themes(sixty_study.comments, units, Settings(jobs=1, sample=100))

    assert max(seen) == len(units)


def test_another_language_is_read_by_its_words(german_study, german_comments):
    told = german_study.units.assign(subject=german_study.units["comment_id"].map(german_comments.set_index("comment_id")["subject"]))
    counts = pd.crosstab(told["subject"], told["theme_id"]).drop(columns=-1, errors="ignore").drop(index="", errors="ignore")

    assert isinstance(german_study.model.encoder_, TfidfEncoder)
    assert german_study.settings.encoder == german_study.model.encoder == "auto"
    assert not any(theme.seeds for theme in german_study.codebook)
    # Most of a theme's units are of one subject.
    assert counts.max().sum() > 0.9 * counts.sum().sum()


def test_themes_of_another_language_are_named_by_its_words(german_study, german):
    words = {word.strip(".,") for texts in german.values() for text in texts for word in text.split()}
    themes = [theme for theme in german_study.codebook if not theme.is_general]

    assert all(theme.keywords for theme in themes)
    assert {word for theme in themes for word in theme.keywords} <= words
    assert any("Lieferung" in theme.keywords for theme in themes)
    assert all(theme.name("en").casefold().startswith(theme.keywords[0].casefold()) for theme in themes)


def test_shuffling_another_language_changes_nothing(german_study, german_comments):
    shuffled = german_comments.sample(frac=1, random_state=3)

    again = analyse(shuffled, Settings(jobs=1, names="rules"))

    assert again.codebook == german_study.codebook
    assert again.model.centroids_.tobytes() == german_study.model.centroids_.tobytes()
    assert_frame_equal(*(study.units.sort_values("unit_id", ignore_index=True) for study in (again, german_study)), check_exact=True)


def test_a_few_comments_in_another_language_change_nothing(sixty, german_comments):
    study = analyse(pd.concat([sixty, german_comments.head(20)], ignore_index=True), Settings(jobs=1, names="rules"))

    assert isinstance(study.model.encoder_, str)


@pytest.mark.parametrize(("languages", "is_read_again"), [(("fr",), True), (("en", "fr"), False)], ids=["one language", "both"])
def test_a_language_left_out_is_not_one_that_no_encoder_knows(sixty, german_comments, languages, is_read_again, monkeypatch):
    texts = []
    detect = assignment.detect_languages
    monkeypatch.setattr(assignment, "detect_languages", lambda given: texts.extend(given) or detect(given))
    english = sixty[sixty["verbatim"].str.contains(r"\bthe\b", case=False)]

    study = analyse(english, Settings(jobs=1, names="rules", languages=languages))

    assert isinstance(study.model.encoder_, str)
    assert bool(texts) is is_read_again


def test_tfidf_can_be_asked_for(sixty):
    study = analyse(sixty, Settings(jobs=1, names="rules", encoder="tfidf"))

    assert isinstance(study.model.encoder_, TfidfEncoder)
    assert study.summary.coverage > 0.5


@pytest.mark.parametrize("verbatims", [[], ["n/a"], ["👍"], ["spät"]], ids=["none", "nothing said", "no letter", "one word"])
@pytest.mark.parametrize("encoder", ["auto", "tfidf", Longer()], ids=["auto", "tfidf", "object"])
def test_tiny_studies(verbatims, encoder):
    study = analyse(pd.DataFrame({"verbatim": pd.Series(verbatims, dtype=object)}), Settings(jobs=1, names="rules", encoder=encoder))

    assert study.summary.n_rows == len(verbatims)
