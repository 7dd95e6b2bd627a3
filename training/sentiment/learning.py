"""Learns a valence for each word from labelled texts, starting from the priors, with the product's own engine and rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, sparse

from doleance.text.folding import fold
from doleance.text.lexicons import NEGATION, Cuts, Lexicon, load_emoji_priors, load_rules
from doleance.text.valence import ValenceEngine

NO_CUTS = Cuts(negative=-0.05, positive=0.05, weights=((0, 0, 0),) * 3)
SPREAD, LENGTH = 15.0, 0.05
SIGNS = ("!", "!!", "?", "??", "!?", "\u2026")


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalties:
    """How hard words are held to their priors: a word's own part, the part it shares with its lemma, its negated form."""

    word: float = 25.0
    lemma: float = 12.0
    negated: float = 50.0
    neutral: float = 0.3


def make_lexicon(language: str, valences: Mapping[str, float], negated: Mapping[str, float], cuts: Cuts = NO_CUTS) -> Lexicon:
    """Return a lexicon of the product's kind."""
    return Lexicon(
        language=language, valences={**load_emoji_priors(), **valences}, negated=dict(negated), rules=load_rules(language),
        cuts=cuts, spread=SPREAD, length=LENGTH,
    )  # fmt: skip


@dataclass(slots=True)
class Design:
    """Labelled texts as the engine marks them: one column a word, for its plain and its negated uses."""

    words: list[str]
    plain: sparse.csr_matrix
    negated: sparse.csr_matrix
    fixed: np.ndarray

    def take(self, chosen: np.ndarray) -> Design:
        """Return the design of some rows, given by a mask."""
        return Design(self.words, self.plain[chosen], self.negated[chosen], self.fixed[chosen])

    def score(self, valences: np.ndarray, negated: np.ndarray) -> np.ndarray:
        """Return the sum of valences of each text, before it is bounded."""
        return self.plain @ valences + self.negated @ negated + self.fixed


def count_words(texts: Sequence[str], families: Sequence[str], language: str) -> tuple[Counter[str], dict[str, set[str]]]:
    """Return in how many texts each word stands, and in which families."""
    engine = ValenceEngine(make_lexicon(language, {}, {}))
    counts: Counter[str] = Counter()
    homes: dict[str, set[str]] = {}
    for text, family in zip(texts, families, strict=True):
        for word in {fold(token).rstrip("'") for token in engine.find_tokens(text) if token[0].isalpha()}:
            counts[word] += 1
            homes.setdefault(word, set()).add(family)
    return counts, homes


def build_design(texts: Sequence[str], words: Sequence[str], language: str) -> Design:
    """Return the texts as rows over ``words``; valences set by rule (phrases, emoji, marks out of ten) go to ``fixed``."""
    engine = ValenceEngine(make_lexicon(language, dict.fromkeys(words, 1.0), dict.fromkeys(words, 1.0)))
    place = {word: column for column, word in enumerate(words)}
    rows: tuple[list[int], list[int]] = ([], [])
    columns: tuple[list[int], list[int]] = ([], [])
    values: tuple[list[float], list[float]] = ([], [])
    fixed = np.zeros(len(texts))
    for row, text in enumerate(texts):
        marks = engine.mark(text)
        damping = 1 / np.sqrt(1 + LENGTH * len(marks))
        for mark in marks:
            column = place.get(mark.entry.key)
            if column is None:
                fixed[row] += mark.value * damping
                continue
            side = int(mark.is_negated)
            rows[side].append(row)
            columns[side].append(column)
            values[side].append(mark.factor * damping)
    shape = (len(texts), len(words))
    plain, negated = (sparse.csr_matrix((values[s], (rows[s], columns[s])), shape=shape) for s in (0, 1))
    return Design(list(words), plain, negated, fixed)


def weigh_rows(frame: pd.DataFrame, neutral: float) -> np.ndarray:
    """Return row weights: sets count by the root of their size, and within a set negative weighs as positive.

    Labels between −1 and 1, a teacher's, count by how sure they are.
    """
    weights = np.zeros(len(frame))
    for _, part in frame.groupby("name"):
        at, labels = part.index.to_numpy(), part["y"].to_numpy()
        for sign in (-1.0, 1.0):
            sureness = np.clip(labels * sign, 0, 1)
            weights[at] += sureness * np.sqrt(len(part)) / 2 / max(sureness.sum(), 10)
        is_neutral = labels == 0.0
        weights[at[is_neutral]] = neutral * np.sqrt(len(part)) / max(is_neutral.sum(), 10)
    return weights / weights.sum() * len(frame)


def fit(frame: pd.DataFrame, design: Design, priors: np.ndarray, lemmas: np.ndarray, penalties: Penalties) -> tuple[np.ndarray, np.ndarray]:
    """Return each word's learned valence and negated valence.

    A soft logistic regression: the score of a text is the sum of its words' valences; each set has its own intercept, so
    that how satisfied its customers are does not leak into the words. Words share a part with the other forms of their lemma.
    """
    combined = (design.plain + NEGATION * design.negated).tocsr()
    shared = sparse.csr_matrix((np.ones(len(lemmas)), (np.arange(len(lemmas)), lemmas)))
    features = sparse.hstack([combined, combined @ shared, design.negated]).tocsr()
    n_words, n_lemmas = len(priors), shared.shape[1]
    strengths = np.r_[np.full(n_words, penalties.word), np.full(n_lemmas, penalties.lemma), np.full(n_words, penalties.negated)]
    offset = combined @ priors + design.fixed
    homes = pd.factorize(frame["name"])[0]
    inside = sparse.csr_matrix((np.ones(len(frame)), (np.arange(len(frame)), homes)))
    target = (np.sign(frame["y"].to_numpy()) + 1) / 2
    weights = weigh_rows(frame, penalties.neutral)
    n_delta = features.shape[1]

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        delta, scale, bias = parameters[:n_delta], np.exp(parameters[n_delta]), parameters[n_delta + 1 :]
        raw = offset + features @ delta
        logits = scale * raw + inside @ bias
        value = (weights * (np.logaddexp(0, logits) - target * logits)).sum() + 0.5 * (strengths * delta**2).sum() + 0.05 * (bias**2).sum()
        slope = weights * (1 / (1 + np.exp(-logits)) - target)
        return value, np.r_[scale * (features.T @ slope) + strengths * delta, scale * (slope @ raw), inside.T @ slope + 0.1 * bias]

    start = np.zeros(n_delta + 1 + inside.shape[1])
    start[n_delta] = np.log(0.7)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 120, "maxfun": 150}).x
    delta = found[:n_delta]
    valences = priors + delta[:n_words] + shared @ delta[n_words : n_words + n_lemmas]
    return valences, NEGATION * valences + delta[n_words + n_lemmas :]
