"""For whom the database is asked: it shows and takes nothing until a member of staff is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from lodged.register.actor import Who, actor_of


@contextmanager
def acting_as(who: Who) -> Iterator[None]:
    """Work in one transaction with what this actor may see and write; ends with the transaction."""
    actor = actor_of(who)
    with acting_for(actor.agency, actor.role):
        yield


@contextmanager
def acting_for(agency: UUID, role: str) -> Iterator[None]:
    """Work as an agency's own role; within another such stretch, that one's comes back afterwards.

    For what is done with the whole instance by those who run it: export, import, verification.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _set(str(agency), role)
        yield
        # Where something was raised, and at the end of the transaction, the database takes it back itself.
        if nested and before != (str(agency), role):
            _set(*before)


def _set(agency: str, role: str) -> tuple[str, str]:
    """Name agency and role for the transaction; gives those named before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT coalesce(current_setting('lodged.agency', true), '') AS agency, "
            "coalesce(current_setting('lodged.role', true), '') AS role) "
            "SELECT agency, role, set_config('lodged.agency', %s, true), set_config('lodged.role', %s, true) "
            "FROM before",
            [agency, role],
        )
        before_agency, before_role, _, _ = cursor.fetchone()
    return before_agency, before_role
