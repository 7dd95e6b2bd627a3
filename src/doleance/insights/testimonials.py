"""Praise worth quoting: specific, whole, without personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from doleance.insights.inquiries import split_sentences
from doleance.insights.lists import Lists, flatten, load_lists
from doleance.settings import LANGUAGES

COLUMNS = ["rank", "unit_id", "comment_id", "theme_id", "quote", "language"]
SHORTEST, LONGEST = 40, 220
# Words of this length that are not praise any shop could print make a quote specific.
LEAST_LETTERS, LEAST_SPECIFIC = 4, 3
_WORD = re.compile(r"[^\W\d_]+")
_WHOLE = re.compile(r"[.!\u2026\"')]\s*$")
_UNFIT = re.compile(r"[?\[\]@]|https?:|www\.|!!|\.{2}|\u2026|[;:]$|\d{5,}|\b[^\W\d_]*[A-ZÀ-Ý]{4,}")


def find_testimonials(comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame, n: int = 10) -> pd.DataFrame:
    """Return the quotes worth asking their authors for, the best first.

    A testimonial is a whole comment or sentence of a promoter (of anyone, where there are no scores), 40–220 characters
    long, all of whose units are positive, at least one of them on a theme; it stands by itself, turns nowhere, and names
    things. The best has the most that is specific, then the strongest unit. Themes take turns, and a comment gives one.

    Needs: comments comment_id, text, language (nps_class where known); units unit_id, comment_id, start, end, sentiment,
    polarity, theme_id (strength); themes theme_id.
    Gives: rank (from 1), unit_id (the unit of the quote nearest its theme), comment_id, theme_id, quote (the customer's
    words as they stand in text), language. Consent is still to be asked.
    """
    quotes = _find_quotes(comments, units, themes)
    if quotes.empty:
        return pd.DataFrame(columns=COLUMNS)
    ranked = quotes.sort_values(["value", "quote", "comment_id"], ascending=[False, True, True], kind="stable").drop_duplicates(
        "comment_id"
    )
    ranked = ranked[~ranked["quote"].map(flatten).duplicated()]
    # Turns: the best of each theme, then the second of each.
    ranked = ranked.assign(turn=ranked.groupby("theme_id").cumcount())
    ranked = ranked.sort_values(["turn", "value", "quote", "comment_id"], ascending=[True, False, True, True], kind="stable").head(n)
    return ranked.assign(rank=range(1, len(ranked) + 1))[COLUMNS].reset_index(drop=True)


def _find_quotes(comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    authors = comments
    if "nps_class" in comments and comments["nps_class"].notna().any():
        authors = comments[comments["nps_class"].eq("promoter").fillna(False).astype(bool)]
    # Only who says something positive on a theme can have a quote.
    has_praise = units["polarity"].eq("positive") & units["theme_id"].isin(themes["theme_id"])
    authors = authors[authors["comment_id"].isin(units.loc[has_praise, "comment_id"])]
    rows = [
        (comment_id, language, start, end, quote, n_specific)
        for comment_id, text, language, has_title in _rows_of(authors)
        if language in LANGUAGES
        for start, end, quote, n_specific in _read_comment(text, load_lists(language), has_title)
    ]
    spans = pd.DataFrame(rows, columns=["comment_id", "language", "start", "end", "quote", "n_specific"]).reset_index(names="span")
    known = units.assign(strength=units["strength"].fillna(0.0).round(6) if "strength" in units else 0.0, has_praise=has_praise)
    joined = spans.merge(
        known[["comment_id", "unit_id", "start", "end", "sentiment", "polarity", "theme_id", "strength", "has_praise"]],
        on="comment_id",
        suffixes=("", "_unit"),
    )
    joined = joined[(joined["start_unit"] < joined["end"]) & (joined["end_unit"] > joined["start"])]
    is_pure = joined["polarity"].eq("positive").groupby(joined["span"]).transform("all")
    joined = joined[is_pure.astype(bool)]
    joined = joined.assign(tone=joined.groupby("span")["sentiment"].transform("mean"))
    best = (
        joined[joined["has_praise"]]
        .sort_values(["span", "strength", "unit_id"], ascending=[True, False, True], kind="stable")
        .drop_duplicates("span")
    )
    return best.assign(value=(best["n_specific"].clip(upper=10) / 10 + best["strength"] + best["tone"]).round(6))


def _rows_of(authors: pd.DataFrame) -> Iterator[tuple[str, str, str, bool]]:
    titles = authors["title"].fillna("").astype(str).str.strip().ne("") if "title" in authors else pd.Series(False, index=authors.index)
    columns = (authors[name].tolist() for name in ("comment_id", "text", "language"))
    yield from zip(*columns, titles.tolist(), strict=True)


def _read_comment(text: str, lists: Lists, has_title: bool) -> Iterator[tuple[int, int, str, int]]:
    """Give what of a comment can stand alone: where it starts and ends, its words, how many of them are specific."""
    # The title stands before the text as its first sentence; it is no part of a quote.
    sentences = split_sentences(text)[int(has_title) :]
    spans = [(sentence.start, sentence.start + len(sentence.text)) for sentence in sentences]
    if len(spans) > 1:
        spans.append((spans[0][0], spans[-1][1]))
    for start, end in spans:
        quote = text[start:end]
        is_whole = bool(_WHOLE.search(quote)) or end == spans[-1][1]
        if SHORTEST <= end - start <= LONGEST and is_whole and _stands_alone(quote, lists):
            n_specific = sum(len(word) >= LEAST_LETTERS and word not in lists.plain for word in set(_WORD.findall(flatten(quote))))
            if n_specific >= LEAST_SPECIFIC:
                yield start, end, quote, n_specific


def _stands_alone(quote: str, lists: Lists) -> bool:
    folded = flatten(quote)
    return (
        not _UNFIT.search(quote)
        and "\n" not in quote
        and (quote[0].isupper() or quote[0].isdigit())
        and not lists.starts.match(folded)
        and not lists.contrasts.search(folded)
        and not lists.requests.search(folded)
        and not lists.needs.search(folded)
    )
