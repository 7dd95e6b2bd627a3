"""Tells the first screen: the score and what each theme costs or earns, or the mood and the themes where nobody gave a score."""

from __future__ import annotations

import pandas as pd

from doleance.report.figures import Estimate, Split, chart_counts, chart_estimates, chart_line, chart_splits
from doleance.report.parts import Cell, Figure, Headline, Section, Table
from doleance.report.telling import Telling, rows_of, tone_of
from doleance.schema import CLASSES, MIN_SHOWN, MIN_SURE, POLARITIES

MOST_THEMES = 14


def tell_overview(telling: Telling) -> tuple[Section, ...]:
    """Return the two cards of the first screen; fewer where there is nothing to draw."""
    if not telling.summary.n_analysed and not telling.has_score:
        return ()
    if telling.has_score:
        return (_score(telling), *_drivers(telling))
    return (_mood(telling), *_frequency(telling))


def choose_drivers(drivers: pd.DataFrame) -> pd.DataFrame:
    """Return the drivers that one chart can hold: the clear ones first, then those most people speak of."""
    order = drivers.assign(size=drivers["impact"].abs().where(drivers["is_significant"].astype(bool), 0.0))
    order = order.sort_values(["is_significant", "size", "n_scored", "theme"], ascending=[False, False, False, True])
    return drivers[drivers["theme_id"].isin(order["theme_id"].head(MOST_THEMES))]


def _score(telling: Telling) -> Section:
    summary, say = telling.summary, telling.wording.say
    score = summary.score or 0.0
    has_interval = summary.score_low is not None and summary.score_high is not None
    interval = telling.interval(summary.score_low or 0.0, summary.score_high or 0.0) if has_interval else ""
    unit = "" if telling.scale.is_nps else say("score.stars", round(score, 1))
    beside = say("format.comma").join(part for part in (unit, interval) if part)
    thin = say("score.thin") if summary.n_scored < MIN_SURE else ""
    under = telling.wording.joined([say("score.base", summary.n_scored), thin])
    return Section(
        key="score",
        heading=say(f"score.heading_{telling.manner}"),
        headline=Headline(figure=telling.figure(score), beside=beside, under=under),
        figures=(_classes(telling), *_periods(telling)),
    )


def _classes(telling: Telling) -> Figure:
    summary, wording = telling.summary, telling.wording
    names = CLASSES[::-1]
    counts = [getattr(summary, name) for name in names]
    shares = [count / (sum(counts) or 1) for count in counts]
    words = wording.shares(shares)
    parts = [f"{share} {telling.class_name(name, count)}" for share, name, count in zip(words, names, counts, strict=True)]
    table = Table(
        caption=wording.say("score.split_title"),
        headings=(wording.say("columns.class"), wording.say("columns.people"), wording.say("columns.share")),
        rows=tuple(
            (Cell(text=telling.class_name(name, 2)), Cell(text=wording.number(count)), Cell(text=share))
            for name, count, share in zip(names, counts, words, strict=True)
        ),
        numbers=frozenset({1, 2}),
    )
    return Figure(
        key="classes",
        title=wording.say("score.split_title"),
        description=wording.say("score.split_description", parts=wording.listed(parts)),
        wide=chart_splits([_split("", shares, words)]),
        note=wording.joined(parts),
        table=table,
    )


def _periods(telling: Telling) -> tuple[Figure, ...]:
    periods = telling.finding("periods")
    if periods.empty:
        return ()
    periods = periods[periods["n"].ge(MIN_SHOWN) & periods["score"].notna()].sort_values("period")
    if len(periods) < 2:
        return ()
    wording, say = telling.wording, telling.wording.say
    labels = _label_periods(telling, [str(period) for period in periods["period"]])
    is_sure = periods["n"].ge(MIN_SURE) & (periods["is_complete"].astype(bool) if "is_complete" in periods else True)
    points = [
        Estimate(label=label, value=row.score, low=row.low, high=row.high,
                 text=telling.figure(row.score), tone="up" if sure else "mute")
        for row, sure, label in zip(rows_of(periods), is_sure, labels, strict=True)
    ]  # fmt: skip
    rows = [
        (Cell(text=wording.period(str(row.period))), Cell(text=telling.bound(row.score)), Cell(text=telling.ends(row.low, row.high)),
         Cell(text=wording.number(row.n)))
        for row in rows_of(periods)
    ]  # fmt: skip
    title = say(f"score.periods_title_{telling.manner}")
    headings = tuple(say(f"columns.{name}") for name in ("period", "score", "interval", "scored"))
    return (
        Figure(
            key="periods",
            title=title,
            description=say("score.periods_description", level=telling.level, first=f"{rows[0][0].text} {points[0].text}",
                            last=f"{rows[-1][0].text} {points[-1].text}"),
            wide=chart_line(points),
            note=title if is_sure.all() else f"{title}. {say('score.incomplete')}",
            table=Table(caption=title, headings=headings, rows=tuple(rows), numbers=frozenset({1, 2, 3})),
        ),
    )  # fmt: skip


def _label_periods(telling: Telling, periods: list[str]) -> list[str]:
    """Return short labels; where there are several years, the year stands below the first period of each."""
    years = [period[:4] for period in periods]
    labels = [telling.wording.period(period, has_year=False) for period in periods]
    if len(set(years)) == 1:
        return labels
    is_new = [not i or year != years[i - 1] for i, year in enumerate(years)]
    return [f"{label}\n{year}" if new else label for label, year, new in zip(labels, years, is_new, strict=True)]


def _drivers(telling: Telling) -> tuple[Section, ...]:
    drivers, wording, say = telling.drivers(), telling.wording, telling.wording.say
    if drivers.empty:
        return ()
    chosen = choose_drivers(drivers)
    estimates = [
        Estimate(label=row.theme, value=row.impact, low=row.impact_low, high=row.impact_high, text=telling.impact(row.impact),
                 tone=tone_of(row.impact, bool(row.is_significant)), weight=int(row.n_scored))
        for row in rows_of(chosen)
    ]  # fmt: skip
    rows = [
        (Cell(text=row.theme, link=f"theme={row.theme_id}"),
         Cell(text=telling.with_unit(row.impact), tone=tone_of(row.impact, bool(row.is_significant))),
         Cell(text=telling.impact_ends(row.impact_low, row.impact_high)), Cell(text=wording.number(row.n_scored)),
         Cell(text=say("drivers.clear" if row.is_significant else "drivers.noise")))
        for row in rows_of(chosen)
    ]  # fmt: skip
    headings = tuple(say(f"columns.{name}") for name in ("theme", "impact", "interval", "scored", "verdict"))
    heading = say("drivers.heading")
    notes = [say(f"drivers.note_{telling.manner}", level=telling.level)]
    if len(chosen) < len(drivers):
        notes.append(say("page.chosen", shown=wording.number(len(chosen)), total=wording.number(len(drivers))))
    figure = Figure(
        key="drivers",
        title=heading,
        description=say("drivers.description", level=telling.level),
        wide=chart_estimates(estimates, telling.tick, 0.0),
        narrow=chart_estimates(estimates, telling.tick, 0.0, is_narrow=True),
        note=" ".join(notes),
        table=Table(caption=heading, headings=headings, rows=tuple(rows), numbers=frozenset({1, 2, 3})),
    )
    return (Section(key="drivers", heading=heading, figures=(figure,)),)


def _mood(telling: Telling) -> Section:
    wording, say = telling.wording, telling.wording.say
    comments = telling.study.comments
    counts = comments.loc[comments["status"].eq("analysed"), "polarity"].value_counts()
    numbers = [int(counts.get(name, 0)) for name in POLARITIES]
    shares = [number / (sum(numbers) or 1) for number in numbers]
    words = wording.shares(shares)
    parts = [f"{share} {say(f'polarities.{name}')}" for share, name in zip(words, POLARITIES, strict=True)]
    figure = Figure(
        key="mood",
        title=say("mood.title"),
        description=say("mood.description", parts=wording.listed(parts)),
        wide=chart_splits([_split("", shares, words)]),
        note=wording.joined(parts),
    )
    return Section(key="score", heading=say("mood.heading"), notes=(say("mood.note", telling.summary.n_analysed),), figures=(figure,))


def _frequency(telling: Telling) -> tuple[Section, ...]:
    wording, say = telling.wording, telling.wording.say
    themes = telling.study.themes.sort_values(["n_comments", "theme"], ascending=[False, True])
    if themes.empty:
        return ()
    shown = themes.head(MOST_THEMES)
    bars = [
        Estimate(label=row.theme, value=row.n_comments, low=0, high=row.n_comments, text=wording.number(row.n_comments))
        for row in rows_of(shown)
    ]
    rows = tuple(
        (Cell(text=row.theme, link=f"theme={row.theme_id}"), Cell(text=wording.number(row.n_comments)), Cell(text=wording.share(row.share)))
        for row in rows_of(shown)
    )
    headings = tuple(say(f"columns.{name}") for name in ("theme", "comments", "share"))
    notes = [say("frequency.note")]
    if len(shown) < len(themes):
        notes.append(say("page.chosen", shown=wording.number(len(shown)), total=wording.number(len(themes))))
    title = say("frequency.title")
    figure = Figure(
        key="frequency", title=title, description=say("frequency.description"), wide=chart_counts(bars),
        narrow=chart_counts(bars, is_narrow=True),
        note=" ".join(notes), table=Table(caption=title, headings=headings, rows=rows, numbers=frozenset({1, 2})),
    )  # fmt: skip
    return (Section(key="drivers", heading=say("frequency.heading"), figures=(figure,)),)


def _split(label: str, shares: list[float], words: list[str]) -> Split:
    return Split(label=label, shares=(shares[0], shares[1], shares[2]), texts=(words[0], words[1], words[2]))
