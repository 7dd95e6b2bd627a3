"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from doleance.errors import OutputError


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """Give a path in the same folder to write to; it takes the place of ``path`` only when the block ends well.

    Raises
    ------
    OutputError
        The folder does not exist or may not be written, or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise _refused(path, error) from error
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write the bytes of a file, whole or not at all.

    Raises
    ------
    OutputError
        The file cannot be written where it was asked for.
    """
    with write_beside(path) as beside:
        beside.write_bytes(data)


def _umask() -> int:
    # The mask can only be read by setting it; a temporary file is private, a report is not.
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"The file {path} cannot be written: {error.strerror or error}.",
        hint="Choose a folder that exists and that you may write to, or free some space, and run again.",
    )
