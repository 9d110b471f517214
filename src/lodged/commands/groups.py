"""The groups that commands stand in, the overview that `lodged --help` shows, and the names commands had before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click.core import Command, Context
    from typer._click.formatting import HelpFormatter

HELP_NAMES = ("-h", "--help")
OVERVIEW: Mapping[str, Mapping[str, str]] = {
    "To begin": {
        "run": "Start everything on this machine, in the browser",
        "demo": "Write synthetic files to try things on",
    },
    "Lists": {
        "inspect": "Say what a file is and what is wrong in it",
        "reconcile": "Put every row of a federal list into one category",
        "names": "Look up a published list of names",
        "private": "Compare lists with another agency, unseen",
    },
    "Figures": {
        "count": "Count by named definitions; see quality and changes",
        "claim": "Check a published figure by every way of counting",
        "publish": "Write figures as a site or a report",
        "question": "Ask who published a figure what it counts",
    },
    "Law": {"law": "What the law here allows, requires and forbids"},
    "The record": {
        "record": "Load, export, returns; agencies, staff, tokens",
        "journal": "Check that nobody rewrote the history",
        "retention": "What is kept how long, what is due, holds",
    },
    "Running it": {
        "instance": "Serve, upgrade, back up, restore, check, keys",
        "linkage": "Train and measure the model of who is who",
    },
}
"""What a newcomer comes with, and the commands and groups for it."""
FORMER_NAMES: Mapping[str, tuple[str, str]] = {
    **{name: ("record", name) for name in ("load", "export", "import", "return", "coverage")},
    **{name: ("record", name) for name in ("agency", "facility", "staff", "token")},
    **{name: ("count", name) for name in ("figures", "definitions", "quality", "diff", "prepare")},
    **{name: ("instance", name) for name in ("serve", "upgrade", "backup", "restore", "doctor", "keys")},
    "report": ("publish", "report"),
}
"""Where each command of before stands now. The old name does the same, and no help shows it."""
FORMER = "former"
"""What a group calls the command that its own name was before."""


class Overview(TyperGroup):
    """`lodged` itself: its help fits a small screen, and it answers to the names that commands had before."""

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return the command of this name, or the one that had this name before."""
        if cmd_name not in FORMER_NAMES:
            return super().get_command(ctx, cmd_name)
        group, name = FORMER_NAMES[cmd_name]
        inside = self.commands[group]
        return inside.get_command(ctx, name) if isinstance(inside, TyperGroup) else None

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Print every command and group, a line each."""
        typer.echo("\n".join(self._lines(ctx)))

    def _lines(self, ctx: Context) -> Iterator[str]:
        yield from (f"Usage: {ctx.command_path} [OPTIONS] COMMAND [ARGS]...", "", self.help or "", "")
        for heading, commands in OVERVIEW.items():
            for place, (name, words) in enumerate(commands.items()):
                yield f"{'' if place else heading:<11} {name:<10} {words}"
        yield from (
            "",
            "Each says more with --help. Also: --version, --install-completion.",
        )


class OnceACommand(TyperGroup):
    """A group whose name was a command before; without one of its verbs it still is that command."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Hand what begins with no verb to the command of before."""
        if args and args[0] not in {*self.commands, *HELP_NAMES}:
            args = [FORMER, *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Return the command that the words name; that of before has the group's own name."""
        name, command, rest = super().resolve_command(ctx, args)
        return "" if name == FORMER else name, command, rest


@dataclass(frozen=True)
class Groups:
    """Where commands are added."""

    top: typer.Typer
    record: typer.Typer
    count: typer.Typer
    publish: typer.Typer
    question: typer.Typer
    instance: typer.Typer


def empty_groups() -> Groups:
    """Return `lodged` and its groups, without a command yet."""
    top = typer.Typer(
        name="lodged",
        cls=Overview,
        help="An accountable register of immigration detainers.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": list(HELP_NAMES)},
    )

    def group(name: str, words: str, kind: type[TyperGroup] = TyperGroup) -> typer.Typer:
        inside = typer.Typer(cls=kind, no_args_is_help=True, help=words)
        top.add_typer(inside, name=name)
        return inside

    return Groups(
        top=top,
        record=group(
            "record",
            "Keep the record: load files and events, export, file returns, add agencies, staff and tokens.",
        ),
        count=group("count", "Count by named definitions; see what is wrong in a source and what changed."),
        publish=group("publish", "Publish figures, maps and claims, small counts hidden.", OnceACommand),
        question=group(
            "question",
            "Ask whoever published a figure what it counts, and keep track of the answer.",
            OnceACommand,
        ),
        instance=group("instance", "Run an instance: serve, upgrade, back up, restore, check, keep keys."),
    )
