from __future__ import annotations

import inspect
import sys

import pandas as pd
import pytest

from doleance import errors
from doleance.errors import (
    CodebookError,
    DoleanceError,
    InputError,
    MissingColumnError,
    MissingExtraError,
    OutputError,
    ScaleError,
    SettingsError,
    StoreError,
    TooFewCommentsError,
    UnknownLanguageError,
    UnreadableFileError,
    ValidationError,
    require,
    suggest,
)

CLASSES = [thing for thing in vars(errors).values() if inspect.isclass(thing) and issubclass(thing, DoleanceError)]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_every_error_is_ours_and_in_the_tree_of_the_module(error):
    assert issubclass(error, DoleanceError)
    assert error.__name__ in errors.__doc__
    assert error.__doc__


@pytest.mark.parametrize(
    ("error", "parents"),
    [
        (InputError, (ValueError,)),
        (UnreadableFileError, (InputError, ValueError)),
        (MissingColumnError, (InputError,)),
        (ScaleError, (InputError,)),
        (ValidationError, (InputError,)),
        (UnknownLanguageError, (InputError,)),
        (TooFewCommentsError, (InputError,)),
        (OutputError, (OSError,)),
        (SettingsError, (ValueError,)),
        (CodebookError, (ValueError,)),
        (MissingExtraError, (ImportError,)),
        (StoreError, (RuntimeError,)),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_errors_have_both_parents(error, parents):
    assert all(issubclass(error, parent) for parent in parents)


def test_a_hint_is_kept_and_not_in_the_sentence():
    error = InputError("The file is empty.", hint="Choose another.")

    assert (str(error), error.hint) == ("The file is empty.", "Choose another.")
    assert InputError("The file is empty.").hint == ""


def test_a_validation_error_holds_its_failures():
    failures = pd.DataFrame({"column": ["score"], "row": [3]})

    assert ValidationError("One fault.", failures=failures).failures is failures


def test_require_gives_the_module():
    assert require("json", extra="none") is sys.modules["json"]


@pytest.mark.parametrize("package", ["package_that_is_not_there", "json.module_that_is_not_there"])
def test_require_says_what_to_install(package):
    with pytest.raises(MissingExtraError, match=f"The package {package} is not installed") as caught:
        require(package, extra="spss")

    assert (caught.value.extra, caught.value.hint) == ("spss", "pip install 'doleance[spss]'")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fast", "Did you mean encoder-fast? "),
        ("encoder-fin", "Did you mean encoder-fine? "),
        ("encoder", "Did you mean encoder-fast or encoder-fine? "),
        ("zzz", ""),
        ("", ""),
    ],
    ids=["a part", "a part that is near", "two", "nothing near", "nothing"],
)
def test_names_that_may_be_meant(name, expected):
    assert suggest(name, ["encoder-fast", "encoder-fine", "tfidf"]) == expected
