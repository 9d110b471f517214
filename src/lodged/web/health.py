"""What a load balancer asks: is the program alive, and can it serve. Strangers learn no more than yes or no."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from lodged.web.metrics import heartbeat_age
from lodged.web.schema import unapplied_migrations

WORKER_SILENT_SECONDS = 60
"""A worker says every 10 seconds that it is alive."""

logger = logging.getLogger("lodged.ready")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say that the program answers; asks nothing else, so that a slow database restarts no web server."""
    return _answer({"alive": True}, 200)


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether requests can be served; what is missing is in the log and in [lodged instance doctor]."""
    missing = [name for name, check in CHECKS.items() if not holds(check)]
    for name in missing:
        logger.warning("not ready", extra={"check": name})
    return _answer({"ready": not missing}, 503 if missing else 200)


def database_answers() -> bool:
    """Return whether the database answers a question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations_are_applied() -> bool:
    """Return whether the tables are those that this version needs."""
    return not unapplied_migrations()


def worker_is_alive() -> bool:
    """Return whether a worker has given a sign lately."""
    with connection.cursor() as cursor:
        age = heartbeat_age(cursor)
    return age is not None and age <= WORKER_SILENT_SECONDS


def disk_has_room() -> bool:
    """Return whether the data folder's disk has the room that is asked for."""
    config = settings.CONFIGURATION
    return shutil.disk_usage(config.data_dir).free >= config.min_free_bytes


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "worker": worker_is_alive,
    "disk": disk_has_room,
}


def holds(check: Callable[[], bool]) -> bool:
    """Return whether a check holds; one that can't be made doesn't."""
    try:
        return check()
    except (DatabaseError, OSError):
        return False


def _answer(body: dict[str, bool], status: int) -> JsonResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
