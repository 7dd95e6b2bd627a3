"""Tells what frustrates and what delights: one card for each theme, in the order to act."""

from __future__ import annotations

import pandas as pd

from doleance.insights.lists import flatten
from doleance.report.parts import Card, Chip, Quote, Section
from doleance.report.quotes import first_quote, listing
from doleance.report.telling import Telling, rows_of, tone_of
from doleance.schema import CUES, MIN_SURE

MOST_CARDS = 6
MOST_KEYWORDS = 3
MOST_CUES = 3
MIN_STEADY = 100
# A ratio of two counts is noise on few comments: twice as many is told from 30 of them, half as much again from 100.
TRENDS = (
    (2.0, MIN_SURE, "double"),
    (1.5, MIN_STEADY, "more"),
    (1 / 1.5, MIN_STEADY, "stable"),
    (0.5, MIN_STEADY, "less"),
    (0.0, MIN_SURE, "half"),
)


def tell_cards(telling: Telling, key: str, quotes: dict[str, Quote]) -> tuple[Section, ...]:
    """Return the section of the frustrations or of the delights; nothing where there are none."""
    found = telling.finding(key)
    if found.empty:
        return ()
    # A theme that is only called bad or good, without saying what, has no priority.
    found = found[found["priority"].gt(0)].sort_values("rank")
    if found.empty:
        return ()
    cards = tuple(_card(telling, key, row, quotes) for _, row in found.head(MOST_CARDS).iterrows())
    wording = telling.wording
    notes = [wording.say(f"{key}.note")]
    if len(cards) < len(found):
        notes.append(wording.say("page.chosen", shown=wording.number(len(cards)), total=wording.number(len(found))))
    return (Section(key=key, heading=wording.say(f"{key}.heading"), notes=tuple(notes), cards=cards),)


def tell_trend(telling: Telling, ratio: float, n_comments: int) -> str:
    """Return how a theme moved between the halves of the period; nothing where its comments are too few to say."""
    if pd.isna(ratio):
        return ""
    least, name = next((least, name) for low, least, name in TRENDS if ratio >= low)
    return telling.wording.say(f"trend.{name}") if n_comments >= least else ""


def tell_cues(telling: Telling, row: pd.Series) -> list[str]:
    """Return how many of a frustration's people speak of leaving, threaten…: the gravest few that anybody shows."""
    counts = {cue: row.get(f"n_{cue}") for cue in CUES}
    return [telling.wording.say(f"cues.{cue}", int(n)) for cue, n in counts.items() if pd.notna(n) and n > 0][:MOST_CUES]


def choose_keywords(words: object, theme: str) -> list[str]:
    """Return the keywords that add to the name of their theme, each once however it is accented."""
    named = flatten(theme)
    distinct = {flatten(word): word for word in reversed(listing(words))}
    return [word for folded, word in reversed(distinct.items()) if folded not in named]


def _card(telling: Telling, key: str, row: pd.Series, quotes: dict[str, Quote]) -> Card:
    say, theme_id = telling.wording.say, int(row["theme_id"])
    themes = telling.study.themes
    theme = themes[themes["theme_id"].eq(theme_id)]
    n_comments = int(theme["n_comments"].sum()) or int(row["n_comments"])
    share = row.get("class_share")
    facts = [
        say(f"{key}.count", int(row["n_comments"])),
        say(f"{key}.class_{telling.manner}", share=telling.wording.share(share)) if telling.has_score and pd.notna(share) else "",
        tell_trend(telling, row.get("trend", float("nan")), int(row["n_comments"])),
        *tell_cues(telling, row),
    ]
    keywords = [Chip(text=word) for words in theme["keywords"] for word in choose_keywords(words, str(row["theme"]))[:MOST_KEYWORDS]]
    return Card(
        rank=telling.wording.number(row["rank"]),
        title=str(row["theme"]),
        facts=telling.wording.joined(facts),
        chips=(*_impact(telling, theme_id), *keywords),
        quote=first_quote(quotes, row["quote_ids"], telling.wording.language),
        link=f"theme={theme_id}",
        link_text=say("page.see_all", n_comments),
    )


def _impact(telling: Telling, theme_id: int) -> tuple[Chip, ...]:
    drivers = telling.drivers()
    for row in rows_of(drivers[drivers["theme_id"].eq(theme_id)]):
        words = telling.with_unit(row.impact)
        if not row.is_significant:
            words = telling.wording.say("drivers.noise_chip", points=words)
        return (Chip(text=words, tone=tone_of(row.impact, bool(row.is_significant))),)
    return ()
