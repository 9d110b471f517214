"""The pages shown when a request can't be answered."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what in the request could not be understood."""
    if isinstance(exception, RequestDataTooBig):
        return _page(
            request,
            413,
            "That is too much at once",
            "What was sent in the fields of this page is larger than 1 MB. Nothing of it was recorded. Go back and "
            "send less, or choose a file where the page takes one.",
        )
    return _page(request, 400, "This request could not be understood", str(exception))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why this is not for the person signed in."""
    return _page(request, 403, "This page is not open to you", str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for an address with no page, in the view's own words where it gave some."""
    first = exception.args[0] if exception.args else ""
    reason = first if isinstance(first, str) and first else "Check the address, or start from the home page."
    return _page(request, 404, "Page not found", reason)


def too_many(request: HttpRequest, limit: int) -> HttpResponse:
    """Say that too much was sent in a minute."""
    return _page(
        request,
        429,
        "Too many requests",
        f"More than {limit} requests to write came from your address within a minute. Nothing of this one was "
        "recorded. Wait a minute, then send it again.",
    )


def our_mistake(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours and what became of the request."""
    return _page(
        request,
        500,
        "Something went wrong on our side",
        "What you sent was not recorded. Go back and try again; if it happens again, tell the administrator the time.",
    )


def _page(request: HttpRequest, status: int, title: str, reason: str) -> HttpResponse:
    return render(
        request, "web/error.html", {"title": title, "reason": reason, "is_error": True}, status=status
    )
