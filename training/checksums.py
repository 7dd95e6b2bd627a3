"""Records the SHA-256 of every model in models/checksums.txt, for ``doleance models check`` and the tests.

    python training/checksums.py

To be run after any training, and after a change of a card: a card is part of its model.
"""

from __future__ import annotations

from pathlib import Path

from doleance.shelf import CHECKSUMS, hash_model

MODELS = Path(__file__).resolve().parents[1] / "models"


def main() -> None:
    """Write the record and print it."""
    folders = sorted((path.parent for path in MODELS.glob("*/settings.toml")), key=lambda folder: folder.name)
    record = "".join(f"{hash_model(folder)}  {folder.name}\n" for folder in folders)
    (MODELS / CHECKSUMS).write_text(record, encoding="utf-8", newline="\n")
    print(record, end="")


if __name__ == "__main__":
    main()
