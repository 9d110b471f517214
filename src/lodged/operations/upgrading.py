"""`lodged instance upgrade`: bring the tables to this version, as their owner, and prove that the history stands."""

from __future__ import annotations

from dataclasses import dataclass

from lodged.core.errors import LodgedError


class UpgradeError(LodgedError):
    """The upgrade left a journal that is not whole."""


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did."""

    applied: tuple[str, ...]
    journal_size: int
    journal_root: str


def upgrade() -> Upgraded:
    """Apply what is missing and verify the journal.

    Raises ConfigurationError where another version made the tables, UpgradeError where the journal isn't whole after.
    """
    from lodged.journal.verification import verify
    from lodged.operations import instance
    from lodged.register.journal_store import DatabaseStore
    from lodged.web.configuration import ConfigurationError
    from lodged.web.schema import of_another_version, unapplied_migrations, unknown_migrations

    if unknown := unknown_migrations():
        raise ConfigurationError(of_another_version(unknown))
    missing = tuple(unapplied_migrations())
    if missing:
        instance.migrate()
    report = verify(DatabaseStore())
    if report.findings:
        raise UpgradeError(
            f"The tables are up to date, but the journal is not whole: {report.findings[0].detail} Restore the backup "
            "made before, and report this."
        )
    return Upgraded(missing, report.size, report.root.hex())
