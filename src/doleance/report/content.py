"""Turns a study into everything a report says: all words are chosen here, formats only lay them out."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import PurePath

import pandas as pd

from doleance.report.parts import Content, Quote, Section
from doleance.report.quotes import gather_quotes, listing
from doleance.report.sections.browser import tell_browser
from doleance.report.sections.cards import tell_cards
from doleance.report.sections.lead import write_lead
from doleance.report.sections.method import name_source, tell_method
from doleance.report.sections.overview import tell_overview
from doleance.report.sections.segments import tell_segments
from doleance.report.sections.themes import tell_sentiment, tell_themes
from doleance.report.sections.wants import MOST_TESTIMONIALS, tell_ideas, tell_questions, tell_testimonials
from doleance.report.telling import Telling
from doleance.report.wording import load_wording
from doleance.schema import segment_columns
from doleance.settings import LANGUAGES
from doleance.study import Study

QUOTED = ("frustrations", "delights", "ideas")
FEW = 3


def build_content(study: Study, language: str | None = None, title: str | None = None) -> Content:
    """Return what a report on a study says, in one language; by default that of most comments.

    Raises
    ------
    UnknownLanguageError
        No report can be written in that language.
    """
    telling = prepare_telling(study, language)
    quotes = gather_quotes(telling, _quoted_units(telling))
    sections = _sections(telling, quotes)
    say, own = telling.wording.say, telling.own_encoder
    return Content(
        language=telling.wording.language,
        title=title_of(telling, title),
        meta=_meta(telling),
        lead=write_lead(telling),
        overview=tell_overview(telling),
        sections=sections,
        browser=tell_browser(telling, (quote.comment_id for quote in quotes.values())),
        words={
            **{name: say(f"page.{name}") for name in ("skip", "contents", "figures")},
            **{name: say(f"browser.{name}") for name in ("search", "reset", "form", "noscript")},
            "footer": say("page.footer_own" if own else "page.footer", version=_version(), name=own),
        },
    )


def prepare_telling(study: Study, language: str | None = None) -> Telling:
    """Return a study ready to be told in a language; by default that of most comments."""
    summary = study.summary
    wording = load_wording(language or choose_language(summary.languages))
    study = _rename_themes(study, wording.language)
    return Telling(study=study, summary=summary, wording=wording, segments=tuple(segment_columns(study.comments)))


def choose_language(languages: dict[str, int]) -> str:
    """Return the language most comments are in, among those a report can be written in; a tie goes to the first."""
    return max(LANGUAGES, key=lambda code: (languages.get(code, 0), -LANGUAGES.index(code)))


def title_of(telling: Telling, title: str | None) -> str:
    """Return the title asked for, else the name of the file, else a plain one."""
    return title or PurePath(name_source(telling)).name.partition(".")[0] or telling.wording.say("page.title")


def _rename_themes(study: Study, language: str) -> Study:
    """Return the study with its themes under the names they have in the language of the report."""
    names = {theme.theme_id: theme.name(language) for theme in study.codebook}
    return replace(
        study,
        themes=_renamed(study.themes, names),
        drivers=_renamed(study.drivers, names),
        findings={key: _renamed(frame, names) for key, frame in study.findings.items()},
    )


def _renamed(frame: pd.DataFrame, names: dict[int, str]) -> pd.DataFrame:
    if not {"theme_id", "theme"} <= set(frame.columns):
        return frame
    return frame.assign(theme=frame["theme_id"].map(names).fillna(frame["theme"]).astype(object))


def _sections(telling: Telling, quotes: dict[str, Quote]) -> tuple[Section, ...]:
    return (
        *tell_cards(telling, "frustrations", quotes),
        *tell_cards(telling, "delights", quotes),
        *tell_themes(telling),
        *tell_sentiment(telling),
        *tell_segments(telling),
        *tell_questions(telling, quotes),
        *tell_ideas(telling, quotes),
        *tell_testimonials(telling, quotes),
        tell_method(telling),
    )


def _quoted_units(telling: Telling) -> set[str]:
    """Return the units that may be quoted: the first few of each finding are enough."""
    lists = [ids for name in QUOTED if len(telling.finding(name)) for ids in telling.finding(name)["quote_ids"]]
    lists += list(telling.finding("questions").get("unit_ids", []))
    testimonials = telling.finding("testimonials")
    praised = testimonials.sort_values("rank")["unit_id"].head(MOST_TESTIMONIALS) if len(testimonials) else ()
    return {*chain.from_iterable(listing(ids)[:FEW] for ids in lists), *praised}


def _meta(telling: Telling) -> str:
    summary, wording = telling.summary, telling.wording
    parts = [wording.say("meta.rows", summary.n_rows), wording.say("meta.analysed", summary.n_analysed)]
    if summary.n_analysed:
        parts.append(wording.say("meta.coverage", share=wording.share(summary.coverage)))
    if summary.first_date is not None:
        first, last = wording.date(summary.first_date), wording.date(summary.last_date)
        parts.append(wording.say("meta.day", first=first) if first == last else wording.say("meta.dates", first=first, last=last))
    return wording.joined(parts)


def _version() -> str:
    try:
        return version("doleance")
    except PackageNotFoundError:
        return ""
