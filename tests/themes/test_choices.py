from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from doleance.errors import SettingsError
from doleance.themes import choices
from doleance.themes.adapters import CheckedEncoder
from doleance.themes.choices import AbsentEncoder, check_encoder, choose_encoder, encode, load_encoder, name_encoder, settle_encoder
from doleance.themes.context import ContextEncoder
from doleance.themes.encoders import StaticEncoder
from doleance.themes.tfidf import TfidfEncoder

FRENCH, GERMAN = "fr", "und"


class Letters:
    """An encoder that counts letters."""

    def encode(self, texts):
        return np.array([[text.count(letter) + 1 for letter in "aeiou"] for text in texts], dtype=float)


@pytest.fixture
def with_fine(monkeypatch):
    """The fine encoder is on the shelf."""
    monkeypatch.setattr(choices, "list_models", lambda: ["encoder-fast", "encoder-fine", "sentiment-en"])


@pytest.fixture
def without_fine(monkeypatch):
    """The fine encoder is not on the shelf."""
    monkeypatch.setattr(choices, "list_models", lambda: ["encoder-fast", "sentiment-en"])


@pytest.mark.parametrize(("n_texts", "expected"), [(0, "encoder-fine"), (50_000, "encoder-fine"), (50_001, "encoder-fast")])
def test_auto_depends_on_the_number_of_texts(with_fine, n_texts, expected):
    assert choose_encoder("auto", n_texts) == expected


def test_auto_makes_do_with_the_fast_one(without_fine):
    assert choose_encoder("auto", 10) == "encoder-fast"


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (None, "encoder-fine"),
        ([], "encoder-fine"),
        ([FRENCH, "en"], "encoder-fine"),
        ([GERMAN, FRENCH], "encoder-fine"),
        ([GERMAN, GERMAN, FRENCH], "tfidf"),
        (["de", "es", "en"], "tfidf"),
        ([GERMAN, FRENCH, None, float("nan"), None], "encoder-fine"),
        ([GERMAN, None, None], "tfidf"),
    ],
    ids=["not known", "none", "ours", "half", "most", "by their codes", "half of those known", "all of those known"],
)
@pytest.mark.parametrize("n_texts", [3, 90_000])
def test_auto_depends_on_the_languages(with_fine, languages, expected, n_texts):
    assert choose_encoder("auto", n_texts, languages) == ("encoder-fast" if expected == "encoder-fine" and n_texts > 3 else expected)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("fine", "encoder-fine"),
        ("fast", "encoder-fast"),
        ("encoder-fast", "encoder-fast"),
        ("tfidf", "tfidf"),
        ("org/model", "org/model"),
        ("nope", "nope"),
        (Path("models") / "mine", str(Path("models") / "mine")),
        (StaticEncoder(), "encoder-fast"),
    ],
    ids=repr,
)
def test_what_is_named_is_taken_at_its_word(asked, expected):
    assert choose_encoder(asked, 90_000, [GERMAN] * 3) == expected


@pytest.mark.parametrize("asked", [Letters(), StaticEncoder("encoder-other"), TfidfEncoder(dim=3)], ids=repr)
def test_an_object_stays_itself(asked):
    assert choose_encoder(asked, 1) is asked


@pytest.mark.parametrize("given", [ContextEncoder(), ContextEncoder(stance=True)], ids=["without stance", "with"])
def test_an_encoder_of_ours_is_its_name(given):
    assert choose_encoder(given, 1) == "encoder-fine"


@pytest.mark.parametrize("name", ["encoder-fast", "fast"])
def test_a_model_by_its_name(name):
    loaded = load_encoder(name)

    assert isinstance(loaded, StaticEncoder)
    assert loaded.model == "encoder-fast"


@pytest.mark.parametrize("name", ["fine", "encoder-fine", "auto"])
def test_a_contextual_model_by_its_name(name):
    loaded = load_encoder(name)

    assert isinstance(loaded, ContextEncoder)
    assert (loaded.model, loaded.stance) == ("encoder-fine", False)


def test_vectors_tell_praise_from_blame_where_that_is_asked():
    assert encode(["late"], "fine", stance=True).shape[1] > load_encoder("fine").encode(["late"]).shape[1]


def test_tfidf_by_its_name_is_yet_to_be_fitted():
    assert not load_encoder("tfidf").is_fitted


def test_an_object_is_checked():
    loaded = load_encoder(Letters())

    assert isinstance(loaded, CheckedEncoder)
    assert np.linalg.norm(loaded.encode(["late parcel"])) == pytest.approx(1)


@pytest.mark.parametrize(
    "given", [TfidfEncoder(), CheckedEncoder(Letters().encode, "Mine"), AbsentEncoder("Mine")], ids=lambda given: type(given).__name__
)
def test_what_keeps_the_rules_already_is_not_checked_again(given):
    assert load_encoder(given) is given


@pytest.mark.parametrize("given", [3, None, Letters, object(), [Letters()]], ids=lambda given: type(given).__name__)
def test_what_cannot_encode(given):
    with pytest.raises(SettingsError, match="An encoder must have a method encode") as caught:
        load_encoder(given)

    assert "any object with encode(texts)" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("encoder-fats", "Did you mean encoder-fast"),
        ("fas", "Did you mean fast"),
        ("tf-idf", "Did you mean tfidf"),
        ("zzz", "Use one of auto"),
    ],
)
def test_a_name_that_is_not_known(name, meant):
    with pytest.raises(SettingsError, match=f"There is no encoder '{name}'") as caught:
        load_encoder(name)

    assert caught.value.hint.startswith(meant)
    assert "Use one of auto, fine, fast, tfidf, encoder-fast" in caught.value.hint
    assert "sentiment-en" not in caught.value.hint


def test_a_model_that_is_no_encoder():
    with pytest.raises(SettingsError, match="The model 'sentiment-en' is no encoder; its kind is ") as caught:
        load_encoder("sentiment-en")

    assert "Use one of auto" in caught.value.hint


@pytest.mark.parametrize("name", ["org/model", "./absent", "C:\\absent", "~/absent"])
def test_what_looks_like_a_path_is_one(name):
    with pytest.raises(SettingsError, match="downloads nothing"):
        load_encoder(name)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_folder_is_read(tmp_path, kind):
    with pytest.raises(SettingsError, match="holds no encoder that is known"):
        load_encoder(kind(tmp_path))


def test_a_folder_of_the_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine").mkdir()

    with pytest.raises(SettingsError, match="holds no encoder that is known"):
        load_encoder("~/mine")


@pytest.mark.parametrize("asked", ["auto", "fast", "tfidf", Letters()], ids=repr)
def test_what_is_at_hand_passes(asked):
    assert check_encoder(asked) is None


@pytest.mark.parametrize(
    ("asked", "message"), [("nope", "no encoder 'nope'"), (3, "method encode"), (AbsentEncoder("Mine"), "an encoder of your own, Mine")]
)
def test_what_is_not_at_hand_is_refused(asked, message):
    with pytest.raises(SettingsError, match=message):
        check_encoder(asked)


def test_an_absent_encoder_asks_for_itself():
    with pytest.raises(SettingsError, match="which a folder cannot hold; it is needed here") as caught:
        AbsentEncoder("Mine").encode(["late parcel"])

    assert "doleance.read_study(folder, encoder=…)" in caught.value.hint


def test_tfidf_is_fitted_on_the_texts(german):
    texts = [text for subject in german.values() for text in subject]

    settled = settle_encoder("tfidf", texts, random_state=3)

    assert settled.get_params() == {"dim": 100, "random_state": 3}
    assert "lieferung" in settled.words_


def test_tfidf_of_the_caller_is_copied_or_kept():
    given, fitted = TfidfEncoder(dim=2), TfidfEncoder().fit(["late parcel"])

    settled = settle_encoder(given, ["kind staff", "late parcel", "high prices"])

    assert settled.get_params() == given.get_params()
    assert settled.components_.shape[0] == 2
    assert not given.is_fitted
    assert settle_encoder(fitted, ["kind staff"]) is fitted


def test_texts_without_a_letter_have_no_language():
    assert settle_encoder("auto", ["👍", "42", "very good"], languages=[GERMAN, GERMAN, "en"]) == choose_encoder("auto", 3)
    assert isinstance(settle_encoder("auto", ["👍", "sehr gut", "42"], languages=["en", GERMAN, "en"]), TfidfEncoder)


@pytest.mark.parametrize(("n_texts", "expected"), [(0, "encoder-fine"), (50_001, "encoder-fast")])
def test_texts_that_are_a_part_of_many(n_texts, expected):
    assert settle_encoder("auto", ["late parcel"], n_texts=n_texts) == expected


def test_an_object_is_settled_as_it_is():
    given = Letters()

    assert settle_encoder(given, ["late parcel"]) is given


def test_a_folder_is_settled_by_its_whole_path(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    monkeypatch.setattr(choices, "read_encoder", lambda folder: Letters())

    assert settle_encoder("mine", ["late parcel"]) == str(tmp_path / "mine")


def test_an_unknown_encoder_is_not_settled():
    with pytest.raises(SettingsError, match="no encoder 'nope'"):
        settle_encoder("nope", ["late parcel"])


@pytest.mark.parametrize(
    ("encoder", "name"),
    [
        ("encoder-fast", "encoder-fast"),
        ("/models/mine", "/models/mine"),
        (TfidfEncoder(), "tfidf"),
        (StaticEncoder(), "encoder-fast"),
        (Letters(), "Letters"),
        (AbsentEncoder("Mine"), "Mine"),
        (CheckedEncoder(Letters().encode, "Mine"), "Mine"),
    ],
    ids=["model", "folder", "tfidf", "ours", "object", "absent", "checked"],
)
def test_what_an_encoder_is_called(encoder, name):
    assert name_encoder(encoder) == name
