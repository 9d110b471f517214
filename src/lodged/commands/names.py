"""`lodged names`: a published list of names looked up in custody records."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups
from lodged.commands.options import ProfileOption

if TYPE_CHECKING:
    from lodged.names_check.answer import NameAnswer


def register(groups: Groups) -> None:
    """Add the command to `lodged`."""
    groups.top.command("names")(names)


def names(
    listed: Annotated[
        Path,
        typer.Argument(metavar="LIST", help="The names: a .txt file, one a line, or CSV, XLSX, Parquet."),
    ],
    custody: Annotated[list[Path], typer.Option(help="Custody records; may be given several times.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="In custody at the end of this day; without it, now."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A new CSV file for the answers.")] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="THEIRS=OURS: a column named otherwise; may be repeated."),
    ] = None,
    profile: ProfileOption = None,
) -> None:
    """Say of each published name who in the records may be meant, how sure that is, and what became of them."""
    from lodged.names_check.files import check_files, write_answers

    moment = as_of.replace(hour=23, minute=59) if as_of else datetime.now()  # noqa: DTZ005 - wall time, as in the records
    answers = check_files(listed, custody, today=moment.date(), mapping=mapping or (), profile=profile)
    if out is not None:
        write_answers(answers, moment, out)
    _say(answers, moment)
    if out is not None:
        Console().print(f"Written to {out}.", soft_wrap=True)


def _say(answers: list[NameAnswer], moment: datetime) -> None:
    table = Table("Name", "How sure", "Booked as", "In custody", "What happened", "Why")
    for answer in answers:
        table.add_section()
        if not answer.candidates:
            table.add_row(answer.person.name, answer.sureness.value, "", "", "", answer.how_common)
        for position, candidate in enumerate(answer.candidates):
            held = candidate.held(moment)
            table.add_row(
                answer.person.name if position == 0 else "",
                answer.sureness.value if position == 0 else "",
                f"{candidate.name} {candidate.born}",
                f"yes, {held.facility}" if held else "no",
                candidate.stays[0].words,
                candidate.why,
            )
        if answer.others:
            table.add_row("", f"and {answer.others:,} more, less likely")
    console = Console()
    console.print(table)
    for sureness, count in Counter(answer.sureness.value for answer in answers).items():
        console.print(f"{sureness}: {count:,}")
