"""Makes a customer's words harmless in each format, without changing what they say."""

from __future__ import annotations

import json
import re

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
MARKDOWN = re.compile(r"([\\`*_\[\]|~$])")
START_OF_BLOCK = re.compile(r"^(\d*)([-=+#.)])(?=\s|$|[-=#])")
IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def strip_controls(text: str) -> str:
    """Return a text without the characters that neither XML nor HTML may hold."""
    return ILLEGAL.sub("", text)


def escape_markdown(text: str) -> str:
    """Return a text that Markdown shows on one line as it is: no markup, no HTML, no table cell cut in two."""
    flat = " ".join(strip_controls(text).split())
    escaped = MARKDOWN.sub(r"\\\1", flat).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return START_OF_BLOCK.sub(r"\1\\\2", escaped)


def embed_json(value: object) -> str:
    """Return JSON that may stand inside a ``<script>`` element: it can close no element and start no entity."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(IN_SCRIPT)
