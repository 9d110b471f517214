"""The settings of an instance: one class, each read from the environment as ``LODGED_`` and its name.

``docs/settings.md`` is written from it (``make commands``). Identity providers have settings by name besides:
:mod:`lodged.web.providers`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    TypeAdapter,
    ValidationError,
)
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo

from lodged.web.mail import MailServer, mail_server
from lodged.web.providers import ConfigurationError, IdentityProvider, providers

__all__ = ["Configuration", "ConfigurationError", "LogFormat", "SecondFactor", "configuration"]
PREFIX = "LODGED_"
DEFAULT_PORT = 8000
YEAR_SECONDS = 31_536_000
USE_BANNER = (
    "This is a government system for authorized use only. What is done here is recorded, and may be monitored and "
    "audited. Unauthorized use is prohibited and may lead to criminal or civil penalties. By signing in you agree to "
    "this."
)


class SecondFactor(StrEnum):
    """Who must show a second factor when signing in."""

    WRITERS = "writers"
    EVERYONE = "everyone"
    NOBODY = "nobody"


class LogFormat(StrEnum):
    """How a line of the log is written."""

    JSON = "json"
    PLAIN = "plain"


def _names(value: object) -> object:
    return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


Folder = Annotated[Path, AfterValidator(Path.resolve)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Port = Annotated[int, Field(ge=1, le=65_535)]


def _setting(default: object, meaning: str, *, shown: str | None = None, secret: bool = False) -> Any:
    """A field with its meaning for the page of settings, and its default in words where the value says little."""
    return Field(default, description=meaning, examples=[shown] if shown else None, repr=not secret)


@dataclass(frozen=True, config=ConfigDict(hide_input_in_errors=True))
class Configuration:
    """The settings of one instance. Those without a meaning here are read from several variables together."""

    data_dir: Folder = _setting(
        Path(".lodged").resolve(), "embedded database, uploads, results", shown=".lodged"
    )
    published_dir: Folder = _setting(
        Path(".lodged/published"),
        "the publication that `/figures/` and `/claims/` show ([publication](publication.md))",
        shown="`published` in the data folder",
    )
    database_url: str | None = _setting(
        None,
        "a PostgreSQL of your own, as the application's role",
        shown="the one that comes along",
        secret=True,
    )
    owner_database_url: str | None = _setting(
        None,
        "the same database as the role that owns the tables, for upgrades",
        shown="the same address",
        secret=True,
    )
    backup_database_url: str | None = _setting(
        None, "the same database as a role that reads every row, for `lodged instance backup`", secret=True
    )
    host: str = _setting("127.0.0.1", "where the server listens")
    port: Port = _setting(DEFAULT_PORT, "the port it listens on")
    address: str = _setting(
        "", "the address people reach the instance at, for links", shown="from host and port"
    )
    allowed_hosts: Names = _setting(
        (), "host names the server answers to, separated by commas", shown="the host it listens on"
    )
    behind_proxy: bool = _setting(
        False, "`1` when a proxy of yours ends HTTPS and sets `X-Forwarded-Proto`", shown="off"
    )
    hsts_seconds: NonNegativeInt = _setting(
        YEAR_SECONDS, "how many seconds browsers must use HTTPS; 0 says nothing", shown="a year"
    )
    secret_key: str | None = _setting(
        None, "signs sessions and forms; required outside the demonstration", shown="none", secret=True
    )
    field_keys: str | None = _setting(
        None,
        "seals identifiers and payloads; `NAME:SECRET,...`, the first seals, all open",
        shown="with the database that comes along: made once beside it",
        secret=True,
    )
    demonstration: bool = _setting(
        False, "`1` for the synthetic demonstration with its printed sign-ins", shown="off"
    )
    log_format: LogFormat | None = _setting(
        None, "`json` or `plain`", shown="`json` in `lodged instance serve`, else `plain`"
    )
    metrics_token: str | None = _setting(
        None, "who asks `/metrics` with this bearer token is answered", shown="this machine only", secret=True
    )
    min_free_mb: NonNegativeInt = _setting(
        500, "free megabytes of the data folder below which the instance isn't ready"
    )
    rate_limit: NonNegativeInt = _setting(
        240, "most writing requests a minute from one address; 0 is no limit"
    )
    api_rate_limit: PositiveInt = _setting(12_000, "most requests a minute with one API token")
    web_workers: PositiveInt = _setting(2, "web processes of `lodged instance serve`")
    second_factor: SecondFactor = _setting(
        SecondFactor.WRITERS, "who needs a second factor: `writers`, `everyone` or `nobody`", shown="writers"
    )
    use_banner: str = _setting(
        USE_BANNER, "the words shown before anyone signs in", shown="a warning of the usual kind"
    )
    device_lock_minutes: PositiveInt = _setting(
        30, "after how many minutes without activity a session is locked"
    )
    lockout_minutes: PositiveInt = _setting(15, "how many minutes sign-in is locked after too many failures")
    lockout_failures: PositiveInt = _setting(5, "failures of one account within 15 minutes that lock it")
    lockout_address: PositiveInt = _setting(
        5, "the same for one network address; raise it where many share one"
    )
    webhook_loopback: bool = _setting(
        False, "`1` lets webhooks go to this machine by http, for trying out", shown="off"
    )

    identity_providers: tuple[IdentityProvider, ...] = Field(default=(), repr=False)
    mail: MailServer | None = None

    @property
    def runs_dir(self) -> Path:
        """Where uploads and results of reconciliations lie."""
        return self.data_dir / "reconciliations"

    @property
    def min_free_bytes(self) -> int:
        """Free bytes of the data folder below which the instance isn't ready."""
        return self.min_free_mb * 1024 * 1024

    @property
    def json_logs(self) -> bool:
        """Whether a line of the log is an object."""
        return self.log_format is LogFormat.JSON


TOGETHER = {
    "mail_url": "mail server for [notices to ICE](letters.md): `smtps://`, `smtp://` or `smtp+plain://`",
    "mail_from": "the sender's address, which answers go to; required with a mail server",
    "oidc": "the agencies' own [identity providers](signin.md), by short names separated by commas",
}
"""Settings that are read together with others, with what they mean."""


def configuration(environment: Mapping[str, str] | None = None) -> Configuration:
    """Read the environment.

    Raises ConfigurationError for a value that can't be used.
    """
    env = os.environ if environment is None else environment
    given = {name: value for name in settings() if (value := env.get(PREFIX + name.upper(), "").strip())}
    together = {
        "identity_providers": providers(env),
        "mail": mail_server(env.get("LODGED_MAIL_URL"), env.get("LODGED_MAIL_FROM")),
    }
    try:
        return TypeAdapter(Configuration).validate_python({**_follow(given), **given, **together})
    except ValidationError as error:
        raise ConfigurationError(_sentence(error, given)) from None


def settings() -> dict[str, FieldInfo]:
    """Return the settings that are read each for itself, by the name that follows ``LODGED_``, in lower case."""
    fields: dict[str, FieldInfo] = vars(Configuration)["__pydantic_fields__"]
    return {name: field for name, field in fields.items() if field.description}


def _follow(given: Mapping[str, str]) -> dict[str, object]:
    """Return the defaults that follow from other settings.

    The demonstration's people have printed passwords and no telephones, so it asks nobody for a second factor.
    """
    host, port = given.get("host", "127.0.0.1"), given.get("port", DEFAULT_PORT)
    follow: dict[str, object] = {
        "allowed_hosts": (host, "localhost"),
        "address": f"http://{host}:{port}",
        "published_dir": Path(given.get("data_dir", ".lodged")) / "published",
    }
    if given.get("demonstration") == "1":
        follow["second_factor"] = SecondFactor.NOBODY
    return follow


_FIXES = {
    "enum": "Set one of: {expected}.",
    "bool_parsing": "Set 1 for yes, or 0 for no.",
    "int_parsing": "Set a whole number, for example {default}.",
    "greater_than": "Set a whole number above {gt}, for example {default}.",
    "greater_than_equal": "Set a whole number of at least {ge}, for example {default}.",
    "less_than_equal": "Set a whole number of at most {le}, for example {default}.",
}


def _sentence(error: ValidationError, given: Mapping[str, str]) -> str:
    """Name the first setting that can't be used, its value and what to do; none of these is a secret."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0])
    words = {"default": settings()[name].default, **first.get("ctx", {})}
    if first["type"] == "enum":
        words["expected"] = words["expected"].replace("'", "").replace(" or ", ", ")
    fix = _FIXES[first["type"]].format(**words)
    return f"{PREFIX}{name.upper()} is [{given[name]}], which can't be used. {fix}"
