"""The commands of those who run an instance: serve, upgrade, back up, restore, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lodged.commands.groups import Groups


def register(groups: Groups) -> None:
    """Add the commands to `lodged`."""
    for command in (serve, upgrade, backup, restore, doctor):
        groups.instance.command(command.__name__)(command)


def serve(
    migrate: Annotated[
        bool, typer.Option("--migrate", help="First bring the tables to this version, as their owner.")
    ] = False,
) -> None:
    """Serve in earnest: web server and worker, watched; refuses the demonstration, weak secrets and old tables."""
    _need_web_parts()
    from lodged.operations.serving import serve as do

    raise typer.Exit(do(migrate=migrate))


def upgrade() -> None:
    """Bring the database's tables to this version, as their owner, and verify the journal."""
    _need_web_parts()
    from lodged.operations import instance

    instance.prepare_django()
    from lodged.operations.upgrading import upgrade as do

    done = do()
    for name in done.applied:
        typer.echo(f"  {name}")
    typer.echo(
        f"{len(done.applied)} changes applied. The journal of {done.journal_size:,} entries is whole: root "
        f"{done.journal_root}"
    )


def backup(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write the whole database and the kept files, sealed with the first key of LODGED_FIELD_KEYS."""
    _need_web_parts()
    from lodged.operations import instance

    urls = instance.connect()
    from lodged.operations.backup import back_up
    from lodged.register.sealed import keyring
    from lodged.web.configuration import configuration

    ring = keyring()
    made = back_up(configuration(), urls, ring, folder)
    typer.echo(
        f"Backup of {made.taken_at} in {folder}: journal of {made.journal_size:,} entries, {made.files:,} files."
    )
    typer.echo(f"It opens with key [{ring.keys[0].id}] only. Keep a copy of that key apart from it.")


def restore(folder: Annotated[Path, typer.Argument(help="The folder of a backup.")]) -> None:
    """Put a backup into this empty instance: all of it or nothing, checked against its journal."""
    _need_web_parts()
    from lodged.operations import instance

    urls = instance.prepare_django()
    from lodged.operations.restore import restore as do
    from lodged.register.sealed import keyring
    from lodged.web.configuration import configuration

    done = do(configuration(), urls, keyring(), folder)
    typer.echo(
        f"Restored the backup of {done.manifest.taken_at}. The journal of {done.manifest.journal_size:,} entries is "
        f"whole: root {done.manifest.journal_root}"
    )
    if done.jobs_set_aside:
        typer.echo(
            f"{done.jobs_set_aside:,} jobs that waited then were set aside: they may have been done since. Look at the "
            "notices and start again what was not."
        )


def doctor() -> None:
    """Check everything an instance needs, and say how to fix what is wrong. Exit code 1 when something is."""
    _need_web_parts()
    from lodged.operations.doctor import Verdict, examine

    console, worst = Console(highlight=False, soft_wrap=True), Verdict.GOOD
    colors = {Verdict.GOOD: "green", Verdict.ADVICE: "yellow", Verdict.WRONG: "red"}
    for finding in examine():
        console.print(f"[{colors[finding.verdict]}]{finding.verdict.value:>6}[/]  {finding.check}: ", end="")
        console.print(finding.words, markup=False)
        if finding.fix:
            console.print(f"        {finding.fix}", markup=False)
        worst = max(worst, finding.verdict, key=list(Verdict).index)
    if worst is Verdict.WRONG:
        raise typer.Exit(1)


def _need_web_parts() -> None:
    from lodged.operations.connected import need_web_parts

    need_web_parts()
