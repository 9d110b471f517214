"""`lodged reconcile`: a federal list and custody records in, every row in one category out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lodged.commands.groups import Groups
from lodged.commands.options import ProfileOption

if TYPE_CHECKING:
    from lodged.reconcile.reconciliation import Stage
    from lodged.reconcile.result import Reconciliation


class EngineName(StrEnum):
    """What compares the records."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def register(groups: Groups) -> None:
    """Add the command to `lodged`."""
    groups.top.command("reconcile")(reconcile)


def reconcile(
    detainers: Annotated[Path, typer.Argument(metavar="LIST", help="The federal list of detainers.")],
    custody: Annotated[list[Path], typer.Option(help="Custody records; may be given several times.")],
    state: Annotated[str, typer.Option(help="The state asked about, as a postal code.")],
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD; its end counts.")
    ],
    out: Annotated[Path, typer.Option(help="The folder the result is written into.")],
    coverage: Annotated[Path | None, typer.Option(help="Which facility's records cover which days.")] = None,
    rulings: Annotated[
        Path | None, typer.Option(help="What people decided about pairs of records; see docs/formats.md.")
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="What compares the records.")] = EngineName.DUCKDB,
    spark_master: Annotated[
        str, typer.Option(help="With --engine spark: the cluster's URL; local[*] is this machine.")
    ] = "local[*]",
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="THEIRS=OURS: a column named otherwise; may be repeated."),
    ] = None,
    profile: ProfileOption = None,
) -> None:
    """Put every row of a federal list into exactly one category, with the evidence."""
    from lodged.linkage import Engine, EngineKind
    from lodged.reconcile.files import reconcile_files

    bar = Progress(
        TextColumn("{task.description:32}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True)
    )
    with bar:
        task = bar.add_task("Starting", total=1.0)

        def show(stage: Stage, done: float) -> None:
            bar.update(task, description=stage.value, completed=done)

        done = reconcile_files(
            [detainers],
            custody,
            coverage,
            state=state.strip().upper(),
            as_of=as_of.date(),
            out=out,
            mapping=mapping or (),
            profile=profile,
            rulings=rulings,
            engine=Engine(EngineKind(engine.value), spark_master),
            progress=show,
        )
    _say(done, out)


def _say(done: Reconciliation, out: Path) -> None:
    from lodged.reconcile.answers import OnFileAtEnd
    from lodged.reconcile.likely_words import headline, in_columns, in_words
    from lodged.reconcile.summary import summary_of

    summary = summary_of(done)
    table = Table(
        "Category", "Rows", "Persons", "Expected", "95 % interval", title=summary.title, title_justify="left"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for category in summary.categories:
        table.add_row(
            category.label, f"{category.count:,}", f"{category.persons:,}", *in_columns(category.expected)
        )
    table.add_section()
    table.add_row("All categories", f"{summary.total:,}")
    table.add_row("Set aside", f"{done.set_aside:,}")
    table.add_row("Rows of the list's files", f"{done.rows_of_list:,}")
    console = Console()
    console.print(table)
    for sentence in headline(done.estimated.estimates, done.as_of.day):
        console.print(sentence, soft_wrap=True)
    after = done.released_after
    console.print(
        f"Released after it was lodged: {after[OnFileAtEnd.YES]:,} with the detainer on the custodian's file, "
        f"{after[OnFileAtEnd.NO]:,} with none, {after[OnFileAtEnd.UNDECIDED]:,} undecided",
        soft_wrap=True,
    )
    console.print(f"Held with a detainer on file, by the custodians' records: {len(done.on_file):,}")
    console.print(
        f"Of these on no row of the list: {len(done.not_on_list):,} settled; "
        f"expected {in_words(done.estimated.estimates.not_on_list)}"
    )
    if done.problems:
        console.print(f"Problems in the files: {len(done.problems):,}; see problems.csv.")
    console.print(f"Written to {out}: report.html opens in any browser.", soft_wrap=True)
