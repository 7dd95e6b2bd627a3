"""Texts become word tokens for the encoder: folded, elisions split, all texts in one pass."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from doleance.text.normaliser import fold

# A control sign that is taken out of every text marks where one text ends.
_END = "\x1f"
_TOKEN = re.compile(r"[^\W\d_]+|\x1f")
_NOT = re.compile(r"n't\b")


def tokenise(texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], pd.Index]:
    """Return the tokens of all texts.

    Elided words are split at their apostrophe (*l'accueil* → *l*, *accueil*), *n't* becomes *not*, digits are left out.

    Returns
    -------
    rows : (n_tokens,)
        The text that each token is of.
    codes : (n_tokens,)
        The token, as a position in ``words``.
    words
        The distinct tokens, in the order of their first appearance.
    """
    joined = _END.join(text.replace(_END, " ") for text in texts)
    found = _TOKEN.findall(_NOT.sub(" not", fold(joined)))
    codes, words = pd.factorize(np.array([_END, *found], dtype=object))
    is_end = codes == 0
    rows = np.cumsum(is_end)[~is_end] - 1
    return rows.astype(np.int64), codes[~is_end].astype(np.int64) - 1, pd.Index(words[1:], dtype=object)
