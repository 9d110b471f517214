"""At most so many writing requests a minute from one address.

Reading isn't counted here; a proxy does that better (see docs/admin.md). The API counts by its tokens.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from lodged.web.clients import client_address
from lodged.web.errors import too_many
from lodged.web.request_counts import count_request

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


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
        counted = count_request(f"address:{client_address(request)}")
        if counted.requests <= limit:
            return self._get_response(request)
        response = too_many(request, limit)
        response["Retry-After"] = str(counted.seconds_left)
        return response
