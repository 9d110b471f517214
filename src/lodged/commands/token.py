"""`lodged record token`: let programs use the API."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodged.commands.groups import Groups

token = typer.Typer(no_args_is_help=True, help="Tokens of programs that use the API.")
DEFAULT_DAYS = 90


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    groups.record.add_typer(token, name="token")


@token.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The program, for example jail-system.")],
    of: Annotated[str, typer.Option("--agency", help="The agency's name.")],
    role: Annotated[str, typer.Option(help="For example release_desk.")],
    scope: Annotated[
        list[str], typer.Option("--scope", help="For example custody:write; repeat for several.")
    ],
    days: Annotated[int, typer.Option(help="How long it lives.")] = DEFAULT_DAYS,
) -> None:
    """Add a token, and print it this one time."""
    from lodged.operations.connected import connect

    connect()
    from lodged.api import tokens
    from lodged.register.administration import agency_named

    added, secret = tokens.add(agency_named(of), name, role, scope, days=days)
    typer.echo(
        f"Added {added}, {added.user.get_role_display()} of {added.agency}, until {added.expires_at:%Y-%m-%d}."
    )
    typer.echo("It is not shown again:")
    typer.echo(secret)


@token.command("list")
def list_(of: Annotated[str, typer.Option("--agency", help="The agency's name.")]) -> None:
    """List an agency's tokens."""
    from lodged.operations.connected import connect

    connect()
    from lodged.api.models import Token
    from lodged.register.administration import agency_named

    table = Table("Name", "Begins", "Role", "Scopes", "Ends", "Last used")
    for one in Token.objects.filter(agency=agency_named(of)).select_related("user"):
        ends = "revoked" if one.revoked_at else f"{one.expires_at:%Y-%m-%d}"
        used = f"{one.used_at:%Y-%m-%d %H:%M}" if one.used_at else "never"
        table.add_row(one.name, one.begins, one.user.get_role_display(), ", ".join(one.scopes), ends, used)
    Console().print(table)


@token.command("revoke")
def revoke(name: str, of: Annotated[str, typer.Option("--agency", help="The agency's name.")]) -> None:
    """End a token at once."""
    from lodged.operations.connected import connect

    connect()
    from lodged.api import tokens
    from lodged.api.models import Token
    from lodged.core.errors import LodgedError
    from lodged.register.administration import agency_named

    row = Token.objects.filter(agency=agency_named(of), name=name).first()
    if row is None:
        raise LodgedError(f"There is no token [{name}]. See [lodged record token list].")
    tokens.revoke(row)
    typer.echo(f"{name} is revoked.")
