"""Whether the database's tables are those that this version of the program needs."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

_FOUND_WHOLE: set[tuple[str, str]] = set()


def unapplied_migrations(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Migrations of this version that the database lacks, in order. Once there are none, it isn't asked again."""
    database = connections[alias]
    which = (str(database.settings_dict["HOST"]), str(database.settings_dict["NAME"]))
    if which in _FOUND_WHOLE:
        return []
    executor = MigrationExecutor(database)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        _FOUND_WHOLE.add(which)
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown_migrations(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return migrations that the database has and this version doesn't know: another version made them."""
    executor = MigrationExecutor(connections[alias])
    applied = set(executor.loader.applied_migrations)
    known = set(executor.loader.disk_migrations) | set(executor.loader.replacements)
    return sorted(f"{app}.{name}" for app, name in applied - known)


def of_another_version(unknown: list[str]) -> str:
    """Return what to do about migrations that this version doesn't know."""
    return (
        f"The database was made by another version of Lodged, which made [{unknown[0]}]. If that one is newer, install "
        "it. A record of version 0.1 comes over by an export with that version and [lodged record import] here."
    )
