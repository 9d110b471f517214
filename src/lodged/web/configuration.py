"""What the environment says about this instance; the only place that reads it.

========================== ==============================================================================
variable                   meaning
========================== ==============================================================================
LODGED_DATA_DIR            folder for the embedded database, uploads and results (default ``.lodged``)
LODGED_PUBLISHED_DIR       the publication that ``/figures/`` and ``/claims/`` show (default: in the data folder)
LODGED_DATABASE_URL        a PostgreSQL of your own, as the application's role; default: the embedded one
LODGED_OWNER_DATABASE_URL  the same database as the role that owns the tables, for migrations
LODGED_HOST, LODGED_PORT   where the server listens (default 127.0.0.1, 8000)
LODGED_ALLOWED_HOSTS       host names the server answers to, separated by commas
LODGED_SECRET_KEY          signs sessions and forms; required outside the demonstration
LODGED_FIELD_KEYS          ``NAME:SECRET,...``: seal identifiers and payloads; the first seals, all open
LODGED_DEMONSTRATION       ``1`` for the synthetic demonstration with its printed sign-ins
LODGED_BACKUP_DATABASE_URL the same database as a role that reads every row, for backups only
LODGED_BEHIND_PROXY        ``1`` when a proxy of yours ends HTTPS and sets ``X-Forwarded-Proto``
LODGED_HSTS_SECONDS        how long browsers must use HTTPS (default a year; 0 says nothing)
LODGED_LOG_FORMAT          ``json`` or ``plain`` (default)
LODGED_METRICS_TOKEN       who asks ``/metrics`` with this bearer token is answered; default: this machine only
LODGED_MIN_FREE_MB         free space of the data folder below which the instance isn't ready (default 500)
LODGED_RATE_LIMIT          most requests a minute that one address may send to write (default 240; 0: no limit)
LODGED_WEB_WORKERS         web processes of ``lodged instance serve`` (default 2)
LODGED_ADDRESS             the address people reach the instance at, for links (default from host and port)
LODGED_SECOND_FACTOR       who needs a second factor: ``writers`` (default), ``everyone`` or ``nobody``
LODGED_USE_BANNER          the words shown before anyone signs in
LODGED_DEVICE_LOCK_MINUTES after how long without activity a session is locked (default 30)
LODGED_LOCKOUT_MINUTES     how long sign-in is locked after too many failures (default 15)
LODGED_LOCKOUT_FAILURES    failures of one account within 15 minutes that lock it (default 5)
LODGED_LOCKOUT_ADDRESS     the same for one network address; raise it where many share one (default 5)
LODGED_MAIL_URL            mail server for notices to ICE: ``smtps://``, ``smtp://`` or ``smtp+plain://`` (default none)
LODGED_MAIL_FROM           the sender's address, which answers go to; required with a mail server
LODGED_API_RATE_LIMIT      most requests a minute with one API token (default 12000)
LODGED_WEBHOOK_LOOPBACK    ``1`` lets webhooks go to this machine by http, for trying out
LODGED_OIDC...             identity providers: see :mod:`lodged.web.providers`
========================== ==============================================================================
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lodged.web.mail import MailServer, mail_server
from lodged.web.providers import ConfigurationError, IdentityProvider, providers

__all__ = ["Configuration", "ConfigurationError", "configuration"]
DEFAULT_PORT = 8000
YEAR_SECONDS = 31_536_000


SECOND_FACTOR = ("writers", "everyone", "nobody")
USE_BANNER = (
    "This is a government system for authorised use only. What is done here is recorded, and may be monitored and "
    "audited. Unauthorised use is prohibited and may lead to criminal or civil penalties. By signing in you agree to "
    "this."
)


@dataclass(frozen=True)
class Configuration:
    """The settings of one instance."""

    data_dir: Path
    database_url: str | None
    owner_database_url: str | None
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    secret_key: str | None
    demonstration: bool
    field_keys: str | None = field(default=None, repr=False)
    backup_database_url: str | None = field(default=None, repr=False)
    behind_proxy: bool = False
    hsts_seconds: int = YEAR_SECONDS
    json_logs: bool = False
    metrics_token: str | None = field(default=None, repr=False)
    min_free_bytes: int = 500 * 1024 * 1024
    rate_limit: int = 240
    web_workers: int = 2
    address: str = f"http://127.0.0.1:{DEFAULT_PORT}"
    second_factor: str = "writers"
    use_banner: str = USE_BANNER
    device_lock_minutes: int = 30
    lockout_minutes: int = 15
    lockout_failures: int = 5
    lockout_address_failures: int = 5
    identity_providers: tuple[IdentityProvider, ...] = ()
    mail: MailServer | None = None
    api_rate_limit: int = 12_000
    webhook_loopback: bool = False
    own_published_dir: Path | None = None

    @property
    def published_dir(self) -> Path:
        """The publication that the pages of figures and claims show; made by ``lodged publish site``."""
        return self.own_published_dir or self.data_dir / "published"

    @property
    def runs_dir(self) -> Path:
        """Where uploads and results of reconciliations lie."""
        return self.data_dir / "reconciliations"


def configuration(environment: Mapping[str, str] | None = None) -> Configuration:
    """Read the environment.

    Raises ConfigurationError for a value that can't be used.
    """
    env = os.environ if environment is None else environment
    host = env.get("LODGED_HOST", "127.0.0.1")
    named = tuple(name.strip() for name in env.get("LODGED_ALLOWED_HOSTS", "").split(",") if name.strip())
    port = _port(env.get("LODGED_PORT", str(DEFAULT_PORT)))
    demonstration = env.get("LODGED_DEMONSTRATION") == "1"
    return Configuration(
        data_dir=Path(env.get("LODGED_DATA_DIR", ".lodged")).resolve(),
        database_url=env.get("LODGED_DATABASE_URL") or None,
        owner_database_url=env.get("LODGED_OWNER_DATABASE_URL") or None,
        host=host,
        port=port,
        allowed_hosts=named or (host, "localhost"),
        secret_key=env.get("LODGED_SECRET_KEY") or None,
        field_keys=env.get("LODGED_FIELD_KEYS") or None,
        backup_database_url=env.get("LODGED_BACKUP_DATABASE_URL") or None,
        behind_proxy=env.get("LODGED_BEHIND_PROXY") == "1",
        hsts_seconds=_number(env, "LODGED_HSTS_SECONDS", YEAR_SECONDS),
        json_logs=_log_format(env.get("LODGED_LOG_FORMAT", "plain")) == "json",
        metrics_token=env.get("LODGED_METRICS_TOKEN") or None,
        min_free_bytes=_number(env, "LODGED_MIN_FREE_MB", 500) * 1024 * 1024,
        rate_limit=_number(env, "LODGED_RATE_LIMIT", 240),
        web_workers=max(1, _number(env, "LODGED_WEB_WORKERS", 2)),
        demonstration=demonstration,
        own_published_dir=Path(env["LODGED_PUBLISHED_DIR"]).resolve()
        if env.get("LODGED_PUBLISHED_DIR")
        else None,
        address=(env.get("LODGED_ADDRESS") or f"http://{host}:{port}").rstrip("/"),
        second_factor=_second_factor(env.get("LODGED_SECOND_FACTOR"), demonstration=demonstration),
        use_banner=env.get("LODGED_USE_BANNER") or USE_BANNER,
        device_lock_minutes=max(1, _number(env, "LODGED_DEVICE_LOCK_MINUTES", 30)),
        lockout_minutes=max(1, _number(env, "LODGED_LOCKOUT_MINUTES", 15)),
        lockout_failures=max(1, _number(env, "LODGED_LOCKOUT_FAILURES", 5)),
        lockout_address_failures=max(1, _number(env, "LODGED_LOCKOUT_ADDRESS", 5)),
        identity_providers=providers(env),
        mail=mail_server(env.get("LODGED_MAIL_URL"), env.get("LODGED_MAIL_FROM")),
        api_rate_limit=max(1, _number(env, "LODGED_API_RATE_LIMIT", 12_000)),
        webhook_loopback=env.get("LODGED_WEBHOOK_LOOPBACK") == "1",
    )


def _second_factor(text: str | None, *, demonstration: bool) -> str:
    """The demonstration's people have printed passwords and no telephones, so it asks nobody unless told to."""
    chosen = text or ("nobody" if demonstration else "writers")
    if chosen not in SECOND_FACTOR:
        raise ConfigurationError(
            f"LODGED_SECOND_FACTOR is [{chosen}]. Set one of: {', '.join(SECOND_FACTOR)}."
        )
    return chosen


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise ConfigurationError(f"LODGED_PORT is [{text}], which is not a port. Set a number from 1 to 65535.")


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if text.isdecimal():
        return int(text)
    raise ConfigurationError(
        f"{name} is [{text}], which is not a whole number. Set a number, for example {default}."
    )


def _log_format(text: str) -> str:
    if text in {"json", "plain"}:
        return text
    raise ConfigurationError(f"LODGED_LOG_FORMAT is [{text}]. Set it to json or plain.")
