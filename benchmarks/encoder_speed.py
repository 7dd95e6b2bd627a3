"""The clock and the memory of ``benchmarks/encoder.py``: one core, beside vaderSentiment in the same run; Linux only."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from encoder_sets import draw_comments
from encoder_vectors import vectors

N_TEXTS, N_ROUNDS, N_MEMORY = 6_000, 3, 2_000
VADER = "vaderSentiment"
# VmHWM is the peak of this program alone; ru_maxrss would begin with that of the process that started it.
PEAK = "next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM'))"
BARE = f"import numpy\nprint(0, {PEAK})"
FRESH = f"""
import json, sys, time
import numpy
start = time.perf_counter()
from encoder_vectors import vectors
vectors(["bonjour"], sys.argv[1])
seconds = time.perf_counter() - start
vectors(json.load(sys.stdin), sys.argv[1])
print(seconds, {PEAK})
"""


@contextmanager
def on_one_core() -> Iterator[None]:
    """Keep this process on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def measure_speed(encoders: Sequence[str], data: Path | None) -> dict[tuple[str, str], tuple[float, float]]:
    """Return texts a second by CPU time and by wall clock for each (encoder, kind of comments), the median of the rounds."""
    analyser = SentimentIntensityAnalyzer()
    works: dict[str, Callable[[list[str]], object]] = {VADER: lambda texts: [analyser.polarity_scores(text) for text in texts]}
    for encoder in encoders:
        works[encoder] = lambda texts, encoder=encoder: vectors(texts, encoder)
    rates: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with on_one_core():
        for work in works.values():
            work(["bonjour", "good morning"])
        # Each round draws other comments, so that nothing kept from the last one helps; all see the same.
        for turn in range(N_ROUNDS):
            for kind, texts in draw_comments(data, N_TEXTS, turn).items():
                for name, work in works.items():
                    rates.setdefault((name, kind), []).append(_time(work, texts))
    return {key: tuple(statistics.median(column) for column in zip(*pairs, strict=True)) for key, pairs in rates.items()}


def _time(work: Callable[[list[str]], object], texts: list[str]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work(texts)
    return len(texts) / (time.process_time() - cpu), len(texts) / (time.perf_counter() - wall)


def measure_start(encoder: str, data: Path | None) -> tuple[float, float]:
    """Return the seconds from ``import numpy`` to the first vector, and the MB above a bare numpy; best of three each."""
    texts = json.dumps(draw_comments(data, N_MEMORY, 0)["mixed"])
    bare = min(_run(BARE, "", "")[1] for _ in range(N_ROUNDS))
    runs = [_run(FRESH, encoder, texts) for _ in range(N_ROUNDS)]
    return min(seconds for seconds, _ in runs), (min(peak for _, peak in runs) - bare) / 1024


def _run(code: str, encoder: str, texts: str) -> tuple[float, float]:
    command = [sys.executable, "-c", code, encoder]
    folder = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    told = subprocess.run(command, input=texts, env={**os.environ, "PYTHONPATH": folder}, capture_output=True, text=True, check=True)
    seconds, peak = told.stdout.split()
    return float(seconds), float(peak)


def tell_speed(encoders: Sequence[str], data: Path | None) -> Iterator[list[str]]:
    """Yield the rows of the table of speed, the header first."""
    rates = measure_speed(encoders, data)
    kinds = list(dict.fromkeys(kind for _, kind in rates))
    yield ["", *(f"{kind}, {column}" for kind in kinds for column in ("texts/s CPU", "texts/s wall", "ratio"))]
    for name in (VADER, *encoders):
        cells = []
        for kind in kinds:
            cpu, wall = rates[name, kind]
            cells += [f"{cpu:,.0f}", f"{wall:,.0f}", f"{cpu / rates[VADER, kind][0]:.2f}"]
        yield [name, *cells]


def tell_start(encoders: Sequence[str], data: Path | None) -> Iterator[list[str]]:
    """Yield the rows of the table of loading and memory, the header first."""
    yield ["", "load, s", "memory above numpy, MB"]
    for encoder in encoders:
        seconds, memory = measure_start(encoder, data)
        yield [encoder, f"{seconds:.2f}", f"{memory:.0f}"]
