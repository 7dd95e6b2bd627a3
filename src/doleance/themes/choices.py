"""Which encoder gives the units of a study their vectors: chosen by their number and language, named, or the caller's own."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np

from doleance.errors import SettingsError, suggest
from doleance.settings import LANGUAGES
from doleance.shelf import find_model, list_models, read_settings
from doleance.text.folding import LETTER
from doleance.themes.adapters import CheckedEncoder, Encoder, read_encoder
from doleance.themes.context import ContextEncoder
from doleance.themes.encoders import LearnedEncoder, StaticEncoder
from doleance.themes.tables import Vectors
from doleance.themes.tfidf import TfidfEncoder

__all__ = [
    "AUTO",
    "FAST",
    "FINE",
    "MOST_FINE",
    "TFIDF",
    "AbsentEncoder",
    "Encoder",
    "check_encoder",
    "choose_encoder",
    "encode",
    "load_encoder",
    "name_encoder",
    "settle_encoder",
]

AUTO, FINE, FAST, TFIDF = "auto", "encoder-fine", "encoder-fast", "tfidf"
# Above this many texts the fine encoder would take longer than anybody waits.
MOST_FINE = 50_000
_SHORT_NAMES = {"fine": FINE, "fast": FAST}


class AbsentEncoder:
    """Stands for an encoder of the caller's that a saved model was learned with, and that no folder can hold."""

    def __init__(self, name: str) -> None:
        self.name = name

    def encode(self, texts: Sequence[str], /) -> NoReturn:
        """Raise the error that asks for the encoder.

        Raises
        ------
        SettingsError
            Always.
        """
        raise SettingsError(
            f"These themes were learned with an encoder of your own, {self.name}, which a folder cannot hold; it is needed here.",
            hint="Give it again: doleance.read_study(folder, encoder=…).",
        )


def choose_encoder(asked: str | Encoder, n_texts: int, languages: Sequence[str | None] | None = None) -> str | Encoder:
    """Return the encoder that is meant: ``auto`` becomes a name, a short name the full one, all else stays.

    ``auto`` is TF-IDF where most texts of a known language are in none that the encoders know, else the fine encoder up
    to 50 000 texts, else the fast one.

    Parameters
    ----------
    asked
        ``auto``, ``fine``, ``fast``, ``tfidf``, the name of a model, a folder, or an object with ``encode``.
    n_texts
        The texts to encode.
    languages
        The language of each text, where that is known: ``und`` is a language other than Doleance's, ``None`` not known.
    """
    if isinstance(asked, os.PathLike):
        asked = os.fspath(asked)
    if not isinstance(asked, str):
        return _find_name(asked) or asked
    if asked != AUTO:
        return _SHORT_NAMES.get(asked, asked)
    known = [language for language in languages or () if isinstance(language, str)]
    if 2 * sum(language not in LANGUAGES for language in known) > len(known):
        return TFIDF
    return FINE if n_texts <= MOST_FINE and FINE in list_models() else FAST


def _find_name(encoder: Encoder) -> str | None:
    """Return the name of an encoder of Doleance's that only names a model; themes are found without its stance."""
    return encoder.model if isinstance(encoder, LearnedEncoder) and encoder.model in list_models() else None


def settle_encoder(
    asked: str | Encoder,
    texts: Sequence[str],
    *,
    n_texts: int = 0,
    languages: Sequence[str | None] | None = None,
    random_state: int = 0,
) -> str | Encoder:
    """Return the encoder that is meant, ready to encode: TF-IDF is fitted on the texts, a folder has its whole path.

    Parameters
    ----------
    asked
        As ``choose_encoder`` takes it; TF-IDF that was fitted before stays as it is.
    n_texts
        The texts to encode in all, where ``texts`` are a part of them.
    languages : (n_texts,), optional
        The language of each text; those of texts without a letter do not count.

    Raises
    ------
    SettingsError
        There is no such encoder.
    """
    spoken = None if languages is None else [lang for lang, text in zip(languages, texts, strict=True) if LETTER.search(text)]
    chosen = choose_encoder(asked, max(n_texts, len(texts)), spoken)
    if isinstance(chosen, str) and chosen == TFIDF:
        chosen = TfidfEncoder(random_state=random_state)
    if isinstance(chosen, TfidfEncoder):
        return chosen if chosen.is_fitted else TfidfEncoder(**chosen.get_params()).fit(texts)
    load_encoder(chosen)
    return str(Path(chosen).expanduser().resolve()) if isinstance(chosen, str) and chosen not in list_models() else chosen


def check_encoder(asked: str | Encoder) -> None:
    """Raise an error where an encoder is not at hand: before the work is done, not after.

    Raises
    ------
    SettingsError
        There is no such encoder, or it is one that has to be given again.
    """
    if isinstance(asked, AbsentEncoder):
        asked.encode(())
    load_encoder(asked)


def load_encoder(encoder: str | Encoder) -> Encoder:
    """Return what encodes: a model by its name, the encoder of a folder, or an object whose vectors are checked.

    ``auto`` is what it is for few texts; TF-IDF is yet to be fitted.

    Raises
    ------
    SettingsError
        There is no such model or folder, or the object has no ``encode``.
    """
    chosen = choose_encoder(encoder, 0)
    if not isinstance(chosen, str):
        if isinstance(chosen, LearnedEncoder | TfidfEncoder | CheckedEncoder | AbsentEncoder):
            return chosen
        if isinstance(chosen, type) or not callable(getattr(chosen, "encode", None)):
            raise SettingsError(f"An encoder must have a method encode; {chosen!r} has none.", hint=_tell_possible())
        return CheckedEncoder(chosen.encode, type(chosen).__name__)
    if chosen == TFIDF:
        return TfidfEncoder()
    if chosen in list_models():
        return _load_model(chosen)
    folder = Path(chosen).expanduser()
    if folder.is_dir() or re.search(r"[/\\]", chosen):
        return read_encoder(folder)
    raise SettingsError(f"There is no encoder {chosen!r}.", hint=suggest(chosen, _list_names()) + _tell_possible())


def _load_model(name: str) -> Encoder:
    about = read_settings(find_model(name))
    if about.get("kind") != "encoder":
        raise SettingsError(f"The model {name!r} is no encoder; its kind is {about.get('kind')}.", hint=_tell_possible())
    if about.get("family") == "context":
        return ContextEncoder(name)
    return StaticEncoder(name)


def _list_names() -> list[str]:
    encoders = [name for name in list_models() if read_settings(find_model(name)).get("kind") == "encoder"]
    return [AUTO, *_SHORT_NAMES, TFIDF, *encoders]


def _tell_possible() -> str:
    names = ", ".join(_list_names())
    return f"Use one of {names}, the folder of a sentence-transformers or model2vec model, or any object with encode(texts)."


def name_encoder(encoder: str | Encoder) -> str:
    """Return what to call an encoder in a manifest or a report: its name, its folder, or its class."""
    if isinstance(encoder, str):
        return encoder
    if isinstance(encoder, TfidfEncoder):
        return TFIDF
    if isinstance(encoder, AbsentEncoder | CheckedEncoder):
        return encoder.name
    return _find_name(encoder) or type(encoder).__name__


def encode(texts: Sequence[str], encoder: str | Encoder = FAST, *, stance: bool = False) -> Vectors:
    """Return bilingual vectors of texts, (n_texts, dim) float32, of unit length; zero only for a text without a word.

    Parameters
    ----------
    encoder
        ``fast``: the table of word vectors. ``fine``: the network that reads words beside their neighbours. Or what
        ``choose_encoder`` takes.
    stance
        Whether the vectors of the fine encoder also say which way a text speaks, so that a sentence and its denial are
        told apart; the others cannot.

    Raises
    ------
    SettingsError
        There is no such encoder, or it has to be fitted first.

    Examples
    --------
    >>> encode(["retard de livraison", "late delivery"]).shape
    (2, 256)
    """
    loaded = load_encoder(choose_encoder(encoder, len(texts)))
    if stance and isinstance(loaded, ContextEncoder):
        loaded = ContextEncoder(loaded.model, stance=True)
    return np.asarray(loaded.encode(list(texts)), dtype=np.float32)
