"""The agencies' own identity providers (OpenID Connect), as the environment names them.

``LODGED_OIDC`` lists short names, for example ``county,state``. Each has its own settings:

=================================== =====================================================================
LODGED_OIDC_COUNTY_ISSUER           the provider's issuer address, https
LODGED_OIDC_COUNTY_CLIENT_ID        what the provider calls this instance
LODGED_OIDC_COUNTY_CLIENT_SECRET    the secret that goes with it
LODGED_OIDC_COUNTY_LABEL            its name on the sign-in page (default: the short name)
LODGED_OIDC_COUNTY_AGENCY           the agency whose staff it knows; or, for several agencies:
LODGED_OIDC_COUNTY_AGENCY_CLAIM     the claim that names the agency, and
LODGED_OIDC_COUNTY_AGENCIES         JSON, value of that claim to the agency's name here
LODGED_OIDC_COUNTY_ROLE_CLAIM       the claim that holds roles or groups (default ``roles``)
LODGED_OIDC_COUNTY_ROLES            JSON, value of that claim to a role here
=================================== =====================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lodged.core.errors import LodgedError
from lodged.core.untrusted_json import parsed

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
LONGEST_SINCE_SIGN_IN = 30 * 60
"""Seconds since the provider last asked for a password or key; the time after which a device locks."""


class ConfigurationError(LodgedError):
    """A setting is missing or can't be used."""


@dataclass(frozen=True)
class IdentityProvider:
    """One provider, and how its claims become an agency and a role."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    role_claim: str
    roles: Mapping[str, str]
    agency: str | None
    agency_claim: str | None
    agencies: Mapping[str, str]

    def as_app(self) -> dict[str, Any]:
        """Return what the sign-in library is told of it."""
        return {
            "provider_id": self.name,
            "name": self.label,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {
                "server_url": self.issuer,
                "oauth_pkce_enabled": True,
                "scope": ["openid", "profile"],
                "auth_params": {"max_age": str(LONGEST_SINCE_SIGN_IN)},
            },
        }


def providers(env: Mapping[str, str]) -> tuple[IdentityProvider, ...]:
    """Return the providers that the environment names.

    Raises ConfigurationError for a setting that is missing or can't be used.
    """
    names = [name.strip().lower() for name in env.get("LODGED_OIDC", "").split(",") if name.strip()]
    return tuple(_provider(name, env) for name in names)


def _provider(name: str, env: Mapping[str, str]) -> IdentityProvider:
    if not name.isalnum():
        raise ConfigurationError(
            f"LODGED_OIDC names [{name}]. Use letters and digits only, for example county."
        )
    prefix = f"LODGED_OIDC_{name.upper()}_"

    def needed(key: str) -> str:
        value = env.get(prefix + key, "").strip()
        if not value:
            raise ConfigurationError(f"{prefix}{key} is not set, and the provider [{name}] needs it.")
        return value

    agency, claim = env.get(f"{prefix}AGENCY") or None, env.get(f"{prefix}AGENCY_CLAIM") or None
    if (agency is None) == (claim is None):
        raise ConfigurationError(
            f"Set either {prefix}AGENCY (one agency) or {prefix}AGENCY_CLAIM and {prefix}AGENCIES (several)."
        )
    return IdentityProvider(
        name=name,
        label=env.get(f"{prefix}LABEL") or name,
        issuer=_issuer(f"{prefix}ISSUER", needed("ISSUER")),
        client_id=needed("CLIENT_ID"),
        client_secret=needed("CLIENT_SECRET"),
        role_claim=env.get(f"{prefix}ROLE_CLAIM") or "roles",
        roles=_mapping(f"{prefix}ROLES", needed("ROLES")),
        agency=agency,
        agency_claim=claim,
        agencies=_mapping(f"{prefix}AGENCIES", needed("AGENCIES")) if claim else {},
    )


def _issuer(key: str, address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ConfigurationError(f"{key} is [{address}]. It must begin with https://.")
    return address.rstrip("/")


def _mapping(key: str, text: str) -> Mapping[str, str]:
    try:
        pairs = parsed(text)
    except ValueError:
        pairs = None
    if not isinstance(pairs, dict) or not all(isinstance(value, str) for value in pairs.values()):
        raise ConfigurationError(
            f'{key} can\'t be read. Write JSON, for example {{"jail-records": "records_supervisor"}}.'
        )
    return pairs
