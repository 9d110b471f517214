"""`lodged figures`: counts with their names, from ICE's own files."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.errors import LodgedError

if TYPE_CHECKING:
    from lodged.figures.figure import Figure

MOST_ROWS = 100
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


class Format(StrEnum):
    """How the figures are given."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def register(app: typer.Typer) -> None:
    """Add the commands to `lodged`."""
    app.command("figures")(figures)
    app.command("definitions")(definitions)


def definitions(
    folder: Annotated[list[Path] | None, typer.Option("--definitions", help="A folder of your own.")] = None,
) -> None:
    """List the definitions: what each counts, and what it does not say."""
    from lodged.figures.definition import load_definitions

    table = Table("id", "version", "unit", "kind", "what it means")
    for one in load_definitions(folder or ()).values():
        table.add_row(one.id, str(one.version), one.unit.value, one.kind.value, f"{one.title}. {one.means}")
    Console().print(table)


def figures(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="ICE's releases or 287(g) lists.")],
    wanted: Annotated[
        list[str] | None,
        typer.Option("--definition", "-d", help="Its id; may be repeated. All that fit if left out."),
    ] = None,
    by: Annotated[list[str] | None, typer.Option(help="A column to break down by; may be repeated.")] = None,
    state: Annotated[str | None, typer.Option(help="Postal code.")] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of preparation.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of preparation.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day asked about; the newest if left out."),
    ] = None,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: Annotated[
        Path | None, typer.Option(help="Where to write csv, json or parquet; else it is printed.")
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option("--list", help="Write the list behind a single figure: file, sheet and row."),
    ] = None,
    folder: Annotated[list[Path] | None, typer.Option("--definitions", help="A folder of your own.")] = None,
) -> None:
    """Count by named definitions: every value with its source, filters, rows left out, and the list behind it."""
    from lodged.figures.definition import chosen, load_definitions
    from lodged.figures.figure import Question, figure
    from lodged.figures.reading import read_source
    from lodged.sources.states import postal_code

    known = load_definitions(folder or ())
    if state is not None and postal_code(state) is None:
        raise LodgedError(f"[{state}] is no state. Give its postal code, for example MN.")
    source, reading = read_source(files)
    picked = (
        [chosen(known, name) for name in wanted]
        if wanted
        else [d for d in known.values() if d.source is source]
    )
    unfit = [one.id for one in picked if one.source is not source]
    if unfit:
        raise LodgedError(
            f"[{', '.join(unfit)}] is not defined over these files, which are {source.value}. "
            "See [lodged definitions]."
        )
    question = Question(
        state=postal_code(state),
        first=first.date() if first else None,
        last=last.date() if last else None,
        as_of=as_of.date() if as_of else None,
        by=tuple(by or ()),
    )
    found = [figure(one, reading, question) for one in picked]
    if evidence is not None:
        if len(found) != 1:
            raise LodgedError("The list is that of one figure. Name it with --definition.")
        found[0].evidence.write_csv(evidence)
    _give(found, output, out)


def _give(found: list[Figure], output: Format, out: Path | None) -> None:
    import polars as pl

    if output is Format.TABLE:
        for one in found:
            _say(one)
        return
    if output is Format.JSON:
        text = json.dumps([one.to_json() for one in found], indent=2, ensure_ascii=False) + "\n"
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_text(text, "utf-8")
        return
    table = pl.concat(
        [
            one.table.select(
                pl.lit(one.definition.id).alias("definition"),
                pl.lit(one.definition.version).alias("version"),
                pl.lit(one.as_of).alias("as_of"),
                pl.all(),
            )
            for one in found
        ],
        how="diagonal_relaxed",
    )
    if output is Format.CSV:
        typer.echo(table.write_csv(), nl=False) if out is None else table.write_csv(out)
    elif out is None:
        raise LodgedError("Parquet is not text: say where to write it with --out.")
    else:
        table.write_parquet(out)


def _say(one: Figure) -> None:
    console = Console(highlight=False)
    console.print(
        f"{one.definition.title} ({one.definition.id}, version {one.definition.version})", style="bold"
    )
    console.print(f"  {_value(one)}, as of {one.as_of}", markup=False)
    console.print(f"  {one.definition.means}", markup=False)
    console.print(f"  {one.rows_in:,} rows in, {one.rows_counted:,} behind the figure", markup=False)
    for left_out in one.excluded:
        console.print(f"  left out: {left_out.rows:,} ({left_out.reason})", markup=False)
    for file in one.files:
        console.print(f"  source: {file.name}, SHA-256 {file.sha256}", markup=False, soft_wrap=True)
    if one.question.by:
        table = Table(*one.question.by, "value", "rows")
        for row in one.table.head(MOST_ROWS).iter_rows(named=True):
            cells = [str(row[name]) if row[name] is not None else "(none)" for name in one.question.by]
            shown = f"{row['value']:.1%}" if one.definition.is_share else f"{row['value']:,.0f}"
            table.add_row(*(cell.replace("[", r"\[") for cell in cells), shown, f"{row['rows']:,}")
        console.print(table)
        if one.table.height > MOST_ROWS:
            console.print(f"  and {one.table.height - MOST_ROWS:,} more; --format csv gives all.")
    console.print()


def _value(one: Figure) -> str:
    if one.value is None:
        return "can't be told from these rows"
    return f"{one.value:.1%}" if one.definition.is_share else f"{one.value:,.0f} {one.definition.unit.plural}"
