"""From what an identity provider says of a person to an agency and a role here; nothing is guessed.

Only the subject identifier says who somebody is. A name or an e-mail address in the claims gives nobody anything.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lodged.core.errors import LodgedError
from lodged.register.models import Agency, Role
from lodged.web.providers import LONGEST_SINCE_SIGN_IN, IdentityProvider

SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "pop", "fpt", "face", "iris", "sc"})
"""Authentication methods (RFC 8176) that are a second factor, or say that there was one."""
CLOCK_SKEW = 60


class ClaimsError(LodgedError):
    """The provider's claims let nobody in; says what is missing and who fixes it."""


@dataclass(frozen=True)
class Claimed:
    """Whom the provider vouches for."""

    agency: Agency
    role: Role
    second_factor: bool


def read(provider: IdentityProvider, data: Mapping[str, Any], *, now: float | None = None) -> Claimed:
    """Read a provider's ID token and user information.

    Raises ClaimsError when they don't belong together, are too old, or name no one agency and role known here.
    """
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    _check(provider, token, info, time.time() if now is None else now)
    claims = {**info, **token}
    methods = claims.get("amr")
    return Claimed(
        agency=_agency(provider, claims),
        role=_role(provider, claims),
        second_factor=isinstance(methods, list) and not SECOND_FACTORS.isdisjoint(methods),
    )


def _check(provider: IdentityProvider, token: Mapping[str, Any], info: Mapping[str, Any], now: float) -> None:
    if not token.get("sub") or (info and info.get("sub") != token["sub"]):
        raise ClaimsError(f"{provider.label} answered about two different people. Try again.")
    signed_in = token.get("auth_time")
    if not isinstance(signed_in, (int, float)) or now - signed_in > LONGEST_SINCE_SIGN_IN + CLOCK_SKEW:
        raise ClaimsError(
            f"{provider.label} did not say that you signed in to it within the last "
            f"{LONGEST_SINCE_SIGN_IN // 60} minutes. Sign out there, then try again."
        )


def _role(provider: IdentityProvider, claims: Mapping[str, Any]) -> Role:
    claimed = claims.get(provider.role_claim)
    values = claimed if isinstance(claimed, list) else [claimed]
    roles = {provider.roles[value] for value in values if isinstance(value, str) and value in provider.roles}
    ask = f"Ask those who run {provider.label} to change it."
    if len(roles) > 1:
        raise ClaimsError(
            f"{provider.label} gives you {len(roles)} roles: {', '.join(sorted(roles))}. One is needed. {ask}"
        )
    role = next(iter(roles), None)
    if role not in Role.values:
        raise ClaimsError(
            f"{provider.label} gives you no role that is known here ({provider.role_claim}). {ask}"
        )
    return Role(role)


def _agency(provider: IdentityProvider, claims: Mapping[str, Any]) -> Agency:
    name = provider.agency
    if name is None:
        claimed = claims.get(provider.agency_claim or "")
        name = provider.agencies.get(claimed) if isinstance(claimed, str) else None
    agency = Agency.objects.filter(name=name).first() if name else None
    if agency is None:
        raise ClaimsError(
            f"{provider.label} names no agency that is known here. Ask those who run {provider.label} or this "
            "instance."
        )
    return agency
