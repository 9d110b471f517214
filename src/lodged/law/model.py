"""What a rulebook is made of, as frozen values that remember their place in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from hashlib import sha256

from lodged.core.yaml_with_lines import Document, Place
from lodged.law.actions import Action, Effect, Grade, Outcome, SourceKind, Weight
from lodged.law.conditions import Condition, FactValue, atoms
from lodged.law.did_you_mean import did_you_mean
from lodged.law.errors import UnknownJurisdictionError
from lodged.law.vocabulary import Vocabulary

HOUSE = "house"
"""The name of the house rules, which are no jurisdiction."""
FEDERAL = "us"
"""The jurisdiction of federal law."""


def surest(grades: Iterable[Grade]) -> Grade:
    """Return the surest of some grades; general knowledge where there are none."""
    order = list(Grade)
    return min(grades, key=order.index, default=Grade.GENERAL_KNOWLEDGE)


@dataclass(frozen=True, slots=True)
class InForce:
    """A stretch of days: the first is in it, ``until`` is the first that no longer is (``None``: open)."""

    since: date
    until: date | None

    def on(self, day: date) -> bool:
        """Return whether the day lies in the stretch."""
        return self.since <= day and (self.until is None or day < self.until)

    def overlaps(self, other: InForce) -> bool:
        """Return whether at least one day lies in both."""
        return (other.until is None or self.since < other.until) and (
            self.until is None or other.since < self.until
        )

    def __str__(self) -> str:
        """Say it in words."""
        return f"from {self.since}" + (f" until {self.until}" if self.until else "")


@dataclass(frozen=True, slots=True)
class Seen:
    """When, where and how surely somebody saw what a source says."""

    on: date
    how: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Source:
    """A paper a rule rests on. Without ``seen`` it is general knowledge, and the product says so."""

    id: str
    citation: str
    title: str
    kind: SourceKind
    weight: Weight
    binds: str
    dated: date | None
    address: str | None
    seen: Seen | None
    note: str
    place: Place

    @property
    def grade(self) -> Grade:
        """How its words are known."""
        return self.seen.grade if self.seen else Grade.GENERAL_KNOWLEDGE


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A fact of the place that a date decides, used where the caller doesn't state the fact.

    ``otherwise`` marks the value for everywhere that no other dated fact of the same fact speaks of.
    """

    id: str
    fact: str
    value: FactValue
    where: Condition
    otherwise: bool
    in_force: InForce
    source: str
    note: str
    place: Place


class Begins(Enum):
    """From when a limit on a hold counts."""

    ENTITLEMENT = "entitlement"
    """The minute the person would otherwise have gone."""
    RECEIPT = "receipt"
    """The minute the papers arrived."""


class Excluded(Enum):
    """Days whose hours don't count."""

    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a hold under a rule may last: so many hours, or (``hours`` is ``None``) until 11:59 pm of that day."""

    hours: int | None
    begins: Begins = Begins.ENTITLEMENT
    excluding: tuple[Excluded, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What one piece of law says about one or more actions, while in force and where its condition holds."""

    id: str
    actions: tuple[Action, ...]
    in_force: InForce
    when: Condition
    effect: Effect
    sources: tuple[Source, ...]
    overrides: tuple[str, ...]
    because: str
    note: str
    place: Place
    limit: Limit | None = None

    @property
    def weight(self) -> Weight:
        """The strongest weight among its sources."""
        weights = {source.weight for source in self.sources}
        return next(weight for weight in Weight if weight in weights)

    @property
    def grade(self) -> Grade:
        """The surest grade among the sources that carry the rule."""
        return surest(source.grade for source in self.sources if source.weight is self.weight)

    @property
    def confirmed(self) -> bool:
        """Whether the text of at least one source that carries the rule was seen."""
        return self.grade is Grade.TEXT

    @property
    def house_rule(self) -> bool:
        """Whether it is a caution of this program and not law."""
        return all(source.kind is SourceKind.HOUSE_RULE for source in self.sources)

    @property
    def citation(self) -> str:
        """All citations, the ones of most weight first."""
        order = list(Weight)
        return "; ".join(
            source.citation for source in sorted(self.sources, key=lambda source: order.index(source.weight))
        )


@dataclass(frozen=True, slots=True)
class Case:
    """An example with its right answer: a test of the rulebook that a lawyer can read."""

    id: str
    on: date
    facts: Mapping[str, FactValue]
    expect: Mapping[Action, Outcome]
    tests: tuple[str, ...]
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class OutcomeClaim:
    """For the actions named the outcome is always among these (``holds``) or never (not ``holds``)."""

    actions: tuple[Action, ...]
    outcomes: frozenset[Outcome]
    holds: bool


@dataclass(frozen=True, slots=True)
class UnmovedClaim:
    """For the actions named, changing these facts and no others never changes the outcome."""

    actions: tuple[Action, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """What must hold for every combination of facts in which ``given`` holds."""

    id: str
    claim: str
    given: Condition
    test: OutcomeClaim | UnmovedClaim
    on: date | None
    place: Place


class Finding(Enum):
    """What was found of a place's law on an action."""

    RULES = "rules"
    """It was examined, and the rulebook's rules say what it holds. Counts while such a rule is in force."""
    SILENT = "silent"
    """It was examined and says nothing, so that higher law speaks alone."""
    NOT_EXAMINED = "not_examined"
    """Nobody has read it on this: no permission follows from higher law."""


@dataclass(frozen=True, slots=True)
class Examined:
    """Cells of the matrix kind of place by action: what was found of the place's law there, and for which days."""

    places: tuple[str, ...]
    actions: tuple[Action, ...]
    finding: Finding
    in_force: InForce
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Watch:
    """Something that may change the answer on some actions: from ``on`` these answers need review."""

    id: str
    what: str
    on: date
    actions: tuple[Action, ...]
    places: tuple[str, ...]
    why: str
    place: Place


@dataclass(frozen=True)
class Rulebook:
    """The law of one jurisdiction. ``counties`` is empty where the rulebook doesn't list them."""

    jurisdiction: str
    title: str
    parent: str | None
    timezone: str
    reviewed_on: date
    summary: str
    counties: tuple[str, ...]
    sources: Mapping[str, Source]
    dated_facts: tuple[DatedFact, ...]
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...]
    properties: tuple[Property, ...]
    examined: tuple[Examined, ...]
    watches: tuple[Watch, ...]
    document: Document

    @property
    def place(self) -> Place:
        """The top of the file."""
        return self.document.place(())

    @cached_property
    def named_counties(self) -> tuple[str, ...]:
        """Name the counties that the conditions of its rules and dated facts speak of."""
        conditions = [*(rule.when for rule in self.rules), *(fact.where for fact in self.dated_facts)]
        named = (atom for condition in conditions for atom in atoms(condition) if atom.fact == "county")
        return tuple(sorted({str(value) for atom in named for value in atom.values}))


@dataclass(frozen=True, slots=True)
class RankedRule:
    """A rule with the rank of its rulebook: 0 is the highest law, each step down adds one."""

    rule: Rule
    jurisdiction: str
    rank: int


@dataclass(frozen=True, eq=False)
class Rulebooks:
    """All rulebooks that were read together, with the vocabulary they use."""

    books: Mapping[str, Rulebook]
    vocabulary: Vocabulary
    house: Rulebook | None = None
    """What this program itself asks for, above federal law and never called law."""

    def book(self, jurisdiction: str) -> Rulebook:
        """Return one rulebook; raise :class:`UnknownJurisdictionError` where there is none of that name."""
        book = self.house if jurisdiction == HOUSE else self.books.get(jurisdiction)
        if book is None:
            raise UnknownJurisdictionError(
                f"There is no rulebook for [{jurisdiction}]. {did_you_mean(jurisdiction, self.books)}"
            )
        return book

    def chain(self, jurisdiction: str) -> tuple[Rulebook, ...]:
        """Return the rulebooks that apply, the house rules first and then the highest law."""
        books: list[Rulebook] = []
        name: str | None = jurisdiction
        while name is not None:
            books.append(self.book(name))
            name = books[-1].parent
        if books[-1].jurisdiction == FEDERAL and self.house is not None:
            books.append(self.house)
        return tuple(reversed(books))

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {}

    def sha256(self, jurisdiction: str) -> str:
        """Hash what a decision there rests on: vocabulary, then each rulebook from the highest down.

        It is the SHA-256 of the lines ``<sha256 of the file>  <file name>``, as ``sha256sum`` prints them.
        """
        if jurisdiction not in self._hashes:
            documents = [self.vocabulary.document, *(book.document for book in self.chain(jurisdiction))]
            listing = "".join(f"{document.sha256}  {document.path.name}\n" for document in documents)
            self._hashes[jurisdiction] = sha256(listing.encode()).hexdigest()
        return self._hashes[jurisdiction]
