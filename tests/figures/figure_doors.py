"""The command as tests of figures use it."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from lodged.cli import app


def lodged(*arguments: object) -> str:
    """Run `lodged` and give what it prints; its errors are raised."""
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def asked(*arguments: object) -> dict[str, dict[str, Any]]:
    """Ask for figures and give them by definition."""
    given = json.loads(lodged("figures", *arguments, "--format", "json"))
    return {one["definition"]: one for one in given}


def values(one: dict[str, Any], column: str) -> dict[Any, float]:
    """Give a breakdown by one column."""
    return {row[column]: row["value"] for row in one["by"]}
