"""For whom the database is asked: it shows and takes nothing until a member of staff is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from lodged.register.models import User


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """Work in one transaction with what this member of staff may see and write; ends with the transaction."""
    with acting_for(user.agency_id, user.role):
        yield


@contextmanager
def acting_for(agency: UUID, role: str) -> Iterator[None]:
    """Work as an agency's own role; within another such stretch, that one's comes back afterwards.

    For what is done with the whole instance by those who run it: export, import, verification.
    """
    with transaction.atomic():
        before = _set(str(agency), role)
        yield
        # Where something was raised the database takes the setting back itself.
        _set(*before)


def _set(agency: str, role: str) -> tuple[str, str]:
    """Name agency and role for the transaction; gives those named before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('lodged.agency', true), ''), "
            "coalesce(current_setting('lodged.role', true), '')"
        )
        before: tuple[str, str] = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('lodged.agency', %s, true), set_config('lodged.role', %s, true)",
            [agency, role],
        )
    return before
