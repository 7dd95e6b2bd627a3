"""Doleance turns what customers wrote into what to do about it.

>>> import doleance
>>> comments = doleance.read_comments("export.csv")  # doctest: +SKIP
>>> study = doleance.analyse(comments)  # doctest: +SKIP
>>> doleance.write_report(study, "report.html", language="fr")  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from doleance.errors import DoleanceError
    from doleance.folder import read_study, write_study
    from doleance.pipeline import analyse, apply, find_questions
    from doleance.report import write_report
    from doleance.settings import Settings
    from doleance.study import Study
    from doleance.table.roles import read_comments
    from doleance.text.explanations import Explanation, explain_sentiment
    from doleance.text.sentiment import score_sentiment
    from doleance.themes.choices import encode
    from doleance.themes.codebook import Codebook
    from doleance.themes.context import ContextEncoder
    from doleance.themes.encoders import StaticEncoder
    from doleance.themes.model import ThemeModel

__version__ = "0.1.0"

# Where each public name lives; it is imported on first use, so that `import doleance` is light.
_HOMES = {
    "Codebook": "themes.codebook",
    "ContextEncoder": "themes.context",
    "DoleanceError": "errors",
    "Explanation": "text.explanations",
    "Settings": "settings",
    "StaticEncoder": "themes.encoders",
    "Study": "study",
    "ThemeModel": "themes.model",
    "analyse": "pipeline",
    "apply": "pipeline",
    "encode": "themes.choices",
    "explain_sentiment": "text.explanations",
    "find_questions": "pipeline",
    "read_comments": "table.roles",
    "read_study": "folder",
    "score_sentiment": "text.sentiment",
    "write_report": "report",
    "write_study": "folder",
}

__all__ = [
    "Codebook",
    "ContextEncoder",
    "DoleanceError",
    "Explanation",
    "Settings",
    "StaticEncoder",
    "Study",
    "ThemeModel",
    "analyse",
    "apply",
    "encode",
    "explain_sentiment",
    "find_questions",
    "read_comments",
    "read_study",
    "score_sentiment",
    "write_report",
    "write_study",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'doleance' has no attribute {name!r}")
    return getattr(importlib.import_module(f"doleance.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
