"""`lodged record events`: custody events from a file, as the API takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lodged.commands.groups import Groups


def register(groups: Groups) -> None:
    """Add the command to `lodged`."""
    groups.record.command("events")(events)


def events(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="One custody event a line, as docs/api.md has them.")
    ],
    username: Annotated[
        str, typer.Option("--as", metavar="USERNAME", help="The member of staff who does it.")
    ],
) -> None:
    """Record custody events from a file, in its order: bookings, moves, planned releases, releases, transfers.

    All of them are recorded, or none where a line can't be read or can't follow what is on record.
    """
    from lodged.operations.connected import connect, member_of_staff

    connect()
    from lodged.api.custody_file import record_events
    from lodged.register.actor import actor_of

    done, many = record_events(actor_of(member_of_staff(username)), file)
    first, last = done.events[0].index, done.events[-1].index
    typer.echo(f"Recorded {many:,} events: entries {first:,} to {last:,} of the journal.")
