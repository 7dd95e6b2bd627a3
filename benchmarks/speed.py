"""Measures the whole of ``doleance analyse`` as a process: wall time and memory, beside vaderSentiment on the same rows.

    python benchmarks/speed.py [1000 10000 100000]

The comments are those of the project's corpora, repeated and varied. Memory is the sum over all processes of what each
holds, shared pages counted once (PSS), read from /proc five times a second: Linux only.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from doleance.table.roles import read_comments

CORPORA = Path(__file__).parents[1] / "corpora"
NAMES = ("enquete-boutique", "saas-survey", "avis-mixed")
# Steps without a common divisor with most sizes, so that passes over the pool combine other comments each time.
STEP, N_DAYS = 37, 180
INTERVAL = 0.2


def build_comments(n_rows: int) -> pd.DataFrame:
    """Return so many comments with a score and a date: the corpora's, then the same with a sentence of another added."""
    pool = pd.concat([read_comments(CORPORA / name / "comments.csv") for name in NAMES])["verbatim"].fillna("")
    texts = pool[pool.ne("")].tolist()
    endings = [text.split(". ")[0] for text in texts]
    days = pd.date_range("2026-01-01", periods=N_DAYS, freq="D").strftime("%Y-%m-%d")
    rows = []
    for row in range(n_rows):
        turn, place = divmod(row, len(texts))
        ending = f" {endings[(place + turn * STEP) % len(texts)]}" if turn else ""
        rows.append((f"{texts[place]}{ending}", row * 7 % 11, days[row % N_DAYS]))
    return pd.DataFrame(rows, columns=["comment", "score", "date"])


def run_analyse(source: Path, out: Path) -> tuple[float, float]:
    """Return the seconds that a study takes from a cold start, and the most memory of all its processes in MB."""
    peak = 0.0
    start = time.perf_counter()
    command = [sys.executable, "-m", "doleance", "analyse", str(source), "-o", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    # Read on the side: a full pipe would stop the process.
    said: list[bytes] = []
    reader = threading.Thread(target=lambda: said.append(process.stderr.read() if process.stderr else b""))
    reader.start()
    while process.poll() is None:
        peak = max(peak, measure_session(process.pid))
        time.sleep(INTERVAL)
    seconds = time.perf_counter() - start
    reader.join()
    if process.returncode not in (0, 1):
        raise SystemExit(b"".join(said).decode(errors="replace"))
    return seconds, peak


def measure_session(session: int) -> float:
    """Return the memory in MB of all processes of a session, shared pages counted once."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The fields after the name in brackets: state, parent, group, session.
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) != session:
                continue
            lines = (folder / "smaps_rollup").read_text().splitlines()
        except (OSError, IndexError):
            # It ended in the meantime, or belongs to somebody else.
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def time_vader(texts: list[str]) -> float:
    """Return the seconds that vaderSentiment takes for the texts, in one process, without loading."""
    analyser = SentimentIntensityAnalyzer()
    start = time.perf_counter()
    for text in texts:
        analyser.polarity_scores(text)
    return time.perf_counter() - start


def main() -> None:
    """Print one row of a Markdown table for each size asked for."""
    print("| comments | wall, s | comments a second | peak memory, MB | vaderSentiment alone, s | ratio |")
    print("|---:|---:|---:|---:|---:|---:|")
    for n_rows in [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        comments = build_comments(n_rows)
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "comments.csv"
            comments.to_csv(source, index=False)
            seconds, peak = run_analyse(source, Path(folder) / "out")
        base = time_vader(comments["comment"].tolist())
        print(f"| {n_rows:,} | {seconds:.1f} | {n_rows / seconds:.0f} | {peak:.0f} | {base:.2f} | {seconds / base:.1f} |", flush=True)


if __name__ == "__main__":
    main()
