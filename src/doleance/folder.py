"""A study to and from its folder: written whole or not at all, read back to be told again."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from doleance.errors import OutputError, UnreadableFileError
from doleance.pipeline import tell
from doleance.schema import COMMENTS, UNITS, find_faults
from doleance.settings import Settings
from doleance.shelf import find_model, hash_model, list_models
from doleance.study import Study
from doleance.themes.archive import load_model, save_model
from doleance.themes.choices import Encoder, name_encoder
from doleance.themes.codebook import Codebook
from doleance.themes.model import ThemeModel

MANIFEST = "manifest.json"
_LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "spacy", "vaderSentiment")
# Questions are grouped by the fast encoder, whatever gives opinions their vectors.
_MODELS = ("encoder-fast", "sentiment-en", "sentiment-fr", "word-classes")


@contextlib.contextmanager
def write_folder(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a new folder beside ``path`` to write into; it takes the place of ``path`` only when the block ends well.

    Raises
    ------
    OutputError
        The path exists and ``overwrite`` is off, or it is not a study, or it cannot be written.
    """
    refuse_taken(path, overwrite=overwrite)
    # A link stays a link: what it points to is replaced.
    path = path.resolve()
    missing = [parent for parent in path.parents if not parent.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        holder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    except OSError as error:
        _remove_empty(missing)
        raise _refused(path, error) from error
    try:
        beside = holder / "new"
        beside.mkdir()
        yield beside
        _put_in_place(beside, path, overwrite=overwrite)
    except OSError as error:
        # What a report could not write speaks of the folder beside, which the user never sees.
        if isinstance(error, OutputError) and str(holder) not in str(error):
            raise
        raise _refused(path, error) from error
    finally:
        shutil.rmtree(holder, ignore_errors=True)
        _remove_empty(missing)


def refuse_taken(path: Path, *, overwrite: bool) -> None:
    """Raise an error where a folder cannot be written, or stands in the way: before the work is done, not after.

    Raises
    ------
    OutputError
        The path exists and ``overwrite`` is off, or it is not a study, or it cannot be written.
    """
    try:
        path = path.resolve()
        is_there = path.exists()
        is_taken = is_there and not (path.is_dir() and not any(path.iterdir()))
    except (OSError, ValueError, RuntimeError) as error:
        raise _refused(path, error) from error
    if is_taken and not overwrite:
        raise OutputError(f"{path} exists already.", hint="Add --overwrite to replace it, or name another folder with -o.")
    if is_taken and not (path / MANIFEST).is_file():
        raise OutputError(f"{path} is not a folder that Doleance wrote, so it is not replaced.", hint="Name another folder with -o.")
    if is_there and os.path.ismount(path):
        raise OutputError(f"{path} is a volume, which cannot be replaced.", hint=f"Name a folder in it: -o {path / 'study'}")
    nearest = next(parent for parent in path.parents if parent.exists())
    if not nearest.is_dir():
        raise _refused(path, NotADirectoryError(errno.ENOTDIR, f"{nearest} is a file"))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise _refused(path, PermissionError(errno.EACCES, f"{nearest} may not be written to"))


def _put_in_place(beside: Path, path: Path, *, overwrite: bool) -> None:
    """Rename the new folder into place; the old one goes only once the new one stands."""
    old = beside.with_name("old")
    with contextlib.suppress(OSError):
        # Removes an empty folder, and no other.
        path.rmdir()
    if overwrite:
        # Another process may have taken it away by now.
        with contextlib.suppress(FileNotFoundError):
            path.rename(old)
    try:
        beside.rename(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            old.rename(path)
        if isinstance(error, OSError) and error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            message = f"{path} was written by another process in the meantime, and is left as it is."
            raise OutputError(message, hint="Add --overwrite to replace it, or name another folder with -o.") from error
        raise


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove the folders that hold nothing, the innermost first."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _refused(path: Path, error: Exception) -> OutputError:
    cause: BaseException | None = error
    while cause is not None and not getattr(cause, "strerror", None):
        cause = cause.__cause__ or cause.__context__
    return OutputError(
        f"The folder {path} cannot be written: {getattr(cause, 'strerror', None) or error}.",
        hint="Choose a folder that you may write to, or free some space, and run again; nothing was left half-written.",
    )


def write_study(study: Study, folder: Path | str, *, overwrite: bool = False) -> Path:
    """Write a study's tables, codebook, model and manifest into a new folder, whole or not at all.

    Raises
    ------
    OutputError
        The folder exists and ``overwrite`` is off, or it cannot be written.
    """
    with write_folder(Path(folder), overwrite=overwrite) as beside:
        write_tables(study, beside)
    return Path(folder)


def write_tables(study: Study, folder: Path) -> None:
    """Write a study's tables, codebook, model and manifest into a folder that exists.

    A verbatim in which personal data was masked is not written; the masked text is.
    """
    _withhold(study.comments).to_parquet(folder / "comments.parquet", index=False)
    study.units.to_parquet(folder / "units.parquet", index=False)
    themes = study.themes.assign(keywords=study.themes["keywords"].map(", ".join))
    themes.to_csv(folder / "themes.csv", index=False, lineterminator="\n")
    (folder / "codebook.yaml").write_text(study.codebook.to_yaml(), encoding="utf-8")
    if study.model is not None:
        save_model(study.model, folder / "model")
    text = json.dumps(describe(study), indent=1, ensure_ascii=False, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _withhold(comments: pd.DataFrame) -> pd.DataFrame:
    """Return the comments without the verbatims that hold personal data: their masked text stands beside."""
    held = comments["n_redactions"].gt(0)
    return comments.assign(**{name: comments[name].mask(held) for name in ("verbatim", "title") if name in comments})


def describe(study: Study) -> dict[str, Any]:
    """Return what a manifest says: versions, settings, the source and its hash, models and their hashes, counts."""
    summary = study.summary
    return {
        "doleance": version("doleance"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "models": _hash_models(study),
        "encoder": None if study.model is None else name_encoder(study.model.encoder_),
        "settings": {**study.settings.to_dict(), "encoder": name_encoder(study.settings.encoder)},
        "source": dict(study.source),
        "counts": {
            "rows": summary.n_rows,
            "analysed": summary.n_analysed,
            "uninformative": summary.n_uninformative,
            "empty": summary.n_empty,
            "rejected": summary.n_rejected,
            "units": summary.n_units,
            "themes": summary.n_themes,
            "redactions": summary.n_redactions,
        },
        "codebook_sha256": hashlib.sha256(study.codebook.to_yaml().encode()).hexdigest(),
    }


def _hash_models(study: Study) -> dict[str, str]:
    """Return the hash of each model that was used: those on the shelf by name, the folder of another encoder by its path."""
    used = {name: find_model(name) for name in _MODELS}
    chosen = "" if study.model is None else study.model.encoder_
    if isinstance(chosen, str) and chosen in list_models():
        used[chosen] = find_model(chosen)
    elif isinstance(chosen, str) and chosen and Path(chosen).is_dir():
        used[chosen] = Path(chosen)
    return {name: hash_model(used[name]) for name in sorted(used)}


def read_study(folder: Path | str, *, encoder: str | Encoder | None = None) -> Study:
    """Return the study of a folder, told again with the codebook as it stands there now.

    Parameters
    ----------
    encoder
        The encoder that its themes were learned with, where that is an object, which no folder can hold, or a folder
        that was moved; needed only to code new comments.

    Raises
    ------
    UnreadableFileError
        The folder does not hold a study.
    CodebookError
        Its codebook contradicts itself or its model.
    """
    folder = Path(folder)
    manifest = _read_manifest(folder)
    model, settings = read_model(folder, encoder=encoder)
    # A theme that was struck from the codebook is no theme of any comment.
    known = {theme.theme_id for theme in model.codebook_}
    try:
        comments, units = pd.read_parquet(folder / "comments.parquet"), pd.read_parquet(folder / "units.parquet")
        comments = comments.assign(verbatim=comments["verbatim"].fillna(comments["text"]))
        lists = [[int(i) for i in ids if i in known] for ids in comments["theme_ids"]]
        units = units.assign(theme_id=units["theme_id"].where(units["theme_id"].isin(list(known)), -1))
    except (OSError, ValueError, KeyError) as error:
        raise _not_a_study(folder, error) from error
    faults = pd.concat([find_faults(comments, COMMENTS), find_faults(units, UNITS)])
    if len(faults):
        raise _not_a_study(folder, ValueError(f"column {faults['column'].iloc[0]!r} {faults['rule'].iloc[0]}"))
    comments = comments.assign(theme_ids=pd.Series(lists, index=comments.index, dtype=object))
    return tell(comments, units, model, settings, source=manifest["source"])


def read_model(folder: Path, *, encoder: str | Encoder | None = None) -> tuple[ThemeModel, Settings]:
    """Return the model of a study, with its codebook as it stands now, and its settings; ``encoder`` as in ``read_study``.

    Raises
    ------
    UnreadableFileError
        The folder does not hold a study.
    """
    settings = Settings().updated(_read_manifest(folder)["settings"])
    model = load_model(folder / "model", Codebook.read(folder / "codebook.yaml"), encoder=encoder)
    # The manifest has but the name of an encoder that is an object.
    return model, settings.updated({"encoder": model.encoder})


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {"settings": dict(manifest["settings"]), "source": dict(manifest["source"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _not_a_study(folder, error) from error


def _not_a_study(folder: Path, error: Exception) -> UnreadableFileError:
    why = f"{Path(error.filename).name}: {error.strerror}" if isinstance(error, OSError) and error.filename else error
    return UnreadableFileError(
        f"The folder {folder} does not hold a study: {str(why).rstrip('.')}.", hint="doleance analyse FILE -o OUT makes one."
    )
