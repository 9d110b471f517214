"""For whom the database is asked: it shows and takes nothing until a member of staff is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from lodged.register.models import User


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """Work in one transaction with what this member of staff may see and write; ends with the transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lodged.agency', %s, true), set_config('lodged.role', %s, true)",
                [str(user.agency_id), user.role],
            )
        yield
