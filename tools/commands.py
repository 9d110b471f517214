"""`make commands`: write the references of the commands and of the settings from the code, into docs/."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from pydantic.fields import FieldInfo
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from lodged.cli import app
from lodged.commands.groups import OVERVIEW
from lodged.web.configuration import PREFIX, TOGETHER, settings

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
HEAD = """# Commands

Written from the commands by `make commands`; `--help` behind any of them says the same. What differs between instances
is said by environment variables: see [settings](settings.md).
"""
SETTINGS_PAGE = PAGE.with_name("settings.md")
SETTINGS_HEAD = """# Settings

Written from the code by `make commands`. Everything that differs between instances is set by environment variables. A
value that can't be used is refused at the start, with what to set instead. `lodged instance doctor` looks at them too.

| variable | meaning | default |
| --- | --- | --- |
"""


def reference() -> str:
    """Return the page: every command that a help shows, by what a newcomer comes with."""
    top = get_command(app)
    parts = [HEAD]
    for heading, names in OVERVIEW.items():
        parts.append(f"\n## {heading}\n")
        for name in names:
            if isinstance(top, TyperGroup):
                parts.extend(_entries(top.commands[name], f"lodged {name}"))
    return "".join(parts)


def _entries(command: object, path: str) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for name, inside in command.commands.items():
            if not inside.hidden:
                yield from _entries(inside, f"{path} {name}")
    elif isinstance(command, TyperCommand):
        yield from _entry(command, path)


def _entry(command: TyperCommand, path: str) -> Iterator[str]:
    arguments = [one for one in command.params if isinstance(one, TyperArgument)]
    options = [one for one in command.params if isinstance(one, TyperOption) and not one.hidden]
    needed = [f"{one.opts[0]} {_value(one)}" for one in options if one.required]
    typed = " ".join([path, *(_value(one) for one in arguments), *needed])
    yield f"\n### {path}\n\n{inspect.cleandoc(command.help or '')}\n\n```text\n{typed}\n```\n"
    rows = [
        *(f"| `{_value(one)}` | {_meaning(one)} |" for one in arguments if one.help),
        *(f"| {_names(one)} | {_meaning(one)} |" for one in options),
    ]
    if rows:
        yield "\n" + "\n".join(["| | |", "| --- | --- |", *rows]) + "\n"


def _value(parameter: TyperArgument | TyperOption) -> str:
    """Return what stands for its value."""
    return parameter.metavar or (parameter.name or "").upper().replace("_", "-")


def _names(option: TyperOption) -> str:
    return ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])


def _meaning(parameter: TyperArgument | TyperOption) -> str:
    text = (parameter.help or "").replace("|", r"\|")
    default = parameter.default
    shown = default.value if isinstance(default, Enum) else default
    if isinstance(shown, bool) or not isinstance(shown, (str, int, Path)) or not str(shown):
        return text
    return f"{text} Default: `{shown}`.".lstrip()


def settings_reference() -> str:
    """Return the page: every setting with its meaning and what holds without it."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {field.description} | {_default(field)} |"
        for name, field in settings().items()
    ]
    rows += [f"| `{PREFIX}{name.upper()}` | {meaning} | none |" for name, meaning in TOGETHER.items()]
    return SETTINGS_HEAD + "\n".join(rows) + "\n"


def _default(field: FieldInfo) -> str:
    shown = field.examples[0] if field.examples else field.default
    return "none" if shown is None else str(shown)


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
    SETTINGS_PAGE.write_text(settings_reference(), encoding="utf-8")
