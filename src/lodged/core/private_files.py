"""What is written is for its own user alone; only what is published is for everybody."""

from __future__ import annotations

import os
from pathlib import Path

OWNER_ONLY = 0o077
"""The umask of the command, the worker and the web processes: what they write holds names and numbers."""
FILE, FOLDER = 0o600, 0o700
PUBLIC_FILE, PUBLIC_FOLDER = 0o644, 0o755


def write_for_owner_only() -> None:
    """Make every file and folder that this process and its children make from now on readable by their user alone."""
    os.umask(OWNER_ONLY)


def close_to_others(path: Path) -> None:
    """Take a file or a folder with all it holds away from other users, where it was there before, open to them."""
    _set(path, FILE, FOLDER)


def open_to_all(path: Path) -> None:
    """Let everybody read a publication, such as a web server that runs as another user."""
    _set(path, PUBLIC_FILE, PUBLIC_FOLDER)


def make_public_folder(path: Path) -> None:
    """Make a folder for a publication, with the folders above it that are missing; one that is there stays as it is."""
    if path.is_dir():
        return
    make_public_folder(path.parent)
    path.mkdir(exist_ok=True)
    path.chmod(PUBLIC_FOLDER)


def _set(path: Path, file: int, folder: int) -> None:
    for one in (path, *path.rglob("*")):
        if not one.is_symlink():
            one.chmod(folder if one.is_dir() else file)
