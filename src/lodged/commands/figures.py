"""`lodged count figures`: counts with their names, from ICE's own files and custodians' records."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups
from lodged.commands.options import ProfileOption
from lodged.core.errors import LodgedError
from lodged.core.private_files import close_to_others
from lodged.core.states import checked_state

if TYPE_CHECKING:
    import polars as pl

    from lodged.figures.dataset import Material
    from lodged.figures.definition import Definition
    from lodged.figures.figure import Figure
    from lodged.figures.published import Counted
    from lodged.figures.question import Question

MOST_ROWS = 100
Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="ICE's releases, published tables of them, custody records, or 287(g) lists.",
    ),
]
Within = Annotated[
    str | None,
    typer.Option(help="Postal code of the state that all rows are of, where the files name none."),
]
Definitions = Annotated[
    list[Path] | None, typer.Option("--definitions", help="A file or folder of definitions of your own.")
]


Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="THEIRS=OURS", help="A column that has another name; may be repeated."),
]


class Counts(StrEnum):
    """What the numbers of a table are of whose headers don't say it."""

    DETAINERS = "detainers"
    DETAINERS_WITH_OUTCOME = "detainers-with-outcome"


SaidCounts = Annotated[
    Counts | None,
    typer.Option("--counts", help="What a table counts whose columns (year, count) don't say it."),
]


class Format(StrEnum):
    """How the figures are given."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class Repeats(StrEnum):
    """What is done with rows that share pseudonym and prepare date."""

    KEPT = "kept"
    FIRST_KEPT = "first-kept"
    NONE_KEPT = "none-kept"


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.count.command("figures")(figures)
    groups.count.command("definitions")(definitions)
    groups.count.command("prepare")(prepare)


def definitions(folder: Definitions = None) -> None:
    """List the definitions: what each counts, and what it does not say."""
    from lodged.figures.definition import load_definitions

    table = Table("id", "version", "unit", "kind", "what it means")
    for one in load_definitions(folder or ()).values():
        treated = [f"{name.replace('_', ' ').capitalize()}: {text}" for name, text in one.treatment.items()]
        meaning = "\n".join([f"{one.title}. {one.means}", *treated])
        table.add_row(one.id, str(one.version), one.unit.value, one.kind.value, meaning.replace("[", r"\["))
    Console().print(table)


def prepare(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The files of one release.")],
    out: Annotated[Path, typer.Option(help="The Parquet file to write.")],
    mapping: Mapping = None,
) -> None:
    """Write a release as Parquet, once; figures of it then take no reading, however large it is."""
    from lodged.figures.parquet import prepare as write
    from lodged.sources.mapping import parse_mapping

    console = Console(highlight=False, soft_wrap=True)
    for file in write(files, out, parse_mapping(mapping or [])):
        console.print(
            f"{file.name}: {file.rows_out:,} of {file.rows_in:,} rows, SHA-256 {file.sha256}", markup=False
        )
    console.print(f"Written to {out}. Count it with: lodged count figures {out}", markup=False)


def figures(
    files: Files,
    wanted: Annotated[
        list[str] | None,
        typer.Option("--definition", "-d", help="Its id; may be repeated. All that fit if left out."),
    ] = None,
    by: Annotated[list[str] | None, typer.Option(help="A column to break down by; may be repeated.")] = None,
    state: Annotated[str | None, typer.Option(help="Postal code.")] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the event counted.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of the event counted.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day asked about; the newest if left out."),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=VALUE", help="Only rows with this value; may be repeated."),
    ] = None,
    repeats: Annotated[
        Repeats, typer.Option("--duplicates", help="Rows that share pseudonym and prepare date.")
    ] = Repeats.KEPT,
    with_parts: Annotated[
        bool, typer.Option("--with-parts", help="Count a jail's annex and workhouse with it.")
    ] = False,
    within: Within = None,
    counts: SaidCounts = None,
    mapping: Mapping = None,
    profile: ProfileOption = None,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: Annotated[
        Path | None, typer.Option(help="Where to write csv, json or parquet; else it is printed.")
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--list", help="Write the list behind: a CSV for one figure, a folder of them for several."
        ),
    ] = None,
    folder: Definitions = None,
) -> None:
    """Count by named definitions: every value with its source, filters, rows left out, and the list behind it."""
    from lodged.figures.definition import load_definitions
    from lodged.figures.question import Duplicates, Question, RollUp
    from lodged.figures.reading import read_material
    from lodged.sources.mapping import parse_mapping
    from lodged.sources.profiles import read_profile

    question = Question(
        state=checked_state(state),
        first=first.date() if first else None,
        last=last.date() if last else None,
        as_of=as_of.date() if as_of else None,
        by=tuple(by or ()),
        where=_where(where or []),
        duplicates=Duplicates[repeats.name],
        roll_up=RollUp.WITH_PARTS if with_parts else RollUp.AS_WRITTEN,
    )
    known = load_definitions(folder or ())
    if output is Format.PARQUET and out is None:
        raise LodgedError("Parquet is not text: say where to write it with --out.")
    material = read_material(
        files,
        within=checked_state(within),
        mapping=parse_mapping(mapping or []),
        counted=counted_as(counts),
        profile=read_profile(profile) if profile else None,
    )
    counted = _counted(known, wanted, material, question)
    if evidence is not None:
        _write_lists(counted, evidence)
    _give(counted, output, out)


def given_materials(
    files: list[Path],
    within: str | None,
    counts: Counts | None,
    mapping: list[str] | None,
    profile: Path | None,
) -> tuple[Material, ...]:
    """Read the files that a command was given, none where it was given none, each release by itself."""
    from lodged.figures.reading import read_materials
    from lodged.sources.mapping import parse_mapping
    from lodged.sources.profiles import read_profile

    state = checked_state(within)
    if not files:
        if mapping or profile:
            raise LodgedError("--map and --profile say how files are read, and no file was given.")
        return ()
    return read_materials(
        files,
        within=state,
        mapping=parse_mapping(mapping or []),
        counted=counted_as(counts),
        profile=read_profile(profile) if profile else None,
    )


def counted_as(counts: Counts | None) -> Counted | None:
    """Return what a person said that a table counts."""
    from lodged.figures.published import Counted

    return None if counts is None else Counted(counts.value)


def _where(conditions: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Gather conditions; one column's values are alternatives."""
    values_of: dict[str, list[str]] = {}
    for condition in conditions:
        column, equals, value = condition.partition("=")
        if not equals or not column.strip() or not value.strip():
            raise LodgedError(
                f"[{condition}] is no condition. Write it as COLUMN=VALUE, for example class=county_jail."
            )
        values_of.setdefault(column.strip(), []).append(value.strip())
    return tuple((column, tuple(values)) for column, values in values_of.items())


def _counted(
    known: dict[str, Definition], wanted: list[str] | None, material: Material, question: Question
) -> list[Figure]:
    """Count what was asked for; when nothing was, all that these files can tell."""
    from lodged.figures.counting import figure
    from lodged.figures.definition import chosen

    if wanted:
        return [figure(chosen(known, name), material, question) for name in wanted]
    fitting = [one for one in known.values() if one.source is material.source]
    made = [figure(one, material, question) for one in fitting]
    answered = [one for one in made if one.untold is None]
    left = [one for one in made if one.untold is not None]
    if left:
        names = ", ".join(one.definition.id for one in left)
        _aside(f"These files can't tell: {names}. Ask for one with --definition to see why.")
    return answered


def _aside(text: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(text, markup=False)


def _write_lists(figures: list[Figure], place: Path) -> None:
    from lodged.sources.safe_cells import safe_csv

    if len(figures) == 1 and not place.is_dir():
        safe_csv(figures[0].evidence, place)
        close_to_others(place)
        return
    if place.exists() and not place.is_dir():
        raise LodgedError(f"[{place}] is a file, and there are {len(figures)} lists to write. Name a folder.")
    place.mkdir(parents=True, exist_ok=True)
    for one in figures:
        safe_csv(one.evidence, place / f"{one.definition.id}.csv")
        close_to_others(place / f"{one.definition.id}.csv")


def _give(figures: list[Figure], output: Format, out: Path | None) -> None:
    from lodged.sources.safe_cells import safe_csv, safe_csv_text

    if output is Format.TABLE:
        for one in figures:
            _say(one)
        return
    if output is Format.JSON:
        text = json.dumps([one.to_json() for one in figures], indent=2, ensure_ascii=False) + "\n"
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_text(text, "utf-8")
        return
    table = _as_table(figures)
    if output is Format.PARQUET and out is not None:
        table.write_parquet(out)
    elif out is None:
        typer.echo(safe_csv_text(table), nl=False)
    else:
        safe_csv(table, out)


def _as_table(figures: list[Figure]) -> pl.DataFrame:
    """Return one row a value, each with its whole name: what a spreadsheet can't lose."""
    import polars as pl

    def named(one: Figure) -> pl.DataFrame:
        rest = {
            "rows_in": one.rows_in,
            "left_out": "; ".join(f"{left.rows} {left.reason}" for left in one.excluded),
            "filters": json.dumps(one.question.filters, ensure_ascii=False),
            "sources": "; ".join(f"{file.name} SHA-256 {file.sha256}" for file in one.files),
            "notes": " ".join([*one.notes, *filter(None, [one.untold])]),
        }
        head = {"definition": one.definition.id, "version": one.definition.version, "as_of": one.as_of}
        columns = [pl.lit(cell).alias(name) for name, cell in head.items()]
        tail = [pl.lit(cell).alias(name) for name, cell in rest.items()]
        return one.table.select(*columns, pl.all(), *tail)

    return pl.concat([named(one) for one in figures], how="diagonal_relaxed") if figures else pl.DataFrame()


def _say(one: Figure) -> None:
    console = Console(highlight=False)
    console.print(
        f"{one.definition.title} ({one.definition.id}, version {one.definition.version})",
        style="bold",
        markup=False,
    )
    console.print(f"  {_value(one)}{f', as of {one.as_of}' if one.as_of else ''}", markup=False)
    console.print(f"  {one.definition.means}", markup=False)
    console.print(f"  {one.rows_in:,} rows in, {one.rows_counted:,} behind the figure", markup=False)
    for left_out in one.excluded:
        console.print(f"  left out: {left_out.rows:,} ({left_out.reason})", markup=False)
    for note in one.notes:
        console.print(f"  note: {note}", markup=False, soft_wrap=True)
    for file in one.files:
        console.print(f"  source: {file.name}, SHA-256 {file.sha256}", markup=False, soft_wrap=True)
        if file.profile:
            through = f"  read through the profile {file.profile.id}, SHA-256 {file.profile.sha256}"
            console.print(through, markup=False, soft_wrap=True)
    if one.question.by and one.untold is None:
        _say_table(one, console)
    console.print()


def _say_table(one: Figure, console: Console) -> None:
    names = [name for name in one.table.columns if name not in {"value", "rows", "of"}]
    table = Table(*names, "value", "rows")
    for row in one.table.head(MOST_ROWS).iter_rows(named=True):
        cells = [str(row[name]) if row[name] is not None else "(none)" for name in names]
        shown = f"{row['value']:.1%}" if one.definition.is_share else f"{row['value']:,.0f}"
        table.add_row(*(cell.replace("[", r"\[") for cell in cells), shown, f"{row['rows']:,}")
    console.print(table)
    if one.table.height > MOST_ROWS:
        console.print(f"  and {one.table.height - MOST_ROWS:,} more; --format csv gives all.")


def _value(one: Figure) -> str:
    why = f": {one.untold}" if one.untold else ""
    return one.in_words or f"can't be told from these rows{why}"
