"""The references of commands and settings are drawn from the code, current, and have every command and option."""

from __future__ import annotations

from typer.core import TyperGroup
from typer.main import get_command

from lodged.cli import app
from tools.commands import PAGE, SETTINGS_PAGE, reference, settings_reference


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == reference(), "Run `make commands`."


def test_the_page_of_settings_is_current() -> None:
    assert SETTINGS_PAGE.read_text("utf-8") == settings_reference(), "Run `make commands`."


def test_the_page_has_every_command_and_option_that_help_shows() -> None:
    page = reference()
    missing = []

    def look(command: object, path: str) -> None:
        if isinstance(command, TyperGroup):
            for name, inside in command.commands.items():
                if not inside.hidden:
                    look(inside, f"{path} {name}")
            return
        entry = page.partition(f"### {path}\n")[2].partition("\n### ")[0]
        options = [name for one in command.params for name in one.opts if name.startswith("-")]  # type: ignore[attr-defined]
        hidden = {name for one in command.params if getattr(one, "hidden", False) for name in one.opts}  # type: ignore[attr-defined]
        missing.extend(
            f"{path} {name}" for name in options if name not in hidden and f"`{name}`" not in entry
        )
        if not entry:
            missing.append(path)

    look(get_command(app), "lodged")
    assert missing == []
