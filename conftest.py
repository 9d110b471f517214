"""Django for the tests: real PostgreSQL, with the application in its own, bound role.

The embedded server starts with the first test that touches the database; tests of the plain rooms don't
wait for it. Each process has a database of its own, so that several may go on side by side.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.remote import Producer

from tests.database_template import copied_database
from tests.scheduling import ByWhatTheyShare

# How long an example takes says more of what else the machine does than of the code.
hypothesis_settings.register_profile("lodged", deadline=None)
hypothesis_settings.load_profile("lodged")

NOT_YET_STARTED = "postgresql:///not-yet-started"

os.environ["LODGED_DATABASE_URL"] = os.environ["LODGED_OWNER_DATABASE_URL"] = NOT_YET_STARTED
os.environ["LODGED_SECRET_KEY"] = "for tests only"  # noqa: S105 - protects nothing
os.environ["LODGED_FIELD_KEYS"] = "tests:" + "t" * 43
os.environ["LODGED_DATA_DIR"] = tempfile.mkdtemp(prefix="lodged-tests-")
os.environ["LODGED_SECOND_FACTOR"] = "nobody"  # tests of it ask for it
# The browser's driver keeps an event loop in this thread, in which no test of ours does anything at once.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["DJANGO_SETTINGS_MODULE"] = "lodged.web.settings"
django.setup()
# Pages are rendered in tests without gathering the static files first.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Passwords are hashed slowly on purpose; tests of everything else don't wait for it.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Over plain HTTP a browser takes no cookie that says it is secure; tests may write more than people do.
settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "lodged-session", "lodged-csrf"
settings.RATE_LIMIT = 0


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByWhatTheyShare:
    """Give tests to workers by what they share."""
    return ByWhatTheyShare(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Start PostgreSQL, copy the migrated template, and let tests work as the application does."""
    from django.db import connections

    from lodged.web.database import django_database

    folder = Path(__file__).parent / ".lodged" / "test-postgres"
    with django_db_blocker.unblock(), copied_database(folder) as urls:
        connections["default"].settings_dict.update(django_database(urls.application) | {"CONN_MAX_AGE": 0})
        connections["owner"].settings_dict.update(django_database(urls.owner) | {"CONN_MAX_AGE": 0})
        with django_db_blocker.block():
            yield
        connections.close_all()
