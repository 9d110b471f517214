"""The command `lodged`: one subcommand a job, each in its own module under :mod:`lodged.commands`."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer
from rich.console import Console

import lodged
from lodged.errors import LodgedError

USAGE_ERROR = 2
COMMAND_MODULES = ("inspect", "reconcile", "demo", "law", "journal", "figures", "record", "run")

app = typer.Typer(
    name="lodged",
    help="An accountable register of immigration detainers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"lodged {lodged.__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep, check and reconcile the record of immigration detainers."""


for _name in COMMAND_MODULES:
    import_module(f"lodged.commands.{_name}").register(app)


def main() -> None:
    """Run the command; a mistake the user can mend is a message on stderr and exit code 2."""
    try:
        app(standalone_mode=True)
    except LodgedError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"lodged: {error}", markup=False)
        sys.exit(USAGE_ERROR)
