"""Writes the paragraph that answers the director."""

from __future__ import annotations

import pandas as pd

from doleance.report.parts import Run
from doleance.report.telling import Telling
from doleance.schema import MIN_SURE

MOST_OF_IT = 0.5


def write_lead(telling: Telling) -> tuple[Run, ...]:
    """Return the lead: the score, what changed, what costs and what earns; or plainly that little can be said."""
    if not telling.summary.n_analysed:
        return telling.wording.runs("lead.none")
    sentences = [*_few(telling), *(_scored(telling) if telling.has_score else _unscored(telling))]
    gap = Run(text=" ")
    return tuple(run for i, sentence in enumerate(sentences) for run in ((gap, *sentence) if i else sentence))


def _few(telling: Telling) -> list[tuple[Run, ...]]:
    n_analysed, n_scored = telling.summary.n_analysed, telling.summary.n_scored
    if n_analysed < MIN_SURE:
        return [telling.wording.runs("lead.few", n_analysed)]
    return [telling.wording.runs("lead.few_scores", n_scored)] if 0 < n_scored < MIN_SURE else []


def _scored(telling: Telling) -> list[tuple[Run, ...]]:
    blamed = _blamed(telling)
    return [_score(telling), *_change(telling, blamed), *_drivers(telling, blamed)]


def _score(telling: Telling) -> tuple[Run, ...]:
    summary = telling.summary
    values = {"score": telling.figure(summary.score or 0.0), "top": telling.wording.number(telling.scale.high)}
    if summary.score_low is None or summary.score_high is None:
        return telling.wording.runs(f"lead.score_{telling.manner}_alone", **values)
    low, high = telling.bound(summary.score_low), telling.bound(summary.score_high)
    return telling.wording.runs(f"lead.score_{telling.manner}", **values, low=low, high=high)


def _moved(telling: Telling) -> pd.Series | None:
    """Return the change between the halves of the period; nothing where it could not be measured."""
    change = telling.finding("change")
    return None if change.empty or pd.isna(change["change"].iloc[0]) else change.iloc[0]


def _blamed(telling: Telling) -> pd.Series | None:
    """Return the theme, beyond noise, that weighs most in a change; where the score held, the one that moved it most."""
    moved, changes = _moved(telling), telling.finding("changes")
    if moved is None or changes.empty:
        return None
    named = changes[changes["theme_id"].ge(0) & changes["is_significant"].eq(True) & ~changes["theme_id"].isin(_general_ids(telling))]
    weight = named["contribution"] / moved["change"] if moved["is_significant"] else named["contribution"].abs()
    named = named.assign(weight=weight)
    named = named[named["weight"].gt(0)].sort_values(["weight", "theme"], ascending=[False, True])
    return None if named.empty else named.iloc[0]


def _change(telling: Telling, blamed: pd.Series | None) -> list[tuple[Run, ...]]:
    moved, wording = _moved(telling), telling.wording
    if moved is None:
        return []
    is_told = bool(moved["is_significant"])
    key = ("rose" if moved["change"] > 0 else "fell") if is_told else "steady"
    size = telling.size(moved["change"], moved["low"], moved["high"])
    if blamed is None:
        return [wording.runs(f"lead.{key}", points=size)]
    words = {half: wording.share(blamed[f"n_{half}"] / max(moved[f"n_{half}"], 1)) for half in ("before", "after")}
    if is_told:
        ending = "most" if blamed["weight"] >= MOST_OF_IT else "part"
    else:
        ending = "up" if blamed["contribution"] > 0 else "down"
        size = telling.size(blamed["contribution"], blamed["low"], blamed["high"])
    return [wording.runs(f"lead.{key}_{ending}", points=size, theme=str(blamed["theme"]), **words)]


def _drivers(telling: Telling, blamed: pd.Series | None) -> list[tuple[Run, ...]]:
    drivers = telling.drivers()
    drivers = drivers[~drivers["theme_id"].isin(_general_ids(telling))]
    if drivers.empty:
        return []
    clear = drivers[drivers["is_significant"].astype(bool)]
    if clear.empty:
        return [telling.wording.runs("lead.noise")]
    sentences = []
    for key, row in (("cost", clear.iloc[-1]), ("earn", clear.iloc[0])):
        if (row["impact"] < 0) == (key == "cost"):
            is_again = blamed is not None and blamed["theme_id"] == row["theme_id"]
            words = {"points": telling.with_unit(row["impact"]), "comments": telling.comments(_mentions(telling, row["theme_id"]))}
            sentences.append(telling.wording.runs(f"lead.{key}_again" if is_again else f"lead.{key}", theme=str(row["theme"]), **words))
    # What was just named is told first, so that "it" means one thing.
    return sentences[::-1] if blamed is not None and blamed["theme_id"] == clear.iloc[0]["theme_id"] else sentences


def _general_ids(telling: Telling) -> list[int]:
    """Return the themes that say nothing in particular: a director can do nothing about them."""
    themes = telling.study.themes
    return themes.loc[themes["is_general"], "theme_id"].tolist() if "is_general" in themes else []


def _mentions(telling: Telling, theme_id: int) -> int:
    themes = telling.study.themes
    return int(themes.loc[themes["theme_id"].eq(theme_id), "n_comments"].sum())


def _unscored(telling: Telling) -> list[tuple[Run, ...]]:
    comments = telling.study.comments
    shares = comments.loc[comments["status"].eq("analysed"), "polarity"].value_counts(normalize=True)
    words = {name: telling.wording.share(float(shares.get(name, 0.0))) for name in ("negative", "positive")}
    sentences = [telling.wording.runs("lead.split", **words)]
    themes = telling.study.themes.sort_values(["n_comments", "theme"], ascending=[False, True])
    if len(themes):
        count = telling.comments(int(themes["n_comments"].iloc[0]))
        sentences.append(telling.wording.runs("lead.talk", theme=themes["theme"].iloc[0], comments=count))
    for key, name in (("complain", "frustrations"), ("praise", "delights")):
        found = telling.finding(name)
        if len(found):
            sentences.append(telling.wording.runs(f"lead.{key}", theme=found.sort_values("rank")["theme"].iloc[0]))
    return sentences
