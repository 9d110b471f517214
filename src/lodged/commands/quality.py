"""`lodged count quality` and `lodged count diff`: what is wrong in a source, and what changed between two releases."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.figures import Files, Mapping, Within
from lodged.commands.groups import Groups
from lodged.commands.options import ProfileOption
from lodged.core.private_files import close_to_others
from lodged.core.states import checked_state

if TYPE_CHECKING:
    import polars as pl

    from lodged.figures.drift import Drift

MOST_ROWS = 10


class Format(StrEnum):
    """How findings are given."""

    TABLE = "table"
    JSON = "json"


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.count.command("quality")(quality)
    groups.count.command("diff")(diff)


def quality(
    files: Files,
    within: Within = None,
    mapping: Mapping = None,
    profile: ProfileOption = None,
    lists: Annotated[
        Path | None, typer.Option("--list", help="A folder to write the list behind each finding to, as CSV.")
    ] = None,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Find what can't be so, what is there twice and what is missing; each finding with its rows."""
    from lodged.figures.quality import findings
    from lodged.figures.reading import read_material
    from lodged.sources.mapping import parse_mapping
    from lodged.sources.profiles import read_profile

    material = read_material(
        files,
        within=checked_state(within),
        mapping=parse_mapping(mapping or []),
        profile=read_profile(profile) if profile else None,
    )
    flagged = findings(material)
    if lists is not None:
        lists.mkdir(parents=True, exist_ok=True)
        for one in flagged:
            one.evidence.write_csv(lists / f"{one.id}.csv")
            close_to_others(lists / f"{one.id}.csv")
    if output is Format.JSON:
        given = {
            "findings": [one.to_json() for one in flagged],
            "problems": [str(problem.without_value()) for problem in material.problems],
            "sources": [
                {"name": file.name, "sha256": file.sha256, **file.profile_entry} for file in material.files
            ],
        }
        typer.echo(json.dumps(given, indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    if not flagged:
        console.print("Nothing was found.")
    for one in flagged:
        console.print(f"{one.title} ({one.id}, {one.sort.value})", style="bold", markup=False)
        console.print(f"  {one.rows:,} of {one.of:,}", markup=False)
        console.print(f"  {one.means}", markup=False)
        _show(one.evidence)
    for note in material.notes:
        console.print(f"note: {note}", markup=False)
    if material.problems:
        console.print(f"{len(material.problems):,} problems in reading: see [lodged inspect].", markup=False)


def diff(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="The earlier release, a table of it, or custody records.")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later one.")],
    mapping: Mapping = None,
    profile: ProfileOption = None,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="Write every change to this CSV.")] = None,
) -> None:
    """Show what changed between two releases or exports in the days both cover: counts that moved, came or went."""
    from lodged.figures.drift import compare
    from lodged.figures.reading import read_material
    from lodged.sources.mapping import parse_mapping
    from lodged.sources.profiles import read_profile

    names, through = parse_mapping(mapping or []), read_profile(profile) if profile else None
    drift = compare(*(read_material([file], mapping=names, profile=through) for file in (old, new)))
    if out is not None:
        drift.table.write_csv(out)
    if output is Format.JSON:
        typer.echo(json.dumps(drift.to_json(), indent=2, ensure_ascii=False))
        return
    _say_drift(drift)


def _say_drift(drift: Drift) -> None:
    from lodged.figures.definition import Source

    console = Console(highlight=False, soft_wrap=True)
    period = f"{drift.first} to {drift.last}" if drift.first is not None else "everything"
    console.print(f"Compared: {period}, by {', '.join(drift.by)}.", markup=False)
    of_detainers = drift.old.source is Source.FOIA_DETAINERS
    what = "Detainers" if of_detainers else "Stays"
    console.print(
        f"{what}: {drift.old_total:,} in {drift.old.name}, {drift.new_total:,} in {drift.new.name}.",
        markup=False,
    )
    for name, columns in ((drift.old.name, drift.only_old), (drift.new.name, drift.only_new)):
        if columns:
            console.print(f"Only {name} has: {', '.join(columns)}.", markup=False)
    if drift.table.is_empty():
        console.print("Nothing changed.")
        return
    console.print(f"{drift.table.height:,} counts differ.")
    _show(drift.by_reason)
    _show(drift.table)
    if of_detainers:
        console.print("Pseudonyms don't join across releases: which rows changed is known only to ICE.")


def _show(table: pl.DataFrame) -> None:
    if table.is_empty():
        return
    table = table[[column.name for column in table if column.null_count() < table.height]]
    shown = Table(*table.columns)
    for row in table.head(MOST_ROWS).iter_rows():
        shown.add_row(*("(none)" if cell is None else str(cell).replace("[", r"\[") for cell in row))
    Console().print(shown)
    if table.height > MOST_ROWS:
        Console(highlight=False).print(f"  and {table.height - MOST_ROWS:,} more")
