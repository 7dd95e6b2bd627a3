"""Finds the cuts of the polarities and the probabilities, from scores of texts whose family was not learned from."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from doleance.text.lexicons import Cuts

GRID = np.round(np.arange(-0.4, 0.41, 0.02), 2)


def fit_cuts(frame: pd.DataFrame, scores: np.ndarray) -> Cuts:
    """Return the cuts that give the best mean three-class F1 over the sets that hold neutrals, and the probabilities' weights."""
    graded = [part.index.to_numpy() for _, part in frame.groupby("name") if (part["y"] == 0).sum() >= 30]
    gold = frame["y"].to_numpy()
    best = max(
        ((negative, positive) for negative in GRID for positive in GRID if negative < positive and -0.3 <= negative <= 0.1),
        key=lambda cut: np.mean([grade_three(gold[at], scores[at], *cut) for at in graded]),
    )
    sizes = frame.groupby("name")["y"].transform("size").to_numpy()
    model = LogisticRegression(C=100.0, max_iter=2000)
    model.fit(np.column_stack([scores, np.abs(scores)]), gold, sample_weight=1 / np.sqrt(sizes))
    weights = np.column_stack([model.intercept_, model.coef_])
    weights -= weights.mean(axis=0)
    return Cuts(
        negative=float(best[0]), positive=float(best[1]), weights=tuple(tuple(float(w) for w in row) for row in weights.round(4))
    )  # type: ignore[arg-type]  # fmt: skip


def grade_three(gold: np.ndarray, scores: np.ndarray, negative: float, positive: float) -> float:
    """Return the macro-F1 over negative, neutral and positive."""
    return float(f1_score(gold, np.where(scores <= negative, -1.0, np.where(scores >= positive, 1.0, 0.0)), average="macro"))


def grade_two(gold: np.ndarray, scores: np.ndarray) -> float:
    """Return the macro-F1 over the texts that are not neutral; a score of 0 counts as positive."""
    clear = gold != 0
    return float(f1_score(gold[clear] > 0, scores[clear] >= 0, average="macro"))


def find_error(frame: pd.DataFrame, scores: np.ndarray, cuts: Cuts) -> tuple[float, float]:
    """Return the expected calibration error of the likeliest class, and how often it is right where it says more than .8."""
    logits = np.column_stack([np.ones(len(scores)), scores, np.abs(scores)]) @ np.array(cuts.weights).T
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    sure, is_right = shares.max(axis=1), shares.argmax(axis=1) - 1.0 == frame["y"].to_numpy()
    bins = np.minimum((sure * 10).astype(int), 9)
    error = sum(abs(sure[bins == b].mean() - is_right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))
    return float(error), float(is_right[sure > 0.8].mean()) if (sure > 0.8).any() else float("nan")
