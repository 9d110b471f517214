"""`lodged instance keys`: make the keys that seal identifiers and payloads, see which are needed, replace them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups

app = typer.Typer(no_args_is_help=True, help="Keys that seal identifiers and payloads in the database.")


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.instance.add_typer(app, name="keys")


@app.command("make")
def make(
    name: Annotated[
        str | None, typer.Argument(help="1 to 32 of a-z, 0-9 and -; today's date if left out.")
    ] = None,
) -> None:
    """Print a new key. Put it first in LODGED_FIELD_KEYS, and keep a copy apart from the backups."""
    from lodged.sealing.keyring import new_key

    typer.echo(str(new_key(name or datetime.now(UTC).strftime("%Y-%m-%d"))))


@app.command("show")
def show() -> None:
    """Say which keys are set and how many rows each seals; secrets are not shown."""
    from lodged.operations.connected import connect

    connect()
    from lodged.operations.keys import sealed_rows
    from lodged.register.sealed import keyring

    rows, ring = sealed_rows(), keyring()
    table = Table("Key", "Set here", "Identifiers", "Payloads", "Files")
    for key in [*(key.id for key in ring.keys), *sorted(rows.keys - {key.id for key in ring.keys}, key=str)]:
        is_set = any(key == other.id for other in ring.keys)
        table.add_row(
            key or "not sealed",
            ("yes, seals" if key == ring.keys[0].id else "yes")
            if is_set
            else "-"
            if key is None
            else "MISSING",
            f"{rows.identifiers[key]:,}",
            f"{rows.payloads[key]:,}",
            f"{rows.files[key]:,}",
        )
    Console().print(table)


@app.command("rotate")
def rotate() -> None:
    """Seal every row with the first key of LODGED_FIELD_KEYS, then check the journal."""
    from lodged.operations.connected import connect

    connect()
    from lodged.journal.verification import verify
    from lodged.operations import keys
    from lodged.register.journal_store import DatabaseStore
    from lodged.register.sealed import keyring

    console = Console(highlight=False, soft_wrap=True)
    with console.status("Sealing...") as status:
        done = keys.rotate(lambda rows: status.update(f"Sealed {rows:,} rows..."))
        status.update("Checking the journal...")
        report = verify(DatabaseStore())
    first, *others = keyring().keys
    console.print(f"Sealed {done:,} rows anew with key \\[{first.id}].")
    if report.findings:
        console.print(f"The journal is NOT whole: {report.findings[0].detail}", markup=False)
        raise typer.Exit(1)
    console.print(f"The journal of {report.size:,} entries is as it was: root {report.root.hex()}")
    needed = keys.sealed_rows().keys
    for key in others:
        if key.id not in needed:
            console.print(
                f"No row needs key \\[{key.id}] any more. Take it out of LODGED_FIELD_KEYS, and keep it as long as "
                "you keep backups made with it."
            )
