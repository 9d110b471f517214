"""Every error below ``/api/`` as a problem document (RFC 9457), whoever raised it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import Schema
from ninja.errors import HttpError, ValidationError

from lodged.core.errors import LodgedError
from lodged.register.lifecycle.rules import ImpossibleActError
from lodged.register.permissions import NotPermittedError
from lodged.register.projection import ChangedMeanwhileError

MEDIA_TYPE = "application/problem+json"
TYPES = "https://lodged.example/problems/"
"""Names of kinds of problem; nothing is served there."""
log = logging.getLogger(__name__)


class Problem(Schema):
    """What went wrong and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None
    """Where in the request, for one that can't be read; who may be meant, for a booking that asks."""


class RefusedError(LodgedError):
    """A request can be read and can't be done; ``kind`` names why."""

    def __init__(
        self, status: int, kind: str, detail: str, *, errors: list[dict[str, Any]] | None = None
    ) -> None:
        """Refuse with this status; `errors` has what the sender can choose from."""
        super().__init__(detail)
        self.status, self.kind, self.errors = status, kind, errors


def problem(status: int, kind: str, detail: str, errors: list[dict[str, Any]] | None = None) -> HttpResponse:
    """Show one problem document."""
    body: dict[str, Any] = {
        "type": f"{TYPES}{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors is not None:
        body["errors"] = errors
    response = HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """Show the problem document for an error."""
    match error:
        case RefusedError():
            response = problem(error.status, error.kind, str(error), error.errors)
        case ValidationError():
            places = [
                {"in": [str(part) for part in one["loc"]], "detail": one["msg"]} for one in error.errors
            ]
            response = problem(
                422, "unreadable", "The request can't be read as documented; see errors.", places
            )
        case NotPermittedError():
            response = problem(403, "not-permitted", str(error))
        case ChangedMeanwhileError():
            response = problem(409, "changed-meanwhile", str(error))
        case ImpossibleActError():
            response = problem(409, "cannot-follow", str(error))
        case LodgedError():
            response = problem(409, "cannot-be-recorded", str(error))
        case Http404():
            response = problem(404, "not-found", "There is nothing of this identifier that you may see.")
        case RequestDataTooBig():
            response = problem(413, *_WORDS[413])
        case HttpError():
            response = _of_http(error)
        case _:
            log.exception("An API request failed.")
            response = problem(
                500, "our-mistake", "Something went wrong on our side, and nothing was recorded."
            )
    return response


def _of_http(error: HttpError) -> HttpResponse:
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        response = problem(401, "no-token", "Send a live token: Authorization: Bearer lodged_...")
        response["WWW-Authenticate"] = "Bearer"
        return response
    if error.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        response = problem(
            429, "too-many", "Too many requests with this token. Wait as long as Retry-After says."
        )
        response["Retry-After"] = str(getattr(error, "wait", None) or 1)
        return response
    return problem(error.status_code, "unreadable", str(error))


class ProblemMiddleware:
    """Turns what Django itself answers below ``/api/`` (no such address, wrong method, a crash) into problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before ``get_response``."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on, and translate an error that isn't a problem yet."""
        response = self.get_response(request)
        if not request.path.startswith("/api/"):
            return response
        response.headers.setdefault("Cache-Control", "no-store")
        readable = response.get("Content-Type", "").startswith(MEDIA_TYPE)
        if response.status_code < HTTPStatus.BAD_REQUEST or readable:
            return response
        translated = problem(response.status_code, *_WORDS.get(response.status_code, _OTHERWISE))
        for name in ("Allow", "Retry-After"):
            if name in response:
                translated[name] = response[name]
        return translated

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a crash below ``/api/`` with a problem."""
        return answer(request, error) if request.path.startswith("/api/") else None


_OTHERWISE = ("unreadable", "The request could not be understood.")
_WORDS = {
    404: ("not-found", "Page not found."),
    405: ("wrong-method", "This address does not take this method; Allow says which."),
    413: ("too-large", "The request is too large. Send fewer events at once."),
    500: ("our-mistake", "Something went wrong on our side, and nothing was recorded."),
}
