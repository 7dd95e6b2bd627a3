"""``doleance check``: reads a file, says how it was understood and what is wrong, changes nothing."""

from __future__ import annotations

import typer

from doleance.cli.console import ROLES, describe_reading, show
from doleance.cli.options import AsJson, File
from doleance.cli.reading import Reading, reads_file


@reads_file
def check(file: File, reading: Reading, as_json: AsJson = False) -> None:
    """Read a file, say which column has which role, and list every fault."""
    from doleance.table.roles import read_file

    found = read_file(file, strict=False, **reading)
    if as_json:
        show({
            "source": found.source, "roles": {role: getattr(found.roles, role) for role in ROLES}, "scale": found.scale,
            "rows": len(found.comments), "notes": list(found.notes), "faults": found.faults.to_dict("records"),
        })  # fmt: skip
    else:
        show("\n".join(describe_reading(found)))
    raise typer.Exit(1 if len(found.faults) else 0)
