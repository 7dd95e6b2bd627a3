"""Draws a Vega-Lite specification as SVG that can stand inside a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import vl_convert
from markupsafe import escape

VERSION = "5.21"
# What Vega writes for assistive tools and fonts is said once, on our own root, in the report's language.
NOISE = re.compile(r' (?:aria-[a-z]+|role|class|font-family|pointer-events|stroke-miterlimit|style)="[^"]*"| opacity="1"')
EMPTY = re.compile(r'<path d="(?:M[^"]*h0v0h0v?0?Z?)?"(?: display="none")?/>|<path d="M0,0h[0-9.]+v[0-9.]+h-[0-9.]+Z"/>|<g></g>|<g/>')
TAG = re.compile(r"<[^<>]*>")
DECIMALS = re.compile(r"(\d+\.\d)\d+")


def draw(spec: Mapping[str, Any], key: str, title: str, description: str) -> str:
    """Return a specification as one SVG element with a title and a description of its own.

    The same specification gives the same bytes. Size in the page is the style sheet's affair; ``key`` makes the ids.
    """
    drawn = vl_convert.vegalite_to_svg(dict(spec), vl_version=VERSION)
    head, body = re.match(r"\s*<svg([^>]*)>(.*)</svg>\s*$", drawn, re.DOTALL).groups()  # type: ignore[union-attr]
    box = re.search(r'viewBox="([^"]*)"', head)[1]  # type: ignore[index]
    body = TAG.sub(lambda tag: DECIMALS.sub(r"\1", NOISE.sub("", tag[0])), body)
    for _ in range(4):
        body = EMPTY.sub("", body)
    return (
        f'<svg role="img" viewBox="{box}" aria-labelledby="{key}-title {key}-description" font-family="inherit">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-description">{escape(description)}</desc>{body}</svg>'
    )
