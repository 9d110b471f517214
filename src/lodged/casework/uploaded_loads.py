"""A file uploaded to be compared with the record, kept until it is recorded or put aside."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from lodged.casework import profiles
from lodged.casework.loading import services
from lodged.casework.loading.change import Comparison
from lodged.core.errors import LodgedError
from lodged.core.json import Plain, from_plain, to_plain
from lodged.register.models import User
from lodged.sources.mapping import parse_mapping
from lodged.sources.profiles import Profile, read_profile

KEPT_SECONDS = 24 * 60 * 60
SESSION_KEY = "load"


@dataclass(frozen=True)
class Load:
    """An uploaded file, what it is, and how its columns are named."""

    id: UUID
    name: str
    is_list: bool
    mapping: tuple[str, ...]
    layout: str = ""
    """The key of the profile that it is read through, where one was chosen."""

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return _folder() / str(self.id) / self.name

    def compare(self, user: User) -> Comparison:
        """Compare it with the record as it is now; raises LodgedError where it can't be read."""
        names = parse_mapping(self.mapping) if self.mapping else None
        if self.is_list:
            return services.compare_lists(user, [self.path], names)
        return services.compare_rosters(user, [self.path], names, self._profile(user))

    def _profile(self, user: User) -> Profile | None:
        if not self.layout:
            return None
        path = profiles.chosen(user, self.layout)
        if path is None:
            raise LodgedError("The layout is no longer there. Choose another, and send the file again.")
        return read_profile(path)

    def record(self, user: User, comparison: Comparison) -> int:
        """Record what a comparison found, keep the mapping, and put the file aside."""
        recorded = services.apply(user, comparison)
        if self.mapping:
            services.save_mapping(user, parse_mapping(self.mapping))
        self.put_aside()
        return recorded

    def put_aside(self) -> None:
        """Remove the file."""
        shutil.rmtree(self.path.parent, ignore_errors=True)

    def to_session(self) -> Plain:
        """Return what a session keeps of it."""
        return to_plain(self)


def keep(file: UploadedFile, *, is_list: bool, mapping: Sequence[str], layout: str = "") -> Load:
    """Keep an uploaded file, and remove those that nobody came back for."""
    _remove_old()
    name = Path(file.name or "file").name or "file"
    load = Load(uuid4(), name, is_list, tuple(mapping), layout)
    load.path.parent.mkdir(parents=True, mode=0o700)
    with load.path.open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return load


def from_session(kept: object) -> Load | None:
    """Return the load that a session keeps, where its file is still there."""
    load = from_plain(Load, kept) if kept else None
    return load if load is not None and load.path.is_file() else None


def fingerprint(comparison: Comparison) -> str:
    """Return what tells whether the difference is still the one that was shown."""
    parts = [(c.kind.value, c.subject, c.row, c.before) for c in comparison.changes]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _folder() -> Path:
    return Path(settings.CONFIGURATION.data_dir) / "loads"


def _remove_old() -> None:
    for folder in _folder().glob("*"):
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
