"""Tells how the figures were made, and accounts for every row."""

from __future__ import annotations

from pathlib import PurePath

from doleance.report.parts import Section
from doleance.report.telling import Telling
from doleance.shelf import list_models
from doleance.themes.choices import AUTO, FAST, FINE, MOST_FINE, TFIDF, name_encoder

MOST_NAMED = 12


def tell_method(telling: Telling) -> Section:
    """Return the notes on the figures: rows, formulas, what is noise, what was masked, what stayed on the machine."""
    summary, wording, say = telling.summary, telling.wording, telling.wording.say
    lines = [_accounting(telling)]
    if telling.has_score:
        lines += [say(f"method.score_{telling.manner}"), *_impacts(telling)]
    if len(telling.finding("changes")):
        lines.append(say("method.change"))
    lines.append(say("method.sentiment"))
    if summary.n_themes:
        lines += _themes(telling)
    if telling.study.settings.redact:
        lines.append(say("method.redactions", summary.n_redactions) if summary.n_redactions else say("method.redactions_none"))
    if summary.languages:
        lines.append(say("method.languages", languages=wording.listed(_languages(telling))))
    name = name_source(telling)
    lines += [say("method.source", name=name)] if name else []
    own = telling.own_encoder
    private = say("method.private_own", name=own) if own else say("method.private")
    return Section(key="method", heading=say("method.heading"), lines=(*lines, private))


def name_source(telling: Telling) -> str:
    """Return the name of the file that was analysed; nothing where it came from memory."""
    source = telling.study.source
    return PurePath(str(source.get("name") or source.get("path") or "")).name


def _accounting(telling: Telling) -> str:
    summary, wording = telling.summary, telling.wording
    names = ("analysed", "uninformative", "empty", "rejected")
    counts = {name: wording.number(getattr(summary, f"n_{name}")) for name in names}
    rows = wording.number(summary.n_rows)
    total = wording.number(summary.n_analysed + summary.n_uninformative + summary.n_empty + summary.n_rejected)
    return wording.say("method.accounting", rows=rows, total=total, **counts)


def _impacts(telling: Telling) -> list[str]:
    drivers, wording = telling.drivers(), telling.wording
    if drivers.empty:
        return []
    lines = [wording.say("method.impact"), wording.say("method.significance", alpha=wording.number(telling.study.settings.alpha, 2))]
    noisy = [wording.quoted(str(theme)) for theme in drivers.loc[~drivers["is_significant"].astype(bool), "theme"]]
    if 0 < len(noisy) <= MOST_NAMED:
        lines.append(wording.say("method.noise", themes=wording.listed(noisy)))
    return lines


def _themes(telling: Telling) -> list[str]:
    """Return what was grouped, by which encoder, and why that one; the themes may be those of another study with other numbers."""
    model, summary, say = telling.study.model, telling.summary, telling.wording.say
    name = "" if model is None else name_encoder(model.encoder_)
    manner = "_words" if name == TFIDF else "_own" if name and name not in list_models() else ""
    grouped = say(f"method.themes{manner}", summary.n_themes, units=telling.wording.number(summary.n_units))
    return [grouped] if model is None else [grouped, _encoder(telling, name, is_auto=model.encoder == AUTO)]


def _encoder(telling: Telling, name: str, *, is_auto: bool) -> str:
    """Return what gave the opinions their vectors; why, where the numbers of this study bear it out."""
    say = telling.wording.say
    if name == TFIDF:
        return say("method.encoder.foreign" if is_auto else "method.encoder.tfidf")
    if name not in list_models():
        return say("method.encoder.own", name=PurePath(name).name)
    is_above = telling.summary.n_units > MOST_FINE
    reason = "named" if not is_auto else "plain"
    if is_auto and name in (FINE, FAST) and is_above == (name == FAST):
        reason = "many" if is_above else "few"
    return say(f"method.encoder.{reason}", name=name, most=telling.wording.number(MOST_FINE))


def _languages(telling: Telling) -> list[str]:
    wording, languages = telling.wording, telling.summary.languages
    order = sorted(languages, key=lambda code: (-languages[code], code))
    names = [wording.say(f"languages.{code}") if wording.has(f"languages.{code}") else wording.say("languages.other") for code in order]
    return [wording.say("method.language", languages[code], name=name) for name, code in zip(names, order, strict=True)]
