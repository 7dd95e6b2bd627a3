from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

import doleance

HEAVY = ("pandas", "numpy", "sklearn", "scipy", "spacy", "jinja2", "vl_convert", "typer")
TITLE = re.compile(r"^(?P<title>Parameters|Returns|Raises|Attributes|Examples|Yields)\n(?P<line>.*)$", re.MULTILINE)


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def list_loaded(code: str) -> set[str]:
    names = run_python(f"import sys\n{code}\nprint('loaded:', *sorted(name.split('.')[0] for name in sys.modules))")
    return set(names.rpartition("loaded:")[2].split())


def list_members() -> list[str]:
    """Return the dotted names of the facade's functions, classes, and their public methods and properties."""
    names = []
    for name in doleance.__all__:
        names.append(name)
        thing = getattr(doleance, name)
        if inspect.isclass(thing):
            own = [
                key
                for key, value in vars(thing).items()
                if not key.startswith("_") and (callable(value) or isinstance(value, classmethod | property))
            ]
            names += [f"{name}.{key}" for key in own]
    return names


def find_member(name: str) -> object:
    thing: object = doleance
    for part in name.split("."):
        thing = inspect.getattr_static(thing, part) if inspect.isclass(thing) else getattr(thing, part)
    return thing.__func__ if isinstance(thing, classmethod) else thing


def test_the_facade_is_sorted():
    classes_first = sorted(doleance.__all__, key=lambda name: (not name[0].isupper(), name))

    assert list(doleance.__all__) == classes_first
    assert list(doleance._HOMES) == classes_first


def test_importing_the_package_is_light():
    assert list_loaded("import doleance").isdisjoint(HEAVY)


def test_help_is_light():
    code = "from doleance.cli.app import app\ntry:\n    app(['analyse', '--help'], standalone_mode=False)\nexcept SystemExit:\n    pass"

    assert list_loaded(code).isdisjoint({"pandas", "numpy", "sklearn", "scipy", "spacy"})


def test_spacy_is_imported_only_when_asked():
    assert "spacy" not in list_loaded("import doleance.pipeline, doleance.report")


@pytest.mark.parametrize("name", doleance.__all__)
def test_every_public_name_resolves(name):
    assert getattr(doleance, name).__name__ == name
    assert name in dir(doleance)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'analyze'"):
        doleance.analyze  # noqa: B018 - looking it up is the test


@pytest.mark.parametrize("name", list_members())
def test_every_public_thing_is_documented(name):
    text = inspect.getdoc(find_member(name)) or ""

    assert text, "no docstring"
    assert text[0].isupper() or text[0] == "`"
    assert text.split("\n\n")[0].rstrip().endswith((".", ":")), "the first sentence is not whole"
    assert all(set(title["line"]) == {"-"} and len(title["line"]) == len(title["title"]) for title in TITLE.finditer(text))


@pytest.mark.parametrize("name", [name for name in list_members() if callable(find_member(name))])
def test_documented_parameters_exist(name):
    thing = find_member(name)
    section = re.search(r"^Parameters\n-+\n(.*?)(?:\n\n[A-Z][a-z]+\n-+\n|\Z)", inspect.getdoc(thing) or "", re.DOTALL | re.MULTILINE)
    parameters = inspect.signature(thing).parameters
    is_open = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    heads = [line.partition(" : ")[0] for line in section[1].splitlines() if line and not line.startswith(" ")] if section else []
    documented = {word.strip(" *") for head in heads for word in head.split(",")}

    assert is_open or documented <= set(parameters)


def test_running_as_a_module_prints_the_version():
    told = subprocess.run([sys.executable, "-m", "doleance", "--version"], capture_output=True, text=True, check=False)

    assert (told.returncode, told.stdout.strip(), told.stderr) == (0, doleance.__version__, "")
