"""`lodged retention`: an agency's schedule, what is due by it, and holds. The shell disposes of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups
from lodged.core.errors import LodgedError

if TYPE_CHECKING:
    from lodged.register.models import User

app = typer.Typer(no_args_is_help=True, help="How long an agency keeps what, what is due, and holds.")
As = Annotated[str, typer.Option("--as", metavar="USERNAME", help="The records supervisor who does it.")]


class TwoPeopleError(LodgedError):
    """What takes two people can't be done on the word of whoever types."""


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.top.add_typer(app, name="retention")


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
        due_subjects = retention.due(user, line)
        typer.echo(
            f"{line.get_kind_display()}, {line.keep_days:,} days ({line.authority}): {len(due_subjects):,} are due"
        )
        table = Table("Identifier", "Since", box=None)
        for one in due_subjects:
            table.add_row(str(one.subject), f"{one.since:%Y-%m-%d}")
        if due_subjects:
            Console().print(table)


@app.command("propose")
def propose(
    kind: Annotated[str, typer.Argument(help="person_file or reconciliation.")], username: As
) -> None:
    """Refused in the shell: it can't tell who typed the name of the supervisor who proposes."""
    _refuse_in_the_shell("propose a disposal of", kind)


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
    """Refused in the shell: it can't tell who typed the name of the supervisor who confirms."""
    _refuse_in_the_shell("apply the proposal", str(proposal))


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


def _refuse_in_the_shell(deed: str, what: str) -> NoReturn:
    raise TwoPeopleError(
        f"The shell can't {deed} [{what}]. Disposal takes two supervisors, and here one person could type both names. "
        "It is to be proposed and confirmed by two people who are signed in, and this version has no page for that, so "
        "it disposes of nothing by schedule. [lodged retention due] lists what is due; nothing was changed."
    )


def _user(username: str) -> User:
    from lodged.operations.connected import connect, member_of_staff

    connect()
    return member_of_staff(username)
