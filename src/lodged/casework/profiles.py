"""Profiles of an agency's own files: drafted from an uploaded file, looked at on its rows, accepted and kept.

The uploaded file is kept for whoever uploaded it until the profile is accepted or put aside, and a day at most. An
accepted profile names columns and no person; it is kept for the agency.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from lodged.casework.permissions import check_can_reconcile
from lodged.core.yaml_with_lines import read
from lodged.register.models import User
from lodged.sources.input_tables import Names, read_custody_records
from lodged.sources.profile_proposal import columns_of, proposed
from lodged.sources.profiles import Profile, ProfileError, read_profile, shipped_profiles
from lodged.sources.stays import one_row_a_stay

KEPT_SECONDS = 24 * 60 * 60
SESSION_KEY = "profile-draft"
SAMPLE_ROWS = 8
_PROPOSAL, _TRIED = "proposal.yaml", "profile.yaml"


@dataclass(frozen=True)
class Sample:
    """What a file is through a profile: its first stays, how many there are, and what was wrong or noted."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    stays: int
    problems: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Draft:
    """An uploaded file for which a profile is made."""

    id: UUID
    name: str

    @property
    def path(self) -> Path:
        """Where the file is kept."""
        return _drafts() / str(self.id) / "file" / self.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the file's columns."""
        return columns_of(self.path)

    def proposal(self) -> dict[str, Any]:
        """Return what is suggested for the file, as a profile's top keys have it."""
        text = _drafts() / str(self.id) / _PROPOSAL
        if not text.is_file():
            text.write_text(proposed(self.path), "utf-8")
        return dict(read(text, ProfileError).data)

    def tried(self, text: str) -> Profile:
        """Read a profile as it would be accepted; raises ProfileError where it can't be used."""
        path = _drafts() / str(self.id) / _TRIED
        path.write_text(text, "utf-8")
        return read_profile(path)

    def was_shown(self, text: str) -> bool:
        """Return whether this is the profile that the rows were last shown through."""
        path = _drafts() / str(self.id) / _TRIED
        return path.is_file() and path.read_text("utf-8") == text

    def sample(self, profile: Profile) -> Sample:
        """Read the file through a profile; raises LodgedError where it can't be."""
        reading = read_custody_records([self.path], profile=profile, names=Names.SOME)
        stays = one_row_a_stay(reading)
        columns = [name for name in profile.fields if name in stays.rows.columns]
        shown = stays.rows.head(SAMPLE_ROWS).select(columns)
        reasons = Counter(problem.without_value().reason for problem in stays.problems)
        return Sample(
            tuple(columns),
            tuple(tuple("" if cell is None else str(cell) for cell in row) for row in shown.iter_rows()),
            stays.rows.height,
            tuple(reasons.most_common()),
        )

    def put_aside(self) -> None:
        """Remove the file and all that was made of it."""
        shutil.rmtree(_drafts() / str(self.id), ignore_errors=True)

    def to_session(self) -> dict[str, str]:
        """Return what a session keeps of it."""
        return {"id": str(self.id), "name": self.name}


def begin(user: User, file: UploadedFile) -> Draft:
    """Keep an uploaded file to make a profile for, and remove those that nobody came back for."""
    check_can_reconcile(user)
    _remove_old()
    draft = Draft(uuid4(), Path(file.name or "file").name or "file")
    draft.path.parent.mkdir(parents=True, mode=0o700)
    with draft.path.open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return draft


def from_session(kept: dict[str, str] | None) -> Draft | None:
    """Return the draft a session keeps, where its file is still there."""
    if not kept:
        return None
    draft = Draft(UUID(kept["id"]), kept["name"])
    return draft if draft.path.is_file() else None


def accept(user: User, draft: Draft, text: str) -> Profile:
    """Keep a profile for the agency, in place of one of the same title, and remove the file it was made for."""
    check_can_reconcile(user)
    profile = draft.tried(text)
    folder = _kept_for(user.agency_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = folder / f".{uuid4()}"
    new.write_text(text, "utf-8")
    new.replace(folder / f"{profile.id}.yaml")
    draft.put_aside()
    return profile


@dataclass(frozen=True)
class Known:
    """A profile that can be chosen: the agency's own, or one that comes with the program."""

    key: str
    title: str
    path: Path

    @property
    def is_own(self) -> bool:
        """Whether it is the agency's own."""
        return self.key.startswith("own:")


def known(user: User) -> Sequence[Known]:
    """Return the profiles that a member of staff may choose, their agency's first."""
    own = sorted(_kept_for(user.agency_id).glob("*.yaml"))
    return [
        *(Known(f"own:{path.stem}", read_profile(path).title, path) for path in own),
        *(Known(f"shipped:{path.stem}", read_profile(path).title, path) for path in shipped_profiles()),
    ]


def choices(user: User) -> Sequence[tuple[str, str]]:
    """Return the key and the title of each profile that may be chosen."""
    return [(one.key, one.title) for one in known(user)]


def chosen(user: User, key: str) -> Path | None:
    """Return the file of a profile by its key; None for none, and for one that is not there."""
    return next((one.path for one in known(user) if one.key == key), None)


def remove(user: User, key: str) -> Known | None:
    """Remove a profile of the agency's own, and return it; None where it has none of this key."""
    check_can_reconcile(user)
    own = next((one for one in known(user) if one.key == key and one.is_own), None)
    if own is not None:
        own.path.unlink(missing_ok=True)
    return own


def _kept_for(agency: UUID | int | None) -> Path:
    return Path(settings.CONFIGURATION.data_dir) / "profiles" / str(agency)


def _drafts() -> Path:
    return Path(settings.CONFIGURATION.data_dir) / "profile-drafts"


def _remove_old() -> None:
    for folder in _drafts().glob("*"):
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
