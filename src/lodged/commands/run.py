"""`lodged run`: start everything on this machine, with nothing installed beforehand."""

from __future__ import annotations

from typing import Annotated

import typer

from lodged.commands.groups import Groups
from lodged.core.extras import Extra, need


def register(groups: Groups) -> None:
    """Add the command to `lodged`."""
    groups.top.command("run")(run)
    groups.instance.command("run")(run)


def run(
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Load synthetic Minnesota and its printed sign-ins.")
    ] = False,
    browser: Annotated[
        bool, typer.Option(help="Open the first page in a browser, where there is a screen.")
    ] = True,
) -> None:
    """Start the database, the worker and the pages, and serve until stopped.

    What differs between instances is said by environment variables: see docs/start.md.
    """
    need(Extra.DEMONSTRATION if demonstration else Extra.WEB)
    from lodged.operations import instance

    fill: instance.Fill | None = None
    if demonstration:
        from lodged.demo.filling import fill_record

        fill = fill_record
    raise typer.Exit(instance.run(fill=fill, open_browser=browser))
