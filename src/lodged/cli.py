"""The command `lodged`: one subcommand a job, each in its own module under :mod:`lodged.commands`."""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from typing import Annotated, NoReturn

import typer
from rich.console import Console

import lodged
from lodged.commands.groups import empty_groups
from lodged.core.errors import LodgedError
from lodged.core.extras import missing_extra
from lodged.core.private_files import write_for_owner_only

USAGE_ERROR = 2
DISK_FULL = "53100"
COMMAND_MODULES = (
    "inspect",
    "reconcile",
    "demo",
    "law",
    "journal",
    "figures",
    "claim",
    "quality",
    "publish",
    "question",
    "record",
    "events",
    "keys",
    "private",
    "token",
    "linkage",
    "operate",
    "retention",
    "names",
    "run",
)

groups = empty_groups()
app = groups.top


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
    write_for_owner_only()


for _name in COMMAND_MODULES:
    import_module(f"lodged.commands.{_name}").register(groups)


def main() -> None:
    """Run the command; a mistake the user can fix is a message on stderr and exit code 2."""
    try:
        app(standalone_mode=True)
    except LodgedError as error:
        _refuse(str(error))
    except ModuleNotFoundError as error:
        missing = missing_extra(error)
        if missing is None:
            raise
        _refuse(str(missing))
    except Exception as error:
        if not is_disk_full(error):
            raise
        _refuse(
            "The disk is full, so nothing was recorded or written. Make room on it, then do the same again: what was "
            "recorded before is untouched."
        )


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error says that a disk is full, this machine's or the database server's (SQLSTATE 53100)."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if getattr(cause, "sqlstate", None) == DISK_FULL:
            return True
        cause = cause.__cause__
    return False


def _refuse(message: str) -> NoReturn:
    Console(stderr=True, soft_wrap=True, highlight=False).print(f"lodged: {message}", markup=False)
    sys.exit(USAGE_ERROR)
