"""How a page comes to the record: signed in, in a role that reads it, bound by the database to what it may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from lodged.register.acting import acting_as
from lodged.register.models import Role, User
from lodged.register.permissions import MAY_READ, require

View = Callable[..., HttpResponseBase]


def on_record(roles: frozenset[Role] = MAY_READ) -> Callable[[View], View]:
    """Make a view work on the record as the person signed in, in one transaction.

    Without a sign-in it leads there; in another role than ``roles`` it refuses with the reason.
    """

    def bound(view: View) -> View:
        @wraps(view)
        def acted(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User):
                return redirect_to_login(request.get_full_path())
            require(user, roles, "work here")
            with acting_as(user):
                return view(request, *arguments, **named)

        return acted

    return bound


def staff_of(request: HttpRequest) -> User:
    """Return the member of staff of a request that :func:`on_record` let through."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page with personal data out of every cache."""
    response["Cache-Control"] = "no-store"
    return response
