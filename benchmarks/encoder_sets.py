"""The texts of ``benchmarks/encoder.py``: labelled sets from a folder, pairs kept apart from training, comments for the clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import doleance

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
LABELLED = ("en_faq_banking77", "fr_faq_wikit_employee", "en_short_stackoverflow")
REVIEWS = "enfr_app_reviews_minibar_clusters"
MIXED = (
    "fr_insurance_reviews", "enfr_app_reviews_minibar", "en_nps_telecom", "en_airline_tweets", "en_nhs_patient_phase1", "fr_nps_jardinerie",
)  # fmt: skip
MOST_ROWS, MOST_SIGNS, N_HELD = 4_000, 400, 1_000
# No common divisor with most sizes, so that each pass over the corpora joins other comments.
STEP = 37


def read_set(data: Path, name: str) -> pd.DataFrame | None:
    """Return a set without the rows that also lie in an open one, or None where the folder lacks it."""
    path = data / f"{name}.csv.gz"
    if not path.exists():
        return None
    frame = pd.read_csv(path, dtype={"text": str, "lang": str}).dropna(subset=["text"])
    if "seen_in_open" in frame:
        frame = frame[~frame["seen_in_open"].astype(str).eq("True")]
    return frame.reset_index(drop=True)


def read_labelled(data: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the sets of one theme a comment, by name: text, lang, label; app reviews by app and task."""
    for name in LABELLED:
        frame = read_set(data, name)
        if frame is None:
            continue
        frame = frame[frame["label"].ne("oos")]
        yield name, frame.sample(MOST_ROWS, random_state=0) if len(frame) > MOST_ROWS else frame
    reviews = read_set(data, REVIEWS)
    if reviews is None:
        return
    for (app, task), part in reviews.rename(columns={"cluster": "label"}).groupby(["app", "task"]):
        sizes = part["label"].value_counts()
        yield f"{app}, {task}", part[part["label"].isin(sizes[sizes >= 2].index)]


def read_held_pairs(data: Path) -> pd.DataFrame | None:
    """Return the pairs (en, fr) that training keeps apart; the rule is the one of training/encoder."""
    path = data / "pairs_tatoeba_enfr.csv.gz"
    if not path.exists():
        return None
    pairs = pd.read_csv(path, dtype=str).dropna().drop_duplicates("en").drop_duplicates("fr")
    return pairs.sample(frac=1, random_state=0).reset_index(drop=True)[:N_HELD]


def draw_comments(data: Path | None, n_texts: int, turn: int) -> dict[str, list[str]]:
    """Return so many comments in English and so many mixed, others each turn; without data from the corpora, varied."""
    frames = [frame for name in MIXED if (frame := read_set(data, name)) is not None] if data else []
    if not frames:
        return _vary_corpora(n_texts, turn)
    pool = pd.concat(frames, ignore_index=True)[["text", "lang"]]
    pool = pool[pool["text"].str.len().between(2, MOST_SIGNS)]
    english = pool[pool["lang"].eq("en")]
    return {
        name: part["text"].sample(n_texts, replace=n_texts > len(part), random_state=turn).tolist()
        for name, part in (("English", english), ("mixed", pool))
    }


def _vary_corpora(n_texts: int, turn: int) -> dict[str, list[str]]:
    pools = {path.parent.name: doleance.read_comments(path)["verbatim"].dropna() for path in sorted(CORPORA.glob("*/comments.csv"))}
    english = [text for text in pools["saas-survey"] if text]
    mixed = [text for pool in pools.values() for text in pool if text]
    return {name: _vary(texts, n_texts, turn) for name, texts in (("English", english), ("mixed", mixed))}


def _vary(texts: list[str], n_texts: int, turn: int) -> list[str]:
    """Return so many texts: each with the first sentence of another, another one each pass."""
    endings = [text.split(". ")[0] for text in texts]
    places = range(turn * n_texts, (turn + 1) * n_texts)
    size = len(texts)
    return [f"{texts[i % size]} {endings[(i % size + (i // size + 1) * STEP) % size]}" for i in places]
