"""What a claim is, the ways of counting it is tried with, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from lodged.figures.question import Duplicates, RollUp
from lodged.sources.model import ProfileMark


class Bound(Enum):
    """How a speaker bounded the figure."""

    EXACTLY = "exactly"
    MORE_THAN = "more than"
    FEWER_THAN = "fewer than"
    NEARLY = "nearly"
    """Just below."""
    ABOUT = "about"
    """A rounded number."""


class Measure(Enum):
    """What the figure is a number of."""

    DETAINER = "detainer"
    PERSON = "person"
    STAY = "stay"
    BOOKING = "booking"
    FACILITY = "facility"
    AGENCY = "agency"
    COUNTY = "county"
    AGREEMENT = "agreement"
    PERCENT = "percent"
    """A share, in hundredths."""
    PERCENT_CHANGE = "percent change"
    """The growth from one period to another, in hundredths of the earlier."""


class Verdict(Enum):
    """What the files at hand say of a claim."""

    SUPPORTED = "supported"
    """Every way of counting that fits its words satisfies it."""
    NOT_SUPPORTED = "not supported"
    """Its words can be tested here, and no way of counting satisfies it."""
    HOLDS_ONLY_IF = "holds only if"
    """Some ways of counting satisfy it and others don't; which ones is said."""
    CANT_BE_TESTED = "can't be tested with this data"
    """What it says can't be counted from these files; what is missing is said."""


@dataclass(frozen=True, slots=True)
class ClaimedFigure:
    """The figure: ``number`` with its bound, and what the speaker said was counted."""

    number: float
    bound: Bound
    unit: Measure
    counted: str


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """Where the words were read; ``url`` is empty where no page was seen."""

    title: str
    url: str
    kind: str
    """What the page is: the speaker's own, a news story, a second-hand summary."""


@dataclass(frozen=True, slots=True)
class Window:
    """The time counted: days of preparation from ``first`` to ``last``, or the day ``as_of``.

    ``before`` is the earlier period that a change is measured from.
    """

    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    before: Window | None = None

    @property
    def words(self) -> str:
        """Say it.

        >>> Window(first=date(2025, 1, 20), last=date(2026, 1, 13)).words
        'from 2025-01-20 to 2026-01-13'
        """
        parts = [
            f"{word} {day}"
            for word, day in (("from", self.first), ("to", self.last), ("as of", self.as_of))
            if day
        ]
        if self.before:
            parts.append(f"against {self.before.words}")
        return " ".join(parts) or "the whole file"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing the words might mean.

    ``plain`` marks what the words say to an ordinary reader; another meaning may explain where a number came from,
    without being what was said. ``definitions`` count it (none: no public file could); ``needs`` says what would
    have to be published to test it.
    """

    words: str
    plain: bool
    definitions: tuple[str, ...]
    state: str | None
    where: tuple[tuple[str, tuple[str, ...]], ...]
    windows: tuple[Window, ...]
    needs: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A published figure. ``words`` are the speaker's own, quoted; ``said_on`` is None where no date was seen."""

    id: str
    words: str
    speaker: str
    said_on: date | None
    figure: ClaimedFigure
    meanings: tuple[Meaning, ...]
    sources: tuple[ClaimSource, ...]
    note: str
    retells: str | None = None
    """The claim that it tells again, where its number was rounded on the way."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way to count: definition, duplicates, roll-up, window, release. ``meaning`` indexes the claim's."""

    meaning: int
    definition: str
    version: int
    title: str
    duplicates: Duplicates
    roll_up: RollUp
    window: Window
    release: str

    @property
    def words(self) -> str:
        """Say it in a line."""
        parts = [f"{self.title} ({self.definition} {self.version})", self.window.words, f"in {self.release}"]
        if self.duplicates is not Duplicates.KEPT:
            parts.append(f"suspected duplicates: {self.duplicates.value}")
        if self.roll_up is not RollUp.AS_WRITTEN:
            parts.append(self.roll_up.value)
        return ", ".join(parts)


class Weight(Enum):
    """What a count can show of a claim."""

    DECIDES = "decides"
    """That it holds, and that it doesn't."""
    AT_LEAST = "at least"
    """That it holds: the files know only of some, so it is the least that it can be."""
    NOTHING = "nothing"
    """Neither."""
    ANOTHER_UNIT = "another unit"
    """Neither, whatever the files: it counts something else than the claim is told in."""


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What a method gives.

    ``satisfies`` the claim's words; ``gives`` the figure, to the precision it was told with. ``why`` says why it
    doesn't decide, where it doesn't.
    """

    method: Method
    value: float
    satisfies: bool
    gives: bool
    weight: Weight = Weight.DECIDES
    why: str = ""

    @property
    def partial(self) -> bool:
        """Whether it shows nothing."""
        return self.weight in {Weight.NOTHING, Weight.ANOTHER_UNIT}


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A way of counting that a release can't give for a claim, and why. ``meaning`` indexes the claim's."""

    meaning: int
    definition: str
    window: Window
    release: str
    why: str
    weight: Weight = Weight.NOTHING


@dataclass(frozen=True, slots=True)
class SameFigure:
    """Another claim of the same number about something else."""

    claim: str
    speaker: str
    said_on: date | None
    counted: str


@dataclass(frozen=True, slots=True)
class AsManyFiled:
    """The day from which as many detainers were filed, up to ``last``, as the claim counts: a sense of scale."""

    number: int
    first: date
    last: date
    release: str

    @property
    def words(self) -> str:
        """Say it, and what it isn't."""
        return (
            f"The last {self.number:,} detainers filed up to {self.last} reach back to {self.first} ({self.release}). "
            "Filed says nothing of who is still held."
        )


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that a claim was checked on: its ``rows`` that could be read, the ``release`` it is of, its profile."""

    name: str
    sha256: str
    rows: int
    release: str
    profile: ProfileMark | None = None


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A claim beside every way of counting it that these files allow.

    ``results`` is empty when none does. ``missing`` says what would have to be published to decide; ``same_figure``
    are claims of the same number about something else; ``words`` is the verdict as a sentence or two. ``not_counted``
    are ways of counting that these files can't give; ``undecided`` says why there is no verdict, where there is none.
    """

    claim: Claim
    verdict: Verdict
    words: str
    results: tuple[MethodResult, ...]
    missing: tuple[str, ...]
    same_figure: tuple[SameFigure, ...]
    as_many_filed: tuple[AsManyFiled, ...]
    sources: tuple[CheckedFile, ...]
    not_counted: tuple[NotCounted, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def low(self) -> float | None:
        """The smallest value any method gives."""
        return min((one.value for one in self.results), default=None)

    @property
    def high(self) -> float | None:
        """The largest value any method gives."""
        return max((one.value for one in self.results), default=None)
