"""`lodged instance doctor`: everything an instance needs, checked one by one, each with its fix."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator

from lodged.core.errors import LodgedError
from lodged.operations.findings import Finding, Verdict, advice, good, wrong
from lodged.operations.secret_strength import weakness_of
from lodged.sealing.keyring import Keyring, SealError
from lodged.web.configuration import Configuration, configuration

__all__ = ["Verdict", "examine"]

Check = Callable[[Configuration], Finding]
NEEDED_PYTHON = ((3, 11), (3, 14))


def examine() -> Iterator[Finding]:
    """Check everything; what can't be asked because something before it is wrong is left out."""
    try:
        config = configuration()
    except LodgedError as error:
        yield wrong("settings", str(error), "Set it, then ask again.")
        return
    for check in (python, secret_key, field_keys, host_names, second_key_place, disk):
        yield check(config)
    embedded = config.database_url is None
    from lodged.operations import instance

    try:
        instance.prepare_django()
    except LodgedError as error:
        yield wrong("database", str(error), "Then ask again.")
        return
    from lodged.operations.doctor_database import database, in_database

    answer = database(config)
    yield answer
    if answer.verdict is not Verdict.WRONG:
        yield from in_database(config, embedded=embedded)


def python(config: Configuration) -> Finding:
    """Check that the interpreter is one this version is tested with."""
    version = ".".join(map(str, sys.version_info[:3]))
    if NEEDED_PYTHON[0] <= sys.version_info[:2] < NEEDED_PYTHON[1]:
        return good("Python", version)
    return wrong("Python", f"[{version}]", "Install Python 3.11, 3.12 or 3.13.")


def secret_key(config: Configuration) -> Finding:
    """Check that the secret that signs sessions can't be guessed."""
    weakness = weakness_of(config.secret_key)
    if weakness is None:
        return good("secret key", f"{len(config.secret_key or '')} characters")
    fix = 'Make one: python -c "import secrets; print(secrets.token_urlsafe(48))"'
    return wrong("secret key", f"LODGED_SECRET_KEY {weakness}.", fix)


def field_keys(config: Configuration) -> Finding:
    """Check that the keys that seal identifiers are set and can be read."""
    if config.field_keys is None:
        words = "LODGED_FIELD_KEYS is not set; an embedded database keeps its own key beside it."
        return advice(
            "keys", words, "Make one with [lodged instance keys make], set it, and keep a copy elsewhere."
        )
    try:
        ring = Keyring.read(config.field_keys)
    except SealError as error:
        return wrong("keys", str(error), "Set LODGED_FIELD_KEYS to what [lodged instance keys make] prints.")
    return good("keys", f"[{ring.keys[0].id}] seals; {len(ring.keys)} open")


def host_names(config: Configuration) -> Finding:
    """Check that the names people reach the instance by are known, and HTTPS ends before it."""
    local = all(name in {"127.0.0.1", "localhost", "::1"} for name in config.allowed_hosts)
    if local:
        words = "It answers to this machine only: LODGED_ALLOWED_HOSTS is not set."
        return advice("host names", words, "Set it to the name people use, behind a proxy that ends HTTPS.")
    if not config.behind_proxy:
        words = "LODGED_BEHIND_PROXY is not 1, so it does not know which requests came by HTTPS."
        return advice(
            "host names", words, "Put a proxy that ends HTTPS before it and set LODGED_BEHIND_PROXY=1."
        )
    return good("host names", ", ".join(config.allowed_hosts))


def second_key_place(config: Configuration) -> Finding:
    """Check that the key files that an embedded database keeps are readable by their owner only."""
    loose = [
        path.name
        for path in (config.data_dir / "field-key", config.data_dir / "demonstration-key")
        if path.exists() and path.stat().st_mode & 0o077
    ]
    if loose:
        return wrong(
            "key files",
            f"Others on this machine can read [{loose[0]}].",
            f"chmod 600 {config.data_dir / loose[0]}",
        )
    return good("key files", "none that others can read")


def disk(config: Configuration) -> Finding:
    """Check that there is room where the data folder is."""
    place = next(path for path in (config.data_dir, *config.data_dir.parents) if path.exists())
    free = shutil.disk_usage(place).free
    free_space = f"{free / 1024**3:.1f} GB free at {config.data_dir}"
    if free < config.min_free_bytes:
        return wrong(
            "disk", free_space, "Make room: at LODGED_MIN_FREE_MB the instance stops taking requests."
        )
    return good("disk", free_space)
