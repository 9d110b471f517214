"""The first test against the real database."""

from __future__ import annotations

import pytest
from django.db import connection

from lodged.register.models import Agency


@pytest.mark.django_db
def test_the_application_is_no_superuser() -> None:
    Agency.objects.create(name="Synthetic County Sheriff", state="MN")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("lodged_app", False)
