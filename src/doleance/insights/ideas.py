"""Ideas of content: guides, portraits, tutorials, articles and FAQ entries, each from what customers said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from doleance.insights.lists import flatten, load_lists
from doleance.insights.quotes import choose_quotes
from doleance.schema import CLASSES
from doleance.settings import LANGUAGES

COLUMNS = [
    "rank",
    "kind",
    "basis",
    "theme_id",
    "theme",
    "nps_class",
    *(f"title_{language}" for language in LANGUAGES),
    "n_comments",
    "keywords",
    "quote_ids",
    "angle_key",
]
BASES = ("frustration", "question", "delight", "request")
KINDS = {"frustration": "guide", "delight": "portrait", "request": "article"}
ANGLES = {"frustration": "answer", "delight": "showcase", "request": "listen", "question": "explain", "tutorial": "teach"}
MOST = 10
N_QUOTES = 3
# Fewer people than this are no reason to write something, while there is anything better.
LEAST_PEOPLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Idea:
    """An idea before its title: what it rests on, the theme (−1 for none), whom it serves, its units and the questions it answers."""

    basis: str
    theme_id: int
    nps_class: str
    n_comments: int
    unit_ids: list[str]
    questions: dict[str, str] = field(default_factory=dict)


def find_ideas(comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame, findings: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return ten ideas of content at most, the bases taking turns, the one with the most people first in each turn.

    Frustrations give guides for detractors, delights portraits for promoters, requests articles, questions FAQ entries
    or, where steps answer them, tutorials. No theme comes twice on the same basis. An idea that rests on a single
    person is left out while there are others.

    Needs: of the findings ``frustrations``, ``delights``, ``questions`` and ``requests``, the tables of the functions of
    these names (one that is not there gives no idea); comments comment_id (nps_class); units unit_id, comment_id, unit,
    theme_id (strength); themes theme_id, theme (keywords).
    Gives: rank (from 1), kind (guide, tutorial, portrait, article, faq), basis, theme_id (−1 for none), theme ("" for
    none), nps_class (whom it serves), title_en, title_fr, n_comments (people), keywords, quote_ids, angle_key (answer,
    showcase, listen, explain, teach).
    """
    sources: dict[str, Iterable[_Idea]] = {
        "frustration": _from_themes(findings["frustrations"], "frustration", "detractor") if "frustrations" in findings else (),
        "question": _from_questions(findings["questions"], units) if "questions" in findings else (),
        "delight": _from_themes(findings["delights"], "delight", "promoter") if "delights" in findings else (),
        "request": _from_requests(findings["requests"], comments) if "requests" in findings else (),
    }
    ideas = _take_turns({basis: list(source) for basis, source in sources.items()})
    return _tell(ideas, comments, units, themes)


def _choose(idea: _Idea, units: pd.DataFrame, comments: pd.DataFrame) -> list[str]:
    # What frustrations and delights rest on are quotes already, the best first.
    own = idea.unit_ids
    if idea.basis in ("frustration", "delight"):
        return own
    chosen = choose_quotes(units[units["unit_id"].isin(own)], comments, N_QUOTES)
    # A question is quoted by those who asked it in its own words, whose units come first, one for each language.
    first = own[: len(LANGUAGES)] if idea.basis == "question" and chosen else []
    return [*first, *(unit_id for unit_id in chosen if unit_id not in first)][:N_QUOTES]


def _tell(ideas: list[_Idea], comments: pd.DataFrame, units: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(themes["theme_id"].tolist(), themes["theme"].tolist(), strict=True))
    own = {code: themes.set_index("theme_id")[f"theme_{code}"].to_dict() if f"theme_{code}" in themes else names for code in LANGUAGES}
    keywords = dict(zip(themes["theme_id"].tolist(), themes["keywords"].tolist(), strict=True)) if "keywords" in themes else {}
    rows, n_used = [], dict.fromkeys((*BASES, "tutorial"), 0)
    for rank, idea in enumerate(ideas, start=1):
        form = "tutorial" if idea.basis == "question" and _teaches(idea.questions) else idea.basis
        theme = str(names.get(idea.theme_id, ""))
        rows.append(
            {
                "rank": rank,
                "kind": KINDS.get(idea.basis, "tutorial" if form == "tutorial" else "faq"),
                "basis": idea.basis,
                "theme_id": idea.theme_id,
                "theme": theme,
                "nps_class": idea.nps_class,
                **{
                    f"title_{code}": _write_title(idea, form, str(own[code].get(idea.theme_id, "")), n_used[form], code)
                    for code in LANGUAGES
                },
                "n_comments": idea.n_comments,
                "keywords": list(keywords.get(idea.theme_id, [])),
                "quote_ids": _choose(idea, units, comments),
                "angle_key": ANGLES[form],
            }
        )
        n_used[form] += 1
    return pd.DataFrame(rows, columns=COLUMNS)


def _from_themes(ranked: pd.DataFrame, basis: str, nps_class: str) -> Iterator[_Idea]:
    for row in ranked[ranked["priority"].gt(0)].to_dict("records"):
        theme_id, n_comments = int(row["theme_id"]), int(row["n_comments"])
        yield _Idea(basis=basis, theme_id=theme_id, nps_class=nps_class, n_comments=n_comments, unit_ids=list(row["quote_ids"]))


def _from_questions(questions: pd.DataFrame, units: pd.DataFrame) -> Iterator[_Idea]:
    wordings = [f"question_{language}" for language in LANGUAGES]
    theme_of = units.set_index("unit_id")["theme_id"] if len(units) else pd.Series(dtype="int64")
    for row in questions.to_dict("records"):
        worded = {language: str(row[name]) for language, name in zip(LANGUAGES, wordings, strict=True) if row[name]}
        if worded:
            yield _Idea(
                basis="question",
                theme_id=_main_theme(theme_of.reindex(row["unit_ids"])),
                nps_class=_served({name: row[name] for name in CLASSES}),
                n_comments=int(row["n_comments"]),
                unit_ids=list(row["unit_ids"]),
                questions=worded,
            )


def _from_requests(requests: pd.DataFrame, comments: pd.DataFrame) -> Iterator[_Idea]:
    placed = requests[requests["theme_id"].ge(0)]
    people = placed.groupby("theme_id")["comment_id"].nunique().reset_index(name="n")
    people = people.sort_values(["n", "theme_id"], ascending=[False, True], kind="stable")
    classes = comments.set_index("comment_id")["nps_class"] if "nps_class" in comments else pd.Series(dtype=object)
    for theme_id, n in people.itertuples(index=False, name=None):
        own = placed[placed["theme_id"].eq(theme_id)]
        said = {str(name): int(count) for name, count in classes.reindex(own["comment_id"].unique()).value_counts().items()}
        unit_ids = sorted(own["unit_id"])
        yield _Idea(basis="request", theme_id=int(theme_id), nps_class=_served(said), n_comments=int(n), unit_ids=unit_ids)


def _main_theme(theme_ids: pd.Series) -> int:
    counts = theme_ids[theme_ids.ge(0)].value_counts()
    return int(min(counts.index[counts.eq(counts.max())])) if len(counts) else -1


def _served(counts: dict[str, int]) -> str:
    """Return the class that most of the people are of; of equals, the one that content can win most with."""
    order = ("passive", "detractor", "promoter")
    return max(order, key=lambda name: (counts.get(name, 0), -order.index(name)))


def _take_turns(found: dict[str, list[_Idea]]) -> list[_Idea]:
    """Return ten at most: a turn takes the next idea of each basis; those of a single person only where there are no others."""
    chosen: list[_Idea] = []
    for is_shared in (True, False):
        if chosen:
            break
        queues = {
            basis: _drop_repeats([idea for idea in ideas if (idea.n_comments >= LEAST_PEOPLE) is is_shared])
            for basis, ideas in found.items()
        }
        for turn in range(max(map(len, queues.values()), default=0)):
            taken = [(basis, queues[basis][turn]) for basis in BASES if turn < len(queues[basis])]
            chosen += [idea for _, idea in sorted(taken, key=lambda pair: (-pair[1].n_comments, BASES.index(pair[0])))]
    return chosen[:MOST]


def _drop_repeats(ideas: list[_Idea]) -> list[_Idea]:
    """Return the first idea of each theme; those without a theme all differ."""
    seen: set[int] = set()
    kept = []
    for idea in ideas:
        if idea.theme_id < 0 or idea.theme_id not in seen:
            seen.add(idea.theme_id)
            kept.append(idea)
    return kept


def _teaches(questions: dict[str, str]) -> bool:
    return all(load_lists(language).teaching.match(flatten(question)) for language, question in questions.items())


def _write_title(idea: _Idea, form: str, theme: str, turn: int, language: str) -> str:
    titles = load_lists(language).titles
    theme = theme[:1].upper() + theme[1:]
    if idea.basis != "question":
        return titles[form][turn % len(titles[form])].format(theme=theme)
    if language in idea.questions:
        return titles[form][turn % len(titles[form])].format(question=idea.questions[language])
    # Nobody asked in this language: the theme stands for the question, or the question is quoted as it was asked.
    if theme:
        return titles["answered"][0].format(theme=theme)
    return titles["quoted"][0].format(question=next(iter(idea.questions.values())))
