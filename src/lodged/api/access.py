"""How a request becomes an account: its token, the token's scope, and how often it may ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import Throttled
from ninja.security import HttpBearer

from lodged.api import tokens
from lodged.api.models import Token
from lodged.api.problems import RefusedError
from lodged.api.scopes import Scope
from lodged.register.acting import acting_as
from lodged.register.models import User
from lodged.web.request_counts import count_request


class Bearer(HttpBearer):
    """A token in the Authorization header, with the scope that the address needs."""

    def __init__(self, scope: Scope) -> None:
        """Need ``scope``."""
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the live token.

        Raises RefusedError without the scope, Throttled when it was used too often this minute.
        """
        live = tokens.find(token)
        if live is None:
            return None
        _count(live)
        if self.scope.value not in live.scopes:
            raise RefusedError(
                403, "no-scope", f"This token lacks the scope [{self.scope.value}]. Add a token that has it."
            )
        return live


def token_of(request: HttpRequest) -> Token:
    """Return the token of a request that :class:`Bearer` let in."""
    token: Token = request.auth  # type: ignore[attr-defined]
    return token


@contextmanager
def acting(request: HttpRequest) -> Iterator[User]:
    """Work as the token's account: the database shows and takes what that account may see and write."""
    user = token_of(request).user
    with acting_as(user):
        yield user


def _count(token: Token) -> None:
    counted = count_request(f"token:{token.pk}")
    if counted.requests > settings.CONFIGURATION.api_rate_limit:
        raise Throttled(wait=counted.seconds_left)
