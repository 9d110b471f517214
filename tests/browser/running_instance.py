"""The instance that the browser tests ask."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Instance:
    """A running Lodged with the demonstration."""

    address: str
    data_dir: Path
    process: int
    """The number of its first process."""

    @property
    def environment(self) -> dict[str, str]:
        """Of the command, where it is to work on this instance."""
        return environment_for(self.data_dir)


def environment_for(data_dir: Path) -> dict[str, str]:
    """The environment of the command, for the instance of a folder."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LODGED_", "DJANGO_"))}
    return kept | {"LODGED_DATA_DIR": str(data_dir)}
