"""A backup put into an empty instance: all of it or nothing, and only if its journal proves to be whole."""

from __future__ import annotations

import hmac
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psycopg

from lodged.core.untrusted_json import parsed
from lodged.operations.backup import DATABASE, FILES, FORMAT, LEFT_OUT, MANIFEST, BackupError, Manifest
from lodged.operations.postgres_tools import complaint, environment_of, server_major, tool
from lodged.sealing.keyring import Keyring
from lodged.sealing.stream import open_stream
from lodged.web.configuration import Configuration
from lodged.web.database import DatabaseUrls

_EMPTY_SCHEMA = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"


@dataclass(frozen=True)
class Restored:
    """What a restore came to."""

    manifest: Manifest
    jobs_set_aside: int
    """Jobs that were waiting when the backup was made; they may have been done since, so they are not done again."""


def read_manifest(folder: Path, ring: Keyring) -> Manifest:
    """Read what a backup says of itself, and check who signs for it and that its files are all there.

    Raises BackupError, or SealError for a key that isn't set, in words.
    """
    try:
        fields: dict[str, Any] = parsed((folder / MANIFEST).read_text("utf-8"))
        form, key = fields.pop("format"), str(fields.pop("key"))
        signature = str(fields.pop("signature"))
        manifest = Manifest(**fields | {"migrations": tuple(fields["migrations"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(
            f"[{folder}] is not a backup: its {MANIFEST} is missing or can't be read. Name the folder that "
            "[lodged instance backup] made."
        ) from error
    if form != FORMAT:
        raise BackupError(f"The backup's format is [{form}]; this version reads [{FORMAT}].")
    # As bytes: of text it compares only what is ASCII.
    if not hmac.compare_digest(
        manifest.signature(ring.named(key)).encode(), signature.encode("utf-8", "replace")
    ):
        raise BackupError(
            f"The backup's {MANIFEST} was changed since it was made. Nothing was restored; use another copy."
        )
    for name in (DATABASE, FILES):
        if not (folder / name).is_file():
            raise BackupError(f"The backup lacks [{name}]. Copy it again; nothing was restored.")
    return manifest


def check(folder: Path, ring: Keyring) -> Manifest:
    """Open every piece of a backup without putting it anywhere; gives what it says of itself.

    Raises BackupError or SealError, in words, when anything of it is missing, changed, cut off or of another backup.
    """
    manifest = read_manifest(folder, ring)
    for name in (DATABASE, FILES):
        for _ in _opened(folder, name, ring, manifest):
            pass
    return manifest


def restore(config: Configuration, urls: DatabaseUrls, ring: Keyring, folder: Path) -> Restored:
    """Put a backup into the empty instance of `config` and `urls`, bring its tables up, and verify the journal.

    Raises BackupError, and leaves the instance empty, when it has records already, or the backup isn't whole.
    """
    _refuse_full(config, urls)
    manifest = check(folder, ring)
    _refuse_newer(manifest)
    with _unpacked(config.data_dir, _opened(folder, FILES, ring, manifest)) as files:
        try:
            _load(urls, _opened(folder, DATABASE, ring, manifest))
            set_aside = _set_jobs_aside(urls)
            _bring_up()
            _refuse_unless_whole(manifest)
        except BaseException:
            with psycopg.connect(urls.owner, autocommit=True) as connection:
                connection.execute(_EMPTY_SCHEMA)
            raise
        for path in files.iterdir():
            path.rename(config.data_dir / path.name)
    return Restored(manifest, set_aside)


def _opened(folder: Path, name: str, ring: Keyring, manifest: Manifest) -> Iterator[bytes]:
    with (folder / name).open("rb") as source:
        yield from open_stream(ring, f"{manifest.id}/{name}", source)


def _refuse_full(config: Configuration, urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.owner) as connection:
        has_tables = connection.execute("SELECT to_regclass('register_agency') IS NOT NULL").fetchone()
        if has_tables and has_tables[0]:
            used = connection.execute(
                "SELECT EXISTS (SELECT 1 FROM register_agency) OR (SELECT max(size) FROM register_journalfrontier) > 0"
            ).fetchone()
            if used and used[0]:
                raise BackupError("This instance has records already. Restore into an empty one.")
    kept = [path.name for path in config.data_dir.iterdir() if path.name not in LEFT_OUT]
    if kept:
        raise BackupError(
            f"The data folder [{config.data_dir}] holds [{kept[0]}] already. Restore into an empty one."
        )


def _refuse_newer(manifest: Manifest) -> None:
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in {*loader.disk_migrations, *loader.replacements}}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise BackupError(
            f"The backup is of a newer version ({manifest.version}, with [{unknown[0]}]). Install that version, then "
            "restore."
        )


def _load(urls: DatabaseUrls, dump: Iterator[bytes]) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute(_EMPTY_SCHEMA)
    command = [tool("pg_restore", server_major(urls.owner)), "--no-owner", "--no-acl", "--exit-on-error"]
    database = environment_of(urls.owner)["PGDATABASE"]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603 - our own words
            [*command, "--single-transaction", "--dbname", database],
            env=environment_of(urls.owner),
            stdin=subprocess.PIPE,
            stderr=output,
        )
        try:
            for piece in dump:
                cast("Any", process.stdin).write(piece)
            cast("Any", process.stdin).close()
        except BrokenPipeError:
            pass  # It ended early, and its exit code says so.
        if process.wait() != 0:
            output.seek(0)
            process.stderr = cast("Any", output)
            raise BackupError(f"The database could not be restored: {complaint(process)}. Nothing was kept.")


def _set_jobs_aside(urls: DatabaseUrls) -> int:
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("DELETE FROM procrastinate_workers")
        done = connection.execute(
            "UPDATE procrastinate_jobs SET status = 'cancelled', worker_id = NULL WHERE status IN ('todo', 'doing')"
        )
        return done.rowcount


def _bring_up() -> None:
    from lodged.operations import instance

    instance.migrate()


def _refuse_unless_whole(manifest: Manifest) -> None:
    from lodged.journal.verification import verify
    from lodged.register.journal_store import DatabaseStore

    report = verify(DatabaseStore())
    if report.findings:
        raise BackupError(f"The backup's journal is not whole: {report.findings[0].detail} Nothing was kept.")
    if (report.size, report.root.hex()) != (manifest.journal_size, manifest.journal_root):
        raise BackupError("The backup's journal has another root than its manifest says. Nothing was kept.")


@contextmanager
def _unpacked(data_dir: Path, archive: Iterator[bytes]) -> Iterator[Path]:
    """A folder beside where the kept files belong, that holds them until it is left."""
    with tempfile.TemporaryDirectory(dir=data_dir, prefix="restoring-") as beside:
        packed, files = Path(beside) / "files.tar", Path(beside) / "files"
        files.mkdir()
        with packed.open("wb") as file:
            file.writelines(archive)
        extract(packed, files)
        packed.unlink()
        yield files


def extract(packed: Path, folder: Path) -> None:
    """Put an archive's files below `folder`: by hand, since Python before 3.11.4 has no filter that keeps them there.

    Raises BackupError for anything but a file below it.
    """
    with tarfile.open(packed) as archive:
        for member in archive:
            target = folder / member.name
            content = archive.extractfile(member) if member.isfile() or member.islnk() else None
            if content is None or not target.resolve().is_relative_to(folder.resolve()):
                raise BackupError(
                    f"The backup's files hold [{member.name}], which no backup has. Nothing was restored."
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("wb") as copy:
                shutil.copyfileobj(content, copy)
            target.chmod(member.mode & 0o755)
            os.utime(target, (member.mtime, member.mtime))
