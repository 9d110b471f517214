"""A backup: the whole database and every kept file, sealed with the instance's first key.

================= ==================================================================================
`manifest.json`   when, of which version and tables, the journal's size and root, and who signs for it
`database.sealed` PostgreSQL's own dump (custom format) of one moment
`files.sealed`    what the data folder keeps: uploads, results, documents
================= ==================================================================================

Without the key nothing of it can be read, so a backup without its key is lost: keep a copy of the key elsewhere.
"""

from __future__ import annotations

import hmac
import io
import json
import os
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

import lodged
from lodged.core.errors import LodgedError
from lodged.core.private_files import close_to_others
from lodged.journal.tree import Frontier
from lodged.operations.postgres_tools import (
    DatabaseToolError,
    complaint,
    environment_of,
    server_major,
    tool,
)
from lodged.sealing.keyring import Key, Keyring
from lodged.sealing.stream import seal_stream
from lodged.web.configuration import Configuration
from lodged.web.database import DatabaseUrls

FORMAT = "lodged-backup-1"
MANIFEST, DATABASE, FILES = "manifest.json", "database.sealed", "files.sealed"
LEFT_OUT = frozenset({"postgres", "static", "metrics", "field-key", "demonstration-key"})
"""Of the data folder: the running database, what is made anew, and the keys, which must lie elsewhere."""


class BackupError(LodgedError):
    """A backup can't be made there, or can't be restored."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    id: str
    version: str
    taken_at: str
    migrations: tuple[str, ...]
    journal_size: int
    journal_root: str
    files: int

    def signature(self, key: Key) -> str:
        """Return what only who holds the key can write under this manifest."""
        text = json.dumps(asdict(self), sort_keys=True).encode()
        return hmac.digest(key.derived("backup-manifest"), text, "sha256").hex()


def back_up(config: Configuration, urls: DatabaseUrls, ring: Keyring, folder: Path) -> Manifest:
    """Write a backup into a new or empty folder, while the instance may be in use.

    Raises BackupError when the folder holds something, or the database can't be read whole.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        has_something = any(folder.iterdir())
    except OSError as error:
        raise BackupError(
            f"[{folder}] can't be used: {error.strerror}. Choose a folder that user {os.getuid()} may write to."
        ) from error
    if has_something:
        raise BackupError(f"[{folder}] is not empty, so nothing was written. Choose a new folder.")
    url = _reader_url(config, urls)
    backup_id = str(uuid4())
    try:
        with _one_moment(url) as (snapshot, state), (folder / DATABASE).open("wb") as target:
            _dump(url, snapshot, ring, f"{backup_id}/{DATABASE}", target)
        with (folder / FILES).open("wb") as target:
            files = _pack(config.data_dir, folder, ring, f"{backup_id}/{FILES}", target)
    except BaseException:
        for name in (DATABASE, FILES):
            (folder / name).unlink(missing_ok=True)
        raise
    manifest = Manifest(
        id=backup_id,
        version=lodged.__version__,
        taken_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files=files,
        **state,
    )
    fields = {"format": FORMAT, "key": ring.keys[0].id, **asdict(manifest)}
    fields["signature"] = manifest.signature(ring.keys[0])
    (folder / MANIFEST).write_text(json.dumps(fields, indent=2) + "\n", "utf-8")
    close_to_others(folder)
    return manifest


def _reader_url(config: Configuration, urls: DatabaseUrls) -> str:
    """Return the address of a role that row-level security lets read everything."""
    url = config.backup_database_url or _embedded_superuser(urls)
    if url is None:
        raise BackupError(
            "LODGED_BACKUP_DATABASE_URL is not set. A backup needs a role that may read every agency's rows: see "
            "docs/admin.md for its two lines of SQL."
        )
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if not row or not row[0]:
        raise BackupError(
            "The role of LODGED_BACKUP_DATABASE_URL is bound by row-level security, so its backup would be empty. As a "
            "superuser: ALTER ROLE ... BYPASSRLS."
        )
    return url


def _embedded_superuser(urls: DatabaseUrls) -> str | None:
    """Return the superuser of an embedded server, at the record's database."""
    if urls.superuser is None:
        return None
    return urlsplit(urls.superuser)._replace(path=urlsplit(urls.application).path).geturl()


@contextmanager
def _one_moment(url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A moment of the database that a dump can share, and what the journal and the tables were in it."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        (snapshot,) = cast("tuple[str]", connection.execute("SELECT pg_export_snapshot()").fetchone())
        size, nodes = cast(
            "tuple[int, bytes]",
            connection.execute("SELECT size, nodes FROM register_journalfrontier").fetchone(),
        )
        applied = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
        yield (
            snapshot,
            {
                "journal_size": size,
                "journal_root": Frontier.from_bytes(size, bytes(nodes)).root().hex(),
                "migrations": tuple(name for (name,) in applied),
            },
        )


def _dump(url: str, snapshot: str, ring: Keyring, name: str, target: IO[bytes]) -> None:
    command = [tool("pg_dump", server_major(url)), "--format=custom", "--no-owner", "--no-acl"]
    command.append(f"--snapshot={snapshot}")
    process = subprocess.Popen(  # noqa: S603 - our own words
        command, env=environment_of(url), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if process.stdout is None:
        raise DatabaseToolError("pg_dump gave nothing to read.")
    seal_stream(ring, name, cast("Any", process.stdout), cast("Any", target))
    if process.wait() != 0:
        raise DatabaseToolError(
            f"The database could not be dumped: {complaint(process)}. No backup was made."
        )


def _pack(data_dir: Path, out: Path, ring: Keyring, name: str, target: IO[bytes]) -> int:
    """Seal an archive of the kept files as it is made; gives how many they are."""
    paths = [
        path
        for top in sorted(data_dir.iterdir())
        if top.name not in LEFT_OUT
        and top.resolve() != out.resolve()
        and not out.resolve().is_relative_to(top)
        for path in ([top] if top.is_file() else sorted(top.rglob("*")))
        if path.is_file() and not path.is_symlink()
    ]
    with _sealing_pipe(ring, name, target) as pipe, tarfile.open(fileobj=pipe, mode="w|") as archive:
        for path in paths:
            archive.add(path, arcname=str(path.relative_to(data_dir)), recursive=False)
    return len(paths)


@contextmanager
def _sealing_pipe(ring: Keyring, name: str, target: IO[bytes]) -> Iterator[IO[bytes]]:
    """Something to write into, of which another thread seals what arrives."""
    read, write = os.pipe()
    with open(read, "rb", buffering=io.DEFAULT_BUFFER_SIZE) as source:  # noqa: PTH123 - a pipe's end
        thread = threading.Thread(target=seal_stream, args=(ring, name, source, target))
        thread.start()
        try:
            with open(write, "wb") as pipe:  # noqa: PTH123 - a pipe's end
                yield pipe
        finally:
            thread.join()
