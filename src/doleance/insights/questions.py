"""What customers ask: questions, searches and needs, grouped by meaning into the topics of a FAQ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from doleance.errors import SettingsError
from doleance.insights.inquiries import find_inquiries, strip_asking
from doleance.insights.lists import flatten
from doleance.insights.meanings import group_meanings
from doleance.insights.phrasings import rate_question
from doleance.insights.requests import find_requests
from doleance.schema import CLASSES
from doleance.settings import LANGUAGES
from doleance.themes.encoders import StaticEncoder, scale_rows
from doleance.themes.tables import Vectors

__all__ = ["find_questions", "find_requests"]

COLUMNS = [
    "topic_id",
    *(f"question_{language}" for language in LANGUAGES),
    "n_comments",
    "share",
    "comment_ids",
    "phrasings",
    "unit_ids",
    *CLASSES,
    "priority",
]
INCLUDED = ("explicit", "needs", "all")
# A question is known by its own words and by those around it, which say what "it" is: tuned on the project's corpora.
CONTEXT, CONTEXT_WEIGHT = 150, 1.5
# The greatest mean distance within a topic, and how many questions the common part of all is worth knowing from.
THRESHOLD, PRIOR = 0.82, 20
MOST_PHRASINGS = 8
# How much a canonical question may lose by its distance from the centre of its topic.
DISTANCE_WEIGHT = 0.6
# A question that loses more than this by its form is no headline, even where there is no other.
MOST_LOSS = 0.4


def find_questions(
    comments: pd.DataFrame, units: pd.DataFrame | None = None, vectors: Vectors | None = None, include: str = "needs"
) -> pd.DataFrame:
    """Return one row a topic that customers ask about, the most wanted first.

    ``priority`` = people who ask + half of those among them who are detractors: a question that costs points comes
    before one that does not. A topic's question in a language is the best formed of those its customers asked in it
    (see ``doleance.insights.phrasings``), "" where none asked in it or no rule makes one.

    Needs: comment_id, text, language (is_informative, nps_class where known); of the units unit_id, comment_id, start,
    end.
    Gives: topic_id (the rank, from 0), question_en, question_fr, n_comments (people), share (of the comments analysed,
    0–1), comment_ids, phrasings (8 at most, the most typical first), unit_ids, promoter, passive, detractor, priority.

    Parameters
    ----------
    vectors
        (n_units, dim), the vectors of the units where they are known; otherwise the questions are encoded.
    include
        ``"explicit"`` for questions that bear their mark, ``"needs"`` for what is sought in any form, ``"all"`` to take
        every comment as a question.

    Raises
    ------
    SettingsError
        ``include`` is none of these.
    """
    if include not in INCLUDED:
        raise SettingsError(f"The setting include must be one of {', '.join(INCLUDED)}; it is {include!r}.", hint="Use include='needs'.")
    analysed = comments[comments["is_informative"].astype(bool)] if "is_informative" in comments else comments
    asked = find_inquiries(analysed, include).sort_values(["words", "comment_id", "start"], kind="stable").reset_index(drop=True)
    if asked.empty:
        return pd.DataFrame(columns=COLUMNS)
    placed = _place(asked, units)
    found = _vectors_of(asked, analysed, placed, vectors)
    asked = asked.assign(topic=group_meanings(_texts_of(asked), found, THRESHOLD))
    classes = analysed.set_index("comment_id")["nps_class"] if "nps_class" in analysed else pd.Series(dtype="object")
    rows = [_describe(topic, found[topic.index], placed, classes) for _, topic in asked.groupby("topic", sort=False)]
    topics = pd.DataFrame(rows).assign(share=lambda frame: frame["n_comments"] / len(analysed))
    topics = topics.sort_values(["priority", "n_comments", "first"], ascending=[False, False, True], kind="stable")
    return topics.assign(topic_id=range(len(topics)))[COLUMNS].reset_index(drop=True)


def _texts_of(asked: pd.DataFrame) -> list[str]:
    # The id keeps the texts distinct where two customers wrote the same.
    return (asked["words"] + "\n" + asked["comment_id"].astype(str) + "\n" + asked["start"].astype(str)).tolist()


def _place(asked: pd.DataFrame, units: pd.DataFrame | None) -> pd.DataFrame:
    """Return which units each question lies in: ``asked`` (row), ``unit_id``, ``row`` (of the units)."""
    if units is None or units.empty:
        return pd.DataFrame({"asked": [], "unit_id": [], "row": []})
    spans = units[["comment_id", "unit_id", "start", "end"]].assign(row=range(len(units)))
    joined = asked[["comment_id", "start", "end"]].reset_index(names="asked").merge(spans, on="comment_id", suffixes=("", "_unit"))
    joined = joined[(joined["start_unit"] < joined["end"]) & (joined["end_unit"] > joined["start"])]
    return joined.sort_values(["asked", "start_unit"], kind="stable")[["asked", "unit_id", "row"]]


def _vectors_of(asked: pd.DataFrame, comments: pd.DataFrame, placed: pd.DataFrame, vectors: Vectors | None) -> Vectors:
    if vectors is not None:
        found = np.zeros((len(asked), vectors.shape[1]), dtype=np.float32)
        np.add.at(found, placed["asked"].to_numpy(dtype=np.intp), vectors[placed["row"].to_numpy(dtype=np.intp)])
        return scale_rows(found)
    texts = comments.drop_duplicates("comment_id").set_index("comment_id")["text"].reindex(asked["comment_id"])
    around = [text[max(0, start - CONTEXT) : end + CONTEXT] for text, start, end in zip(texts, asked["start"], asked["end"], strict=True)]
    encode = StaticEncoder().encode
    own = encode([strip_asking(words, language) for words, language in zip(asked["words"], asked["language"], strict=True)])
    found = scale_rows(own + CONTEXT_WEIGHT * encode(around))
    # What all questions share tells none from another; of few questions little is known of what all would share.
    return scale_rows(found - len(found) / (len(found) + PRIOR) * found.mean(axis=0, dtype=np.float64))


def _describe(topic: pd.DataFrame, vectors: Vectors, placed: pd.DataFrame, classes: pd.Series) -> dict[str, Any]:
    """Return a topic's row, with ``first``, its first words, to break ties."""
    comment_ids = sorted(set(topic["comment_id"]))
    nearness = np.round(vectors @ vectors.mean(axis=0), 5)
    topic = topic.assign(nearness=nearness)
    counts = Counter(classes.reindex(comment_ids).dropna()) if len(classes) else Counter()
    questions = {f"question_{language}": _choose_question(topic[topic["language"].eq(language)], language) for language in LANGUAGES}
    # The units that hold a topic's own question come first: they are what to quote under it.
    own = topic.index[topic["question"].ne("") & topic["question"].isin(list(questions.values()))]
    held = placed[placed["asked"].isin(topic.index)]
    held = held.assign(is_other=~held["asked"].isin(own)).sort_values("is_other", kind="stable")
    return {
        **questions,
        "n_comments": len(comment_ids),
        "comment_ids": comment_ids,
        "phrasings": _choose_phrasings(topic),
        "unit_ids": held["unit_id"].drop_duplicates().tolist(),
        **{name: int(counts.get(name, 0)) for name in CLASSES},
        "priority": len(comment_ids) + 0.5 * counts.get("detractor", 0),
        "first": topic["words"].min(),
    }


def _choose_question(asked: pd.DataFrame, language: str) -> str:
    """Return the best formed question near the centre; one that several asked word for word gains."""
    formed = asked[asked["question"].ne("")]
    forms = [rate_question(question, language, words) for question, words in zip(formed["question"], formed["words"], strict=True)]
    formed = formed.assign(form=forms)
    formed = formed[formed["form"].le(MOST_LOSS)]
    if formed.empty:
        return ""
    said = Counter(flatten(question) for question in formed["question"])
    losses = [
        (round(form - DISTANCE_WEIGHT * nearness - 0.05 * min(said[flatten(question)], 4), 6), question)
        for question, form, nearness in zip(formed["question"], formed["form"], formed["nearness"], strict=True)
    ]
    return str(min(losses)[1])


def _choose_phrasings(topic: pd.DataFrame) -> Sequence[str]:
    ranked = topic.sort_values(["nearness", "words"], ascending=[False, True], kind="stable")
    distinct: dict[str, str] = {}
    for words in ranked["words"]:
        distinct.setdefault(flatten(words).strip(" ?!."), words)
    return list(distinct.values())[:MOST_PHRASINGS]
