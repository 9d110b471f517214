"""`lodged demo`: write the synthetic demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; made if need be.")],
    seed: Annotated[
        int | None, typer.Option(help="Another seed makes other people in the same proportions.")
    ] = None,
    replace: Annotated[bool, typer.Option(help="Overwrite the demonstration's files in DIR.")] = False,
) -> None:
    """Write a synthetic Minnesota in January 2026: a federal list, custody records, coverage, and the truth.

    Nobody in it lives or lived. The proportions are an illustration, not a finding.
    """
    from lodged.demo import synthetic_minnesota

    chosen = synthetic_minnesota.DEFAULT_SEED if seed is None else seed
    written = synthetic_minnesota.write(folder, chosen, replace=replace)
    table = Table(
        "File", "Bytes", title="SYNTHETIC: nobody in these files lives or lived", title_justify="left"
    )
    table.columns[1].justify = "right"
    for path in written:
        table.add_row(path.name, f"{path.stat().st_size:,}")
    console = Console(soft_wrap=True)
    console.print(table)
    console.print(
        f"Written to {folder}. Next: lodged reconcile {folder / synthetic_minnesota.FEDERAL_LIST} "
        f"--custody {folder / synthetic_minnesota.CUSTODY_RECORDS} "
        f"--coverage {folder / synthetic_minnesota.COVERAGE} "
        f"--state MN --as-of {synthetic_minnesota.AS_OF} --out {folder / 'result'}",
        highlight=False,
        markup=False,
    )


def register(groups: Groups) -> None:
    """Add the command to `lodged`."""
    groups.top.command("demo")(demo)
