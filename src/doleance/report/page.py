"""Lays out a report as one HTML page that opens from disk, asks the network for nothing and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from doleance.report.escapes import embed_json
from doleance.report.parts import Browser, Content, Figure
from doleance.report.svg import draw


def render_page(content: Content) -> bytes:
    """Return the page; the same content gives the same bytes."""
    style, script = _read("page.css"), _read("page.js")
    page = (
        _environment()
        .get_template("page.html")
        .render(
            content=content,
            browser=content.browser,
            words=content.words,
            data=Markup(embed_json(_data(content.browser))),
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )
    return page.encode("utf-8", "replace")


def _data(browser: Browser) -> dict[str, object]:
    return {"rows": browser.rows, "phrases": browser.phrases, "words": browser.words}


def _drawn(figure: Figure) -> Markup:
    """Return the figure for wide screens and paper, and the one for narrow screens where it has one."""
    wide = draw(figure.wide, figure.key, figure.title, figure.description)
    if figure.narrow is None:
        return Markup(f'<div class="drawn">{wide}</div>')
    narrow = draw(figure.narrow, f"{figure.key}-narrow", figure.title, figure.description)
    return Markup(f'<div class="drawn wide">{wide}</div><div class="drawn narrow">{narrow}</div>')


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("doleance.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawn"] = _drawn
    return environment


def _read(name: str) -> str:
    return (resources.files("doleance.report") / "templates" / name).read_text(encoding="utf-8")
