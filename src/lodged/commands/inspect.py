"""`lodged inspect`: what a file is, its rows, period, columns, values and problems."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups
from lodged.commands.options import ProfileOption
from lodged.core.errors import LodgedError

if TYPE_CHECKING:
    from lodged.sources.inspection import Inspection, SheetProfile

MOST_PROBLEMS = 20
FILE_WIDTH = 180
"""Characters of a line when the answer goes into a file or another program."""


class Format(StrEnum):
    """How the answer is printed."""

    TEXT = "text"
    JSON = "json"


def register(groups: Groups) -> None:
    """Add the command to `lodged`."""
    groups.top.command("inspect")(inspect)


def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, XLSX or Parquet files.")],
    output: Annotated[Format, typer.Option("--format", help="json is for programs.")] = Format.TEXT,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="THEIRS=OURS", help="A column that has another name; may be repeated."),
    ] = None,
    profile: ProfileOption = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Print a draft of a profile for the file instead.")
    ] = False,
) -> None:
    """Say what a file is: rows, period, columns, distinct values, problems. Nothing is written."""
    from lodged.sources.inspection import inspect_file
    from lodged.sources.mapping import parse_mapping
    from lodged.sources.profile_proposal import proposed
    from lodged.sources.profiles import read_profile

    if propose:
        if len(files) > 1 or profile:
            raise LodgedError("A profile is drafted from one file. Give --propose one file and no --profile.")
        typer.echo(proposed(files[0]), nl=False)
        return
    if profile and mapping:
        raise LodgedError("A profile names the columns already. Leave out --map, or --profile.")
    through = read_profile(profile) if profile else None
    names = parse_mapping(mapping or ())
    inspections = [inspect_file(path, profile=through, mapping=names) for path in files]
    if output is Format.JSON:
        typer.echo(json.dumps([_as_json(item) for item in inspections], indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = FILE_WIDTH
    for item in inspections:
        _say(console, item)


def _say(console: Console, item: Inspection) -> None:
    what = item.meaning.value + (f": {item.detail}" if item.detail else "")
    console.print(f"{item.name}\n  {what}", style="bold", markup=False)
    console.print(f"  {item.kind}, {item.size_bytes:,} bytes, SHA-256 {item.sha256}", soft_wrap=True)
    console.print(f"  {item.rows_in:,} rows, {item.rows_out:,} usable")
    for column, (first, last) in item.period.items():
        console.print(f"  {column}: {first} to {last}", markup=False)
    for sheet in item.sheets:
        console.print(_columns_of(sheet))
    for remark in item.remarks:
        console.print(f"  {remark}", markup=False)
    _say_problems(console, item)
    console.print()


def _columns_of(sheet: SheetProfile) -> Table:
    title = f"Sheet {sheet.name}, " if sheet.name else ""
    table = Table(
        "Column",
        "Read as",
        "Filled",
        "Distinct",
        "Form",
        "Commonest",
        title=f"{title}header in row {sheet.header_row}, {sheet.rows:,} rows",
        title_justify="left",
    )
    for column in sheet.columns:
        values = ", ".join(f"{value} ({rows:,})" for value, rows in column.commonest)
        table.add_row(
            *map(_plain, (column.name or "(not shown)", column.ours)),
            f"{column.filled:,}",
            f"{column.distinct:,}",
            column.form,
            _plain(values),
        )
    return table


def _plain(text: str) -> str:
    """Keep square brackets of a cell from being taken as markup."""
    return text.replace("[", r"\[")


def _say_problems(console: Console, item: Inspection) -> None:
    if not item.problems:
        console.print("  No problems.")
        return
    console.print(f"  {len(item.problems):,} problems:")
    for (_, column, reason), count in item.problems_by_kind.most_common():
        place = f"{column}: " if column else ""
        console.print(f"  {count:,} times: {place}{reason}", markup=False)
    located = [problem for problem in item.problems if problem.row is not None]
    if located:
        console.print("  The first of them:")
    for problem in located[:MOST_PROBLEMS]:
        console.print(f"    {problem}", markup=False, soft_wrap=True)


def _as_json(item: Inspection) -> dict[str, Any]:
    return {
        "file": item.name,
        "kind": item.kind,
        "sha256": item.sha256,
        "size_bytes": item.size_bytes,
        "meaning": item.meaning.name.lower().replace("_", "-"),
        "detail": item.detail,
        "rows_in": item.rows_in,
        "rows_out": item.rows_out,
        "period": {name: list(days) for name, days in item.period.items()},
        "sheets": [
            {
                "name": sheet.name,
                "header_row": sheet.header_row,
                "rows": sheet.rows,
                "columns": [
                    {
                        "name": column.name,
                        "read_as": column.ours,
                        "filled": column.filled,
                        "distinct": column.distinct,
                        "form": column.form,
                        "commonest": [{"value": value, "rows": rows} for value, rows in column.commonest],
                    }
                    for column in sheet.columns
                ],
            }
            for sheet in item.sheets
        ],
        "problems": [
            {
                "severity": p.severity.value,
                "sheet": p.sheet,
                "row": p.row,
                "column": p.column,
                "reason": p.reason,
                "mend": p.fix,
            }
            for p in item.problems
        ],
        "remarks": list(item.remarks),
    }
