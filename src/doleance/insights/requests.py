"""What customers propose themselves: the sentences that ask for a change."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from doleance.insights.inquiries import MOST_CHARACTERS, Sentence, split_sentences
from doleance.insights.lists import Lists, flatten, load_lists
from doleance.insights.phrasings import count_words
from doleance.settings import LANGUAGES

COLUMNS = ["unit_id", "comment_id", "request", "theme_id"]
LEAST_WORDS = 2


def find_requests(comments: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each proposal, such as *il faudrait…* or *you should…*, sorted by unit.

    Needs: comment_id, text, language; of the units unit_id, comment_id, position, start, end (theme_id, strength where
    themes are known).
    Gives: unit_id (the unit of the sentence nearest a theme), comment_id, request (the customer's sentence), theme_id
    (−1 for none).
    """
    found = pd.DataFrame(
        [
            (comment_id, start, end, request)
            for comment_id, text, language in comments[["comment_id", "text", "language"]].itertuples(index=False, name=None)
            if isinstance(text, str)
            for start, end, request in _read_comment(text, (language,) if language in LANGUAGES else LANGUAGES)
        ],
        columns=["comment_id", "start", "end", "request"],
    )
    if found.empty or units.empty:
        return pd.DataFrame(columns=COLUMNS)
    known = units.assign(theme_id=units.get("theme_id", -1), strength=units.get("strength", 0.0))
    joined = found.reset_index(names="_row").merge(
        known[["comment_id", "unit_id", "position", "start", "end", "theme_id", "strength"]], on="comment_id", suffixes=("", "_unit")
    )
    joined = joined[(joined["start_unit"] < joined["end"]) & (joined["end_unit"] > joined["start"])]
    joined = joined.assign(_has_theme=joined["theme_id"].ge(0), strength=joined["strength"].fillna(0.0).round(6))
    joined = joined.sort_values(["_row", "_has_theme", "strength", "position"], ascending=[True, False, False, True], kind="stable")
    best = joined.drop_duplicates("_row").sort_values(["comment_id", "position", "request"], kind="stable")
    return best.drop_duplicates("unit_id")[COLUMNS].astype({"theme_id": "int64"}).reset_index(drop=True)


def _read_comment(text: str, spoken: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    folded = flatten(text)
    ready = [lists for lists in map(load_lists, spoken) if any(anchor in folded for anchor in lists.request_anchors)]
    if not ready:
        return
    for sentence in split_sentences(text):
        if any(_asks_for_change(sentence, lists) for lists in ready):
            yield sentence.start, sentence.start + len(sentence.text), sentence.text


def _asks_for_change(sentence: Sentence, lists: Lists) -> bool:
    folded = sentence.folded
    if len(folded) > MOST_CHARACTERS or count_words(folded) < LEAST_WORDS or not any(anchor in folded for anchor in lists.request_anchors):
        return False
    if not lists.requests.search(folded) or lists.not_requests.search(folded):
        return False
    # A plain question may hold a wish's words and still want an answer.
    return not sentence.is_marked or bool(lists.asking.search(folded))
