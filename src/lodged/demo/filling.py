"""Fill an empty instance with synthetic Minnesota, and bring its board to the present day."""

from __future__ import annotations

from rich.console import Console


def fill_record(console: Console) -> None:
    """Make the demonstration once, and freshen it at every start."""
    from lodged.demo import instance

    if not instance.is_loaded():
        console.print("Making synthetic Minnesota and reconciling it, once...")
        instance.load()
    instance.enliven()
