"""What tests of the register may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture
def owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Work in one transaction as the role that owns the tables, and take all of it back."""
    application = connection.settings_dict["USER"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["USER"] = connections["owner"].settings_dict["USER"]
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        connection.close()
    connection.settings_dict["USER"] = application
