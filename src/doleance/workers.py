"""Runs a pure function over chunks of rows, in one process or many, with the results in order."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import ModuleType
from typing import TypeVar

_log = logging.getLogger(__name__)
_TRIES = 3

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")


def run_chunks(function: Callable[[Chunk], Result], chunks: Sequence[Chunk], jobs: int) -> Iterator[Result]:
    """Yield ``function(chunk)`` for each chunk, in order.

    A chunk whose worker dies is tried again, and at last in this process, so that one killed worker loses nothing.

    Parameters
    ----------
    function
        Importable by name, and pure: its result depends on its chunk alone.
    jobs
        Processes; 0 means one a core.
    """
    n_workers = min(jobs or os.cpu_count() or 1, len(chunks))
    if n_workers <= 1:
        yield from (function(chunk) for chunk in chunks)
        return
    done = 0
    for attempt in range(_TRIES):
        try:
            for result in _run_pool(function, chunks[done:], n_workers):
                yield result
                done += 1
        except BrokenProcessPool:
            _log.warning("A worker process died; %d of %d chunks are tried again (try %d).", len(chunks) - done, len(chunks), attempt + 2)
            continue
        return
    yield from (function(chunk) for chunk in chunks[done:])


def _run_pool(function: Callable[[Chunk], Result], chunks: Sequence[Chunk], n_workers: int) -> Iterator[Result]:
    # Forking a process that holds threads (BLAS, a progress bar) may hang: the fork server holds none.
    is_posix = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if is_posix else "spawn")
    if is_posix:
        # The server imports once what every worker needs.
        context.set_forkserver_preload([getattr(function, "func", function).__module__])
    # Ctrl-C is the parent's to answer: a worker that is interrupted too would only print where it was.
    with ProcessPoolExecutor(n_workers, mp_context=context, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)) as pool:
        with _hide_main():
            results = pool.map(function, chunks)
        yield from results


@contextlib.contextmanager
def _hide_main() -> Iterator[None]:
    """Keep processes that start from running the caller's script again: all they need is the module of the function."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
