"""What a client still sends when its answer is ready: read and thrown away, so that the answer arrives.

A connection that is closed while the other side sends is reset, and a browser then shows that instead of the page.
Whatever refuses a request before reading all of it (too large, no sign-in, too many) relies on this.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 1_000_000_000
MOST_SECONDS = 30
"""Who sends more, or for longer, is cut off."""
_PIECE = 256 * 1024


class Draining:
    """An application whose requests are read to their end before they are answered."""

    def __init__(self, application: WSGIApplication) -> None:
        """Stand before ``application``."""
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer once what was sent is read."""
        answer = self._application(environ, start_response)
        _drain(environ)
        return answer


def _drain(environ: WSGIEnvironment) -> None:
    """Read what is left of a request, in pieces, within the bounds."""
    sent, connection = environ["wsgi.input"], environ.get("gunicorn.socket")
    before = connection.gettimeout() if connection else None
    until, left = time.monotonic() + MOST_SECONDS, MOST_BYTES
    try:
        while left > 0 and (remaining := until - time.monotonic()) > 0:
            _wait_at_most(connection, remaining)
            piece = sent.read(_PIECE)
            if not piece:
                break
            left -= len(piece)
    except (OSError, ParseException):
        # Whoever is gone, or sends what is no body, gets what still can be sent.
        return
    finally:
        _wait_at_most(connection, before)


def _wait_at_most(connection: Any, seconds: float | None) -> None:
    if connection is not None:
        connection.settimeout(seconds)
