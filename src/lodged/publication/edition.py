"""What is asked of a publication: which files, which state and time, and whether small counts must be hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lodged.core.errors import LodgedError
from lodged.figures.definition import Source
from lodged.figures.published import Counted
from lodged.figures.question import Question
from lodged.figures.suppression import Rule
from lodged.sources.profiles import Profile

MAY_BE_PUBLIC = frozenset({Source.FOIA_DETAINERS, Source.JAIL_BOOKINGS, Source.FACILITY_COUNTS})
"""Sources about people that someone may have published before, so that hiding their counts again protects nobody."""
NOT_ABOUT_PEOPLE = frozenset({Source.AGREEMENTS})
"""Sources whose rows are agencies."""


class PublicationError(LodgedError):
    """A publication can't be made as it was asked for."""


@dataclass(frozen=True)
class Edition:
    """One publication.

    ``synthetic`` marks every page of it, and claims really made are not checked on synthetic files; ``on`` is the day
    it is published, for its citation. ``only`` names the definitions to publish, all where it is empty. ``for_claims``
    are files that claims are checked on besides; ``within`` is the state of files whose rows name none,
    ``counted`` what tables count whose columns don't say it. ``mapping`` names columns that are named otherwise, and
    ``profile`` is how the custody records among ``files`` are read. ``reconciliation`` is the folder of a finished one.
    ``key`` is the file of the publisher's key, which commitments to protected files are made with; it is made where
    there is none.
    """

    title: str
    files: tuple[Path, ...]
    question: Question = field(default_factory=Question)
    already_public: bool = False
    rule: Rule = field(default_factory=Rule)
    synthetic: bool = False
    on: date | None = None
    definitions: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    claims: tuple[Path, ...] = ()
    for_claims: tuple[Path, ...] = ()
    within: str | None = None
    counted: Counted | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    profile: Profile | None = None
    reconciliation: Path | None = None
    coverage: Path | None = None
    key: Path | None = None

    def protects(self, source: Source) -> bool:
        """Return whether this source's small counts are hidden: always, save where public or not about people."""
        if source in NOT_ABOUT_PEOPLE:
            return False
        return not (self.already_public and source in MAY_BE_PUBLIC)
