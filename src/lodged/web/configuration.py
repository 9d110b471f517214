"""What the environment says about this instance; the only place that reads it.

========================== ==============================================================================
variable                   meaning
========================== ==============================================================================
LODGED_DATA_DIR            folder for the embedded database, uploads and results (default ``.lodged``)
LODGED_DATABASE_URL        a PostgreSQL of your own, as the application's role; default: the embedded one
LODGED_OWNER_DATABASE_URL  the same database as the role that owns the tables, for migrations
LODGED_HOST, LODGED_PORT   where the server listens (default 127.0.0.1, 8000)
LODGED_ALLOWED_HOSTS       host names the server answers to, separated by commas
LODGED_SECRET_KEY          signs sessions and forms; required outside the demonstration
LODGED_DEMONSTRATION       ``1`` for the synthetic demonstration with its printed sign-ins
========================== ==============================================================================
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from lodged.errors import LodgedError

DEFAULT_PORT = 8000


class ConfigurationError(LodgedError):
    """A setting is missing or can't be used."""


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

    @property
    def runs_dir(self) -> Path:
        """Where uploads and results of reconciliations lie."""
        return self.data_dir / "reconciliations"


def configuration(environment: dict[str, str] | None = None) -> Configuration:
    """Read the environment.

    Raises ConfigurationError for a port that isn't a number from 1 to 65535.
    """
    env = os.environ if environment is None else environment
    host = env.get("LODGED_HOST", "127.0.0.1")
    named = tuple(name.strip() for name in env.get("LODGED_ALLOWED_HOSTS", "").split(",") if name.strip())
    return Configuration(
        data_dir=Path(env.get("LODGED_DATA_DIR", ".lodged")).resolve(),
        database_url=env.get("LODGED_DATABASE_URL") or None,
        owner_database_url=env.get("LODGED_OWNER_DATABASE_URL") or None,
        host=host,
        port=_port(env.get("LODGED_PORT", str(DEFAULT_PORT))),
        allowed_hosts=named or (host, "localhost"),
        secret_key=env.get("LODGED_SECRET_KEY") or None,
        demonstration=env.get("LODGED_DEMONSTRATION") == "1",
    )


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise ConfigurationError(f"LODGED_PORT is [{text}], which is not a port. Set a number from 1 to 65535.")
