"""Builds models/encoder-fine: a small network over the word vectors of models/encoder-fast.

    python training/encoder/build_fine.py --data FOLDER [--cache FOLDER]

Needs the packages of requirements/train.txt and models/encoder-fast. First the network learns where the teachers put
sentences, then, from frames written for it, that a denied fault is praise. Seeded: with the same number of threads the
same inputs give the same file. Half an hour on two cores.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from build_fast import prepare
from corpus import read_pairs
from frames import Frames, read_frames
from student import N_KNOWN, PLAIN, STANCE, STANCES, Student, join, to_arrays
from torch.nn import functional

from doleance.text.sentiment import score_sentiment
from doleance.themes.tables import load_table
from doleance.themes.tokens import tokenise

OUT = Path(__file__).resolve().parents[2] / "models" / "encoder-fine"
EPOCHS, BATCH, LONGEST = 10, 512, 48
RATE, STEPS_STANCE, RATE_STANCE = 2e-3, 2000, 1e-3
# How often a word is known by its letters alone, by its vector alone, and not at all: customers' words are not all known.
SPELT, UNKNOWN, DROPPED = 0.06, 0.10, 0.015


class Texts:
    """Texts as padded batches of word vectors.

    Parameters
    ----------
    texts
        Each with a word at least, where it is to be in a batch.
    known
        The words with a vector of their own in the network.
    """

    def __init__(self, texts: Sequence[str], known: dict[str, int]) -> None:
        table = load_table("encoder-fast")
        rows, codes, words = tokenise(list(texts))
        self.sizes = np.minimum(np.bincount(rows, minlength=len(texts)), LONGEST)
        counts = np.bincount(rows, minlength=len(texts))
        self._starts, self._codes = np.cumsum(counts) - counts, codes + 1
        nothing = np.zeros((1, table.dim), np.float32)
        self._raw = torch.tensor(np.vstack([nothing, table.look_up(words)]))
        self._spelt = torch.tensor(np.vstack([nothing, table.guess(words)]))
        self._known = torch.tensor([0, *(known.get(word, 0) for word in words)])

    def batch(self, rows: np.ndarray, *, is_blurred: bool = False) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return what ``Student`` takes of some texts; blurred, some of their words are less known than they are."""
        sizes = self.sizes[rows]
        places = np.zeros((len(rows), sizes.max()), np.int64)
        filled = np.arange(places.shape[1]) < sizes[:, None]
        places[filled] = self._codes[(self._starts[rows][:, None] + np.arange(places.shape[1]))[filled]]
        codes = torch.tensor(places)
        raw, known, is_word = self._raw[codes], self._known[codes], (codes > 0).float()
        if is_blurred:
            drawn = torch.rand(codes.shape)
            raw = torch.where((drawn < SPELT)[:, :, None], self._spelt[codes], raw)
            known = torch.where(drawn < UNKNOWN, 0, known)
            is_word = is_word * ((drawn < 1 - DROPPED) | (is_word.sum(1, keepdim=True) < 4)).float()
        return raw * is_word[:, :, None], known, is_word


def cut_batches(sizes: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield the rows of an epoch's batches, texts of like length together."""
    rows = rng.permutation(np.flatnonzero(sizes > 0))
    pieces = [rows[start : start + 40 * BATCH] for start in range(0, len(rows), 40 * BATCH)]
    pieces = [piece[np.argsort(sizes[piece], kind="stable")] for piece in pieces]
    batches = [piece[start : start + BATCH] for piece in pieces for start in range(0, len(piece), BATCH)]
    for i in rng.permutation(len(batches)):
        yield batches[i]


def miss(about: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return how far vectors lie from their targets, and their cosines with each other from the targets'."""
    return (1 - (about * target).sum(1)).mean() + 10 * ((about @ about.T - target @ target.T) ** 2).mean()


def step(optimizer: torch.optim.Optimizer, loss: torch.Tensor, rate: float) -> None:
    """Take one step down."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(optimizer.param_groups[0]["params"], 1.0)
    optimizer.step()


def slope(i: int, n: int, warm: int) -> float:
    """Return the share of the learning rate at a step: up, then down along a cosine."""
    return min(1, (i + 1) / warm) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * i / n)))


def learn_meaning(student: Student, texts: Texts, targets: torch.Tensor, moods: torch.Tensor) -> None:
    """Teach where sentences lie, and a first notion of praise and blame."""
    optimizer, rng = torch.optim.AdamW(student.parameters(), lr=RATE, weight_decay=0.01), np.random.default_rng(0)
    n_steps = EPOCHS * math.ceil((texts.sizes > 0).sum() / BATCH)
    began, i, mean = time.perf_counter(), 0, 0.0
    for _ in range(EPOCHS):
        for rows in cut_batches(texts.sizes, rng):
            about, stance = student(*texts.batch(rows, is_blurred=True))
            loss = miss(about, targets[rows]) + 0.3 * ((stance[:, 0] - moods[rows]) ** 2).mean()
            step(optimizer, loss, RATE * slope(i, n_steps, 200))
            i, mean = i + 1, mean + 0.01 * (loss.item() - mean)
            if i % 500 == 0:
                print(f"meaning {i}/{n_steps}  loss {mean:.4f}  {time.perf_counter() - began:.0f} s", flush=True)


def learn_stance(student: Student, texts: Texts, targets: torch.Tensor, moods: torch.Tensor, frames: Frames, known: dict[str, int]) -> None:
    """Teach that two ways to say a thing lie near, and a thing and its denial apart, without forgetting the meaning."""
    optimizer, rng = torch.optim.AdamW(student.parameters(), lr=RATE_STANCE, weight_decay=0.01), np.random.default_rng(1)
    said = Texts([*frames.texts, *(word for word, _ in frames.words)], known)
    with torch.no_grad():
        rows = np.arange(len(said.sizes))
        before = torch.cat([student(*said.batch(part))[0] for part in np.array_split(rows, 40)])
    place = np.array([frames.frame, frames.form])
    members = {tuple(key): np.flatnonzero((key == place.T).all(axis=1)) for key in np.unique(place.T, axis=0)}
    signs, is_neutral = torch.tensor([sign for _, sign in frames.words]), torch.tensor(frames.is_neutral)
    kept, mean = np.flatnonzero((texts.sizes > 0) & (texts.sizes < 30)), 0.0
    for i in range(STEPS_STANCE):
        chosen = rng.choice(len(frames.is_neutral), 40, replace=False)
        groups = torch.tensor(np.repeat(chosen, 8))
        sides = torch.tensor(np.tile(np.repeat([1.0, -1.0], 4), 40), dtype=torch.float32)
        rows = np.concatenate([rng.choice(members[frame, form], 2) for frame in chosen for form in range(4)])
        words = rng.choice(len(frames.words), 24, replace=False)
        both = np.concatenate([rows, len(frames.texts) + words])
        inputs = said.batch(both, is_blurred=True)
        about, stance = student(*inputs)
        vectors = join(about, stance, inputs[0])[: len(rows)]
        others = rng.choice(kept, BATCH // 2, replace=False)
        their_about, their_stance = student(*texts.batch(others, is_blurred=True))
        loss = miss(their_about, targets[others]) + 0.5 * (1 - (about * before[both]).sum(1)).mean()
        loss = loss + 0.5 * ((their_stance[:, 0] - 0.8 * moods[others]) ** 2).mean() + 0.025 * (their_stance[:, 1:] ** 2).mean()
        loss = loss + confuse(vectors, groups, sides)
        judged = ~is_neutral[groups]
        loss = loss + 0.5 * ((stance[: len(rows), 0] - 0.8 * sides)[judged] ** 2).mean()
        loss = loss + 0.25 * ((stance[len(rows) :, 0] - 0.8 * signs[words]) ** 2).mean()
        step(optimizer, loss, RATE_STANCE * slope(i, STEPS_STANCE, 100))
        mean += 0.02 * (loss.item() - mean)
        if (i + 1) % 500 == 0:
            print(f"stance {i + 1}/{STEPS_STANCE}  loss {mean:.4f}", flush=True)


def confuse(vectors: torch.Tensor, groups: torch.Tensor, sides: torch.Tensor) -> torch.Tensor:
    """Return how much nearer the contrary lies than it should: than the farthest of the same, and than their mean."""
    cosines = vectors @ vectors.T
    is_group = groups[:, None] == groups[None]
    is_same = is_group & (sides[:, None] == sides[None]) & ~torch.eye(len(groups), dtype=torch.bool)
    contrary = cosines.masked_fill(~(is_group & (sides[:, None] != sides[None])), -9).max(1).values
    farthest = cosines.masked_fill(~is_same, 9).min(1).values
    mean = (cosines * is_same).sum(1) / is_same.sum(1)
    return functional.relu(0.15 - farthest + contrary).mean() + 0.5 * functional.relu(0.3 - mean + contrary).mean()


def check(data: Path, apart: Frames) -> None:
    """Print how often a sentence of frames kept apart lies nearer to its like than to its contrary, and the translations found."""
    from doleance.themes.context import ContextEncoder

    encoder = ContextEncoder()
    vectors, frame, form = encoder.encode(apart.texts), np.array(apart.frame), np.array(apart.form)
    right = []
    for i in np.unique(frame):
        said, denied, contrary = (vectors[(frame == i) & (form == k)] for k in (0, 1, 3))
        right.append((said @ denied.T).mean(axis=1) > (said @ contrary.T).mean(axis=1))
    held = read_pairs(data)[0]
    english, french = encoder.encode(held["en"].tolist()), encoder.encode(held["fr"].tolist())
    near = (french @ english.T).argmax(axis=1) == np.arange(len(held))
    print(f"frames kept apart {np.concatenate(right).mean():.3f}  fr→en {near.mean():.3f}")


def main() -> None:
    """Build the model and print its check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    asked = parser.parse_args()
    torch.manual_seed(0)
    lesson = prepare(asked.data, asked.cache)
    names = lesson.weights.index[:N_KNOWN].tolist()
    known = {name: place for place, name in enumerate(names, start=1)}
    texts = Texts(lesson.corpus["text"].tolist(), known)
    targets = torch.tensor(lesson.targets)
    scored = score_sentiment(lesson.corpus["text"].tolist(), lesson.corpus["lang"].tolist())
    moods = torch.tensor(scored["sentiment"].to_numpy(dtype=np.float32))
    student, (frames, apart) = Student(), read_frames()
    learn_meaning(student, texts, targets, moods)
    learn_stance(student, texts, targets, moods, frames, known)
    OUT.mkdir(parents=True, exist_ok=True)
    np.savez(OUT / "network.npz", **to_arrays(student))
    (OUT / "words.txt").write_text("\n".join(names), encoding="utf-8")
    (OUT / "settings.toml").write_text(
        'kind = "encoder"\nfamily = "context"\nsummary = "Word vectors read in their context, French and English"\n'
        f'table = "encoder-fast"\nn_stances = {STANCES}\nstance_weight = {STANCE}\nplain_weight = {PLAIN}\n',
        encoding="utf-8",
    )
    check(asked.data, apart)


if __name__ == "__main__":
    main()
