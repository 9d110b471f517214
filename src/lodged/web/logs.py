"""Log lines that hold no person: the words of a line are fixed, and only fields from a closed list go with them.

A line of this program's own says what its author wrote. Of libraries' lines only the place they come from is kept,
since their words may hold an address with an identifier, a piece of a paper or a row of the database. Of an exception
its type and places are kept, never its message.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request being answered, for every line that it causes."""

FIELDS = (
    "method",
    "route",
    "status",
    "duration_ms",
    "program",
    "exit_code",
    "attempt",
    "count",
    "check",
    "sqlstate",
)
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_FRAMES = 12
access = logging.getLogger("lodged.requests")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class SafeJsonFormatter(JsonFormatter):
    """One JSON object a line."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Put in what may be there, and nothing else."""
        own = record.name.startswith("lodged")
        log_data["at"] = self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}Z"
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        if own:
            log_data["message"] = record.getMessage()
        else:
            # Libraries put values into their words before they reach us: a piece of a paper, an address, a row.
            log_data["message"] = "a library's words, left out"
            log_data["place"] = f"{record.module}:{record.lineno} {record.funcName}"
        if (current := request_id.get()) is not None:
            log_data["request_id"] = current
        for name in FIELDS:
            if (value := record.__dict__.get(name)) is not None and own:
                log_data[name] = value
        if record.exc_info and record.exc_info[0] is not None:
            log_data |= _described(record.exc_info)

    converter = staticmethod(time.gmtime)


def _described(exc_info: ExcInfo) -> dict[str, Any]:
    """Return what is safe to say of an exception: types, the database's code, and places."""
    details: dict[str, Any] = {}
    kinds, error = [], exc_info[1]
    while error is not None:
        kinds.append(type(error).__qualname__)
        details.setdefault("sqlstate", getattr(error, "sqlstate", None))
        error = error.__cause__
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(exc_info[2])]
    details |= {"exception": " from ".join(kinds), "places": places[-_FRAMES:]}
    return {name: value for name, value in details.items() if value}


def has_cause(record: logging.LogRecord) -> bool:
    """Keep what Django says of a request only where an exception caused it; the rest is in the request's own line."""
    return bool(record.exc_info)


class RequestLog:
    """Middleware: an id for each request, and one line when it has been answered.

    An id given by a proxy in ``X-Request-ID`` is kept where it is 8 to 64 letters, digits and dashes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before the rest."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say how long it took."""
        given = request.headers.get("X-Request-ID", "")
        name = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(16)
        token, began = request_id.set(name), time.perf_counter()
        try:
            response = self._get_response(request)
            access.info(
                "request",
                extra={
                    "method": method_of(request),
                    "route": route_of(request),
                    "status": response.status_code,
                    "duration_ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = name
        return response


def route_of(request: HttpRequest) -> str:
    """Return the name of the address asked for: never the address itself, which may hold an identifier."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "unmatched"


def method_of(request: HttpRequest) -> str:
    """Return the request's method, or ``other`` for one that HTTP doesn't know."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "other"


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, as JSON or for a person's eyes."""
    formatters: dict[str, Any] = {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "lodged.web.logs.SafeJsonFormatter"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json" if as_json else "plain"}
        },
        "loggers": {
            "lodged": {"level": "INFO" if as_json else "WARNING"},
            "django.request": {"filters": ["has_cause"] if as_json else []},
        },
        "filters": {"has_cause": {"()": "django.utils.log.CallbackFilter", "callback": has_cause}},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
