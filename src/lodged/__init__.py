"""Lodged: an accountable register of immigration detainers.

In a notebook, ``lodged.read(FILE).figure("declined", by="county")`` counts, and ``lodged.reconcile`` reconciles: see
:mod:`lodged.research`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
FOR_RESEARCH = frozenset({"claims", "definitions", "read", "reconcile_lists"})
"""What :mod:`lodged.research` offers at the top of the package."""


def __getattr__(name: str) -> Any:
    """Return a function of :mod:`lodged.research`, loaded when it is first asked for: commands start without it."""
    if name in FOR_RESEARCH:
        return getattr(import_module("lodged.research"), name)
    raise AttributeError(f"module [lodged] has nothing called [{name}]")


def __dir__() -> list[str]:
    """Return the names that completion offers."""
    return sorted({*globals(), *FOR_RESEARCH})
