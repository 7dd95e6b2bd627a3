"""Prints the themes of the project's corpora, and how well they fit those that people gave.

    python benchmarks/themes.py

``best F1``: of the found theme that fits a gold theme best, over the coded comments, averaged over the gold themes;
``one to one``: with each found theme used once.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

import doleance

CORPORA = Path(__file__).parents[1] / "corpora"
NAMES = ("enquete-boutique", "saas-survey", "avis-mixed")


def measure_fit(study: doleance.Study, folder: Path) -> pd.DataFrame:
    """Return the F1 of each theme found (rows, by name) with each gold theme (columns, by id) over the coded comments."""
    coded = (folder / "coded.txt").read_text(encoding="utf-8").split()
    units = pd.read_csv(folder / "units.csv")
    gold = pd.crosstab(units["comment_id"], units["theme"]).reindex(coded, fill_value=0) > 0
    lists = study.comments.set_index("comment_id").loc[coded, "theme_ids"]
    found = np.array([[theme_id in theme_ids for theme_id in study.themes["theme_id"]] for theme_ids in lists])
    both = found.T.astype(float) @ gold.to_numpy(dtype=float)
    scores = 2 * both / (found.sum(axis=0)[:, None] + gold.to_numpy().sum(axis=0))
    return pd.DataFrame(scores, index=study.themes["theme"], columns=gold.columns)


def tell_fit(name: str, study: doleance.Study, fit: pd.DataFrame) -> str:
    """Return a row of the table of figures."""
    rows, columns = linear_sum_assignment(-fit.to_numpy())
    one = fit.to_numpy()[rows, columns].sum() / fit.shape[1]
    figures = f"{fit.max().mean():.3f} | {one:.3f} | {study.summary.coverage:.3f}"
    return f"| `{name}` | {study.summary.n_analysed} | {fit.shape[1]} | {fit.shape[0]} | {figures} |"


def tell_names(name: str, study: doleance.Study, fit: pd.DataFrame) -> str:
    """Return the themes in words, the most mentioned first, then the gold themes with the theme that fits each best."""
    themes = study.themes.sort_values(["n_comments", "theme"], ascending=[False, True])
    found = "; ".join(f"{theme} ({n_comments})" for theme, n_comments in zip(themes["theme"], themes["n_comments"], strict=True))
    gold = "; ".join(f"{theme} → {fit[theme].idxmax()} {fit[theme].max():.2f}" for theme in fit)
    return f"**`{name}`** found: {found}.\n\nGold theme → best theme, F1: {gold}."


def main() -> None:
    """Print a Markdown table and the names."""
    print("| corpus | comments analysed | gold themes | themes found | best F1 | one to one | covered |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    names = []
    for name in NAMES:
        study = doleance.analyse(doleance.read_comments(CORPORA / name / "comments.csv"), doleance.Settings(names="rules"))
        fit = measure_fit(study, CORPORA / name)
        print(tell_fit(name, study, fit))
        names.append(tell_names(name, study, fit))
    print("", *names, sep="\n\n")


if __name__ == "__main__":
    main()
