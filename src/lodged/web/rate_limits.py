"""At most so many writing requests a minute from one address, counted in the database for all web processes together.

Reading isn't counted here; a proxy does that better (see docs/admin.md). The API counts by its tokens.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from lodged.web.clients import client_address
from lodged.web.errors import too_many

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KEPT_MINUTES = 10
_COUNT = """
INSERT INTO web_requestcount (client, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (client, minute) DO UPDATE SET count = web_requestcount.count + 1 RETURNING count"""


class RateLimit:
    """Middleware: refuse with 429, and say when to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before the rest."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, unless there were too many."""
        limit = settings.RATE_LIMIT
        if not limit or request.method in SAFE or request.path.startswith("/api/"):
            return self._get_response(request)
        now = time.time()
        if _count(client_address(request), int(now // 60)) <= limit:
            return self._get_response(request)
        response = too_many(request, limit)
        response["Retry-After"] = str(60 - int(now % 60))
        return response


def _count(address: str, minute: int) -> int:
    """Count one more, and forget what was counted long before."""
    client = hmac.digest(settings.SECRET_KEY.encode(), address.encode(), "sha256").hex()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [client, minute])
        (count,) = cursor.fetchone()
        if count == 1:
            cursor.execute("DELETE FROM web_requestcount WHERE minute < %s", [minute - _KEPT_MINUTES])
    return int(count)
