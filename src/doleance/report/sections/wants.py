"""Tells what customers ask, what content would serve them, and whom to ask for a testimonial."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from doleance.report.escapes import strip_controls
from doleance.report.parts import Card, Cell, Chip, Quote, Section, Table
from doleance.report.quotes import first_quote, listing
from doleance.report.sections.cards import choose_keywords
from doleance.report.telling import Telling
from doleance.schema import CLASSES

MOST_QUESTIONS = 10
MOST_IDEAS = 8
MOST_TESTIMONIALS = 6
MOST_KEYWORDS = 4


def tell_questions(telling: Telling, quotes: dict[str, Quote]) -> tuple[Section, ...]:
    """Return the FAQ topics, most asked first; nothing where nobody asks."""
    found = telling.finding("questions")
    if found.empty:
        return ()
    wording, say = telling.wording, telling.wording.say
    # What no rule could put as a question stays in the workbook, as far as there are others to show.
    formed = found[[bool(_word_question(telling, row)) for _, row in found.iterrows()]]
    shown = order_questions(formed if len(formed) else found).head(MOST_QUESTIONS)
    classes = CLASSES if telling.has_score else ()
    rows = []
    for _, row in shown.iterrows():
        # A question that was asked only in the other language is quoted in that language.
        phrasing = first_quote(quotes, row["unit_ids"], wording.language if _asked_in(row, wording.language) else _other(wording.language))
        note = f"{phrasing.before}{phrasing.marked}{phrasing.after}" if phrasing else ""
        counts = (Cell(text=wording.number(row[name])) for name in classes)
        title = name_question(telling, row)
        # Who asked in these very words adds nothing by being quoted under them.
        note = "" if _letters(note) == _letters(title) else note
        rows.append(
            (Cell(text=title, link=f"question={int(row['topic_id'])}", note=note), Cell(text=wording.number(row["n_comments"])), *counts)
        )
    headings = (say("columns.question"), say("columns.people"), *(telling.class_name(name, 2).capitalize() for name in classes))
    table = Table(caption=say("questions.heading"), headings=headings, rows=tuple(rows), numbers=frozenset(range(1, 5)))
    notes = [say("questions.note")]
    if len(shown) < len(found):
        notes.append(say("page.chosen", shown=wording.number(len(shown)), total=wording.number(len(found))))
    return (Section(key="questions", heading=say("questions.heading"), notes=tuple(notes), tables=(table,)),)


def _letters(text: str) -> str:
    """Return the letters and digits of a text, to compare it with another."""
    return "".join(char for char in text.casefold() if char.isalnum())


def tell_ideas(telling: Telling, quotes: dict[str, Quote]) -> tuple[Section, ...]:
    """Return the content ideas, the best founded first; nothing where there are none."""
    found = telling.finding("ideas")
    if found.empty:
        return ()
    wording = telling.wording
    shown = found.sort_values("rank").head(MOST_IDEAS)
    cards = tuple(_idea(telling, row, quotes) for _, row in shown.iterrows())
    notes = [wording.say("ideas.note")]
    if len(shown) < len(found):
        notes.append(wording.say("page.chosen", shown=wording.number(len(shown)), total=wording.number(len(found))))
    return (Section(key="ideas", heading=wording.say("ideas.heading"), notes=tuple(notes), cards=cards),)


def tell_testimonials(telling: Telling, quotes: dict[str, Quote]) -> tuple[Section, ...]:
    """Return the quotes worth asking permission for; nothing where there are none."""
    found = telling.finding("testimonials")
    if found.empty:
        return ()
    names = dict(zip(telling.study.themes["theme_id"], telling.study.themes["theme"], strict=True))
    shown = found.sort_values("rank").head(MOST_TESTIMONIALS)
    cards = tuple(
        Card(title=str(names.get(theme_id, "")), quote=_whole(telling, quotes[unit_id], words))
        for theme_id, unit_id, words in zip(shown["theme_id"], shown["unit_id"], shown["quote"], strict=True)
        if unit_id in quotes
    )
    wording = telling.wording
    notes = [wording.say("testimonials.note")]
    if len(shown) < len(found):
        notes.append(wording.say("page.chosen", shown=wording.number(len(shown)), total=wording.number(len(found))))
    return (Section(key="testimonials", heading=wording.say("testimonials.heading"), notes=tuple(notes), cards=cards),)


def order_questions(found: pd.DataFrame) -> pd.DataFrame:
    """Return the topics in the order to answer them: by priority where there is one, then by people."""
    keys = [name for name in ("priority", "n_comments") if name in found]
    return found.sort_values([*keys, "topic_id"], ascending=[False] * len(keys) + [True])


def name_question(telling: Telling, row: pd.Series) -> str:
    """Return a topic's question in the language of the report, else in the other, else as one customer put it."""
    return _word_question(telling, row) or next(iter(listing(row.get("phrasings"))), "")


def _word_question(telling: Telling, row: pd.Series) -> str:
    own = telling.wording.language
    return _asked_in(row, own) or _asked_in(row, _other(own))


def _asked_in(row: pd.Series, language: str) -> str:
    value = row.get(f"question_{language}")
    return value if isinstance(value, str) else ""


def _other(language: str) -> str:
    return "fr" if language == "en" else "en"


def name_idea(telling: Telling, row: pd.Series) -> str:
    """Return the title of an idea in the language of the report."""
    return str(row[f"title_{telling.wording.language}"])


def tell_basis(telling: Telling, row: pd.Series) -> str:
    """Return whom an idea serves and what it rests on."""
    wording = telling.wording
    serves = wording.say(f"ideas.serves.{telling.manner}.{row['nps_class']}") if row.get("nps_class") in CLASSES else ""
    basis = wording.say(f"ideas.bases.{row['basis']}", int(row["n_comments"]))
    return wording.joined([basis, serves])


def _whole(telling: Telling, quote: Quote, words: str) -> Quote:
    """Return a testimonial as it would be printed: its own words, all of them marked, and nothing around them."""
    say = telling.wording.say
    return replace(quote, before=say("format.open"), marked=strip_controls(words), after=say("format.close"))


def _idea(telling: Telling, row: pd.Series, quotes: dict[str, Quote]) -> Card:
    wording = telling.wording
    words = wording.say("format.comma").join(choose_keywords(row["keywords"], str(row["theme"]))[:MOST_KEYWORDS])
    has_theme = pd.notna(row["theme_id"]) and row["theme_id"] >= 0
    return Card(
        title=name_idea(telling, row),
        kind=wording.say(f"ideas.kinds.{row['kind']}"),
        facts=tell_basis(telling, row),
        chips=(Chip(text=wording.say("ideas.words", words=words)),) if len(listing(row["keywords"])) > 1 else (),
        quote=first_quote(quotes, row["quote_ids"], wording.language),
        link=f"theme={int(row['theme_id'])}" if has_theme else "",
        link_text=wording.say("page.see_theme", theme=wording.quoted(str(row["theme"]))) if has_theme else "",
    )
