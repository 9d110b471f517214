"""`lodged retention`: an agency's schedule, what is due by it, and disposal by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from lodged.register.models import User

app = typer.Typer(no_args_is_help=True, help="How long an agency keeps what, and disposal by two people.")
As = Annotated[str, typer.Option("--as", metavar="USERNAME", help="The records supervisor who does it.")]


def register(root: typer.Typer) -> None:
    """Add the commands to `lodged`."""
    root.add_typer(app, name="retention")


@app.command("rule")
def rule(
    kind: Annotated[str, typer.Argument(help="person_file or reconciliation.")],
    username: As,
    keep_days: Annotated[
        int, typer.Option("--keep-days", help="Days after the end of the last stay, or after asking.")
    ],
    authority: Annotated[str, typer.Option(help="The schedule or law it rests on.")],
) -> None:
    """Set a line of your agency's schedule; it replaces the line before."""
    user = _user(username)
    from lodged.operations import retention

    made = retention.set_rule(user, kind, keep_days, authority)
    typer.echo(f"{user.agency} keeps: {made.get_kind_display()}: {made.keep_days:,} days ({made.authority}).")


@app.command("due")
def due(username: As) -> None:
    """List what is over by your agency's schedule; changes nothing."""
    user = _user(username)
    from lodged.operations import retention

    schedule = retention.rules(user)
    if not schedule:
        typer.echo(f"{user.agency} has no schedule. Set one with [lodged retention rule].")
    for line in schedule:
        found = retention.due(user, line)
        typer.echo(
            f"{line.get_kind_display()}, {line.keep_days:,} days ({line.authority}): {len(found):,} are due"
        )
        table = Table("Identifier", "Since", box=None)
        for one in found:
            table.add_row(str(one.subject), f"{one.since:%Y-%m-%d}")
        if found:
            Console().print(table)


@app.command("propose")
def propose(
    kind: Annotated[str, typer.Argument(help="person_file or reconciliation.")], username: As
) -> None:
    """Propose to dispose of everything that is due; another supervisor decides."""
    user = _user(username)
    from lodged.operations import retention

    line = next((one for one in retention.rules(user) if one.kind == kind), None)
    if line is None:
        raise retention.RetentionError(
            f"{user.agency} has no line for [{kind}]. Set one with [lodged retention rule]."
        )
    made = retention.propose(user, line)
    typer.echo(f"Proposed: {len(made.subjects):,} of kind {kind}. Nothing is gone yet.")
    typer.echo(f"Another records supervisor decides: lodged retention apply {made.id} --as USERNAME")


@app.command("proposals")
def proposals(username: As) -> None:
    """List what was proposed, by whom, and what became of it."""
    user = _user(username)
    from lodged.operations import retention

    table = Table("Proposal", "Kind", "How many", "Proposed by", "Applied by")
    for one in retention.proposals(user):
        decided = f"{one.applied_by}, {one.applied_at:%Y-%m-%d}" if one.applied_at else ""
        proposed = f"{one.proposed_by}, {one.proposed_at:%Y-%m-%d}"
        table.add_row(str(one.id), one.rule.kind, f"{len(one.subjects):,}", proposed, decided)
    Console().print(table)


@app.command("apply")
def apply(proposal: Annotated[UUID, typer.Argument(help="The proposal's identifier.")], username: As) -> None:
    """Dispose of what another supervisor proposed and is still due: all of it or nothing. The journal's proof stays."""
    user = _user(username)
    from lodged.operations import retention

    gone, kept = retention.apply(user, proposal)
    typer.echo(f"Disposed of {gone:,}. {kept:,} were proposed and are no longer due; they are kept.")


@app.command("hold")
def hold(
    person: Annotated[UUID, typer.Argument(help="The person's identifier.")],
    username: As,
    reason: Annotated[str, typer.Option(help="The case, request or investigation.")],
) -> None:
    """Keep a person's file although its time is over."""
    user = _user(username)
    from lodged.operations import retention

    retention.hold(user, person, reason)
    typer.echo("The file is kept until the hold is released.")


@app.command("release")
def release(person: Annotated[UUID, typer.Argument(help="The person's identifier.")], username: As) -> None:
    """End the hold on a person's file."""
    user = _user(username)
    from lodged.operations import retention

    retention.release(user, person)
    typer.echo("The hold is released; the schedule applies again.")


def _user(username: str) -> User:
    from lodged.web.connected import connect, member_of_staff

    connect()
    return member_of_staff(username)
