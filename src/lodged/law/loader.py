"""Read rulebooks from a folder and check that they hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from lodged.core.yaml_with_lines import Document, Route, read
from lodged.law.actions import Action, Effect, Grade, Outcome, SourceKind, Weight
from lodged.law.condition_parser import condition_at
from lodged.law.conditions import ALWAYS, FactValue
from lodged.law.did_you_mean import did_you_mean
from lodged.law.errors import LawError, RulebookError, UnknownJurisdictionError
from lodged.law.examined import PLACES
from lodged.law.model import (
    FEDERAL,
    Begins,
    Case,
    DatedFact,
    Examined,
    Excluded,
    Finding,
    InForce,
    Limit,
    OutcomeClaim,
    Property,
    Rule,
    Rulebook,
    Rulebooks,
    Seen,
    Source,
    UnmovedClaim,
    Watch,
)
from lodged.law.schema import check
from lodged.law.vocabulary import VOCABULARY_FILE, Vocabulary, read_vocabulary, vocabulary

RULEBOOK_FOLDER = Path(__file__).parent / "rulebooks"
HOUSE_FILE = Path(__file__).parent / "house.yaml"


N = TypeVar("N", Rule, Case, DatedFact, Property, Watch)


@cache
def load_rulebooks(folder: Path | None = None) -> Rulebooks:
    """Read every rulebook of a folder (by default those that ship with the package).

    A folder of one's own may bring its own ``facts.yaml``; rulebooks named as parent but absent from it are
    taken from the package. Raises :class:`RulebookError` with file, line and fix for the first mistake.
    """
    words = vocabulary()
    if folder is None:
        return _hung_together(_read_all(RULEBOOK_FOLDER, words), words)
    if not folder.is_dir():
        raise LawError(f"There is no folder [{folder}]. Name the folder that holds your rulebooks.")
    if (folder / VOCABULARY_FILE.name).is_file():
        words = read_vocabulary(folder / VOCABULARY_FILE.name)
    books = _read_all(folder, words)
    if not books:
        raise LawError(f"The folder [{folder}] holds no rulebook. A rulebook is a file NAME.yaml.")
    for parent in [book.parent for book in books.values() if book.parent]:
        shipped = RULEBOOK_FOLDER / f"{parent}.yaml"
        if parent not in books and shipped.is_file():
            books[parent] = read_rulebook(shipped, words)
    return _hung_together(books, words)


def _read_all(folder: Path, words: Vocabulary) -> dict[str, Rulebook]:
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != VOCABULARY_FILE.name)
    return {path.stem: read_rulebook(path, words) for path in paths}


def _hung_together(books: Mapping[str, Rulebook], words: Vocabulary) -> Rulebooks:
    for book in books.values():
        _refuse_bad_parents(book, books)
    house = read_rulebook(HOUSE_FILE, words) if FEDERAL in books else None
    rulebooks = Rulebooks(dict(books), words, house)
    for name in books:
        _refuse_bad_references(rulebooks, name)
    return rulebooks


def _refuse_bad_parents(book: Rulebook, books: Mapping[str, Rulebook]) -> None:
    seen = [book.jurisdiction]
    current = book
    while current.parent is not None:
        place = current.document.place(("parent",))
        if current.parent in seen:
            circle = " → ".join([*seen, current.parent])
            raise RulebookError(
                place,
                f"the parents go round in a circle [{circle}].",
                "Remove `parent` from the highest of them.",
            )
        if current.parent not in books:
            raise UnknownJurisdictionError(
                f"{place}: there is no rulebook for the parent [{current.parent}]."
                f" {did_you_mean(current.parent, books)}"
            )
        seen.append(current.parent)
        current = books[current.parent]


def _refuse_bad_references(rulebooks: Rulebooks, jurisdiction: str) -> None:
    own = rulebooks.book(jurisdiction)
    known = {rule.id for book in rulebooks.chain(jurisdiction) for rule in book.rules}
    if len(known) != sum(len(book.rules) for book in rulebooks.chain(jurisdiction)):
        inherited = {rule.id for book in rulebooks.chain(jurisdiction)[:-1] for rule in book.rules}
        twice = next(rule for rule in own.rules if rule.id in inherited)
        raise RulebookError(
            twice.place, f"the rule [{twice.id}] has the name of a rule of higher law.", "Rename it."
        )
    local = {rule.id for rule in own.rules}
    for rule in own.rules:
        for name in rule.overrides:
            if name not in local:
                raise RulebookError(
                    rule.place,
                    f"[{rule.id}] overrides [{name}], which is not a rule of this rulebook.",
                    "A rule displaces only rules of its own rank. " + did_you_mean(name, local),
                )
        if rule.id in rule.overrides:
            raise RulebookError(rule.place, f"[{rule.id}] overrides itself.", "Remove the name.")
    for case in own.cases:
        for name in case.tests:
            if name not in known:
                raise RulebookError(
                    case.place, f"[{case.id}] tests unknown rule [{name}].", did_you_mean(name, known)
                )


def read_rulebook(path: Path, words: Vocabulary) -> Rulebook:
    """Read one rulebook file; raise :class:`RulebookError` for the first mistake."""
    document = read(path, RulebookError)
    check(document, "rulebook")
    data = document.data
    if data["jurisdiction"] != path.stem:
        raise RulebookError(
            document.place(("jurisdiction",)),
            f"the jurisdiction [{data['jurisdiction']}] is not the file's name.",
            f"Write [{path.stem}] or rename the file.",
        )
    reader = _Reader(document, words)
    return Rulebook(
        jurisdiction=data["jurisdiction"],
        title=data["title"],
        parent=data.get("parent"),
        timezone=data["timezone"],
        reviewed_on=reader.day(("reviewed_on",), data["reviewed_on"]),
        summary=data["summary"],
        counties=tuple(data.get("counties", ())),
        sources=reader.sources,
        dated_facts=_unique(reader.dated_facts()),
        rules=_unique(reader.rules()),
        cases=_unique(reader.cases()),
        properties=_unique(reader.properties()),
        examined=tuple(reader.examined()),
        watches=_unique(reader.watches()),
        document=document,
    )


def _unique(items: Iterator[N]) -> tuple[N, ...]:
    by_id: dict[str, N] = {}
    for item in items:
        if item.id in by_id:
            raise RulebookError(
                item.place,
                f"the id [{item.id}] occurs twice (first on line {by_id[item.id].place.line}).",
                "Rename one.",
            )
        by_id[item.id] = item
    return tuple(by_id.values())


def day_at(document: Document, route: Route, written: object) -> date:
    """Return a date that YAML read as one; raises :class:`RulebookError` for a quoted or broken one."""
    if isinstance(written, date):
        return written
    raise RulebookError(
        document.place(route),
        f"[{written}] is not a date.",
        "Write it as YYYY-MM-DD, without quotes.",
    )


class _Reader:
    """Builds the parts of one rulebook from a document that follows the schema."""

    def __init__(self, document: Document, words: Vocabulary) -> None:
        self.document = document
        self.words = words
        self.sources = {name: self._source(name, entry) for name, entry in document.data["sources"].items()}

    def day(self, route: Route, written: object) -> date:
        """Take a date that YAML read as one; a quoted or broken one is a mistake."""
        return day_at(self.document, route, written)

    def _optional_day(self, route: Route, entry: Mapping[str, Any]) -> date | None:
        key = str(route[-1])
        return self.day(route, entry[key]) if key in entry else None

    def _in_force(self, route: Route, entry: Mapping[str, Any]) -> InForce:
        since = self.day((*route, "from"), entry["from"])
        until = self._optional_day((*route, "to"), entry)
        if until is not None and until <= since:
            raise RulebookError(
                self.document.place((*route, "to")),
                f"it ends [{until}] before it starts [{since}].",
                "`to` is the first day it is no longer in force: write a later day, or omit it while in force.",
            )
        return InForce(since, until)

    def _source(self, name: str, entry: Mapping[str, Any]) -> Source:
        route = ("sources", name)
        written = entry.get("seen")
        seen = (
            Seen(self.day((*route, "seen", "on"), written["on"]), written["how"], Grade(written["grade"]))
            if written
            else None
        )
        return Source(
            id=name,
            citation=entry["citation"],
            title=entry["title"],
            kind=SourceKind(entry["kind"]),
            weight=Weight(entry["binding"]),
            binds=entry.get("binds", ""),
            dated=self._optional_day((*route, "dated"), entry),
            address=entry.get("address"),
            seen=seen,
            note=entry.get("note", ""),
            place=self.document.place(route),
        )

    def _known_source(self, route: Route, name: str) -> Source:
        if name not in self.sources:
            raise RulebookError(
                self.document.place(route),
                f"the source [{name}] is missing.",
                "Add it under `sources`. " + did_you_mean(name, self.sources),
            )
        return self.sources[name]

    def _condition(self, route: Route, entry: Mapping[str, Any]) -> Any:
        key = str(route[-1])
        if key not in entry:
            return ALWAYS
        return condition_at(self.document, route, entry[key], self.words.facts)

    def _facts(self, route: Route, written: Mapping[str, object]) -> dict[str, FactValue]:
        facts: dict[str, FactValue] = {}
        for name, value in written.items():
            try:
                facts |= self.words.checked({name: value})
            except LawError as error:
                raise RulebookError(
                    self.document.place((*route, name)), str(error), "Fix the fact."
                ) from error
        return facts

    def dated_facts(self) -> Iterator[DatedFact]:
        """Build the dated facts."""
        for number, entry in enumerate(self.document.data.get("dated_facts", [])):
            route = ("dated_facts", number)
            value = self._facts(route, {entry["fact"]: entry["value"]})
            self._known_source((*route, "source"), entry["source"])
            yield DatedFact(
                id=entry["id"],
                fact=entry["fact"],
                value=value[entry["fact"]],
                where=self._condition((*route, "where"), entry),
                otherwise=entry.get("otherwise", False),
                in_force=self._in_force(route, entry),
                source=entry["source"],
                note=entry.get("note", ""),
                place=self.document.place(route),
            )

    def rules(self) -> Iterator[Rule]:
        """Build the rules."""
        for number, entry in enumerate(self.document.data["rules"]):
            route = ("rules", number)
            yield Rule(
                id=entry["id"],
                actions=_actions(entry["action"]),
                in_force=self._in_force(route, entry),
                when=self._condition((*route, "when"), entry),
                effect=Effect(entry["effect"]),
                sources=tuple(
                    self._known_source((*route, "sources", index), name)
                    for index, name in enumerate(entry["sources"])
                ),
                overrides=tuple(entry.get("overrides", ())),
                because=" ".join(entry["because"].split()),
                note=entry.get("note", ""),
                place=self.document.place(route),
                limit=_limit(entry["limit"]) if "limit" in entry else None,
            )

    def examined(self) -> Iterator[Examined]:
        """Build the cells of the matrix of examined law."""
        for number, entry in enumerate(self.document.data.get("examined", [])):
            route = ("examined", number)
            yield Examined(
                places=tuple(_listed(entry["place"])),
                actions=_actions(entry["action"]),
                finding=Finding(entry["finding"]),
                in_force=self._in_force(route, {"from": date.min, **entry}),
                why=entry.get("why", ""),
                place=self.document.place(route),
            )

    def watches(self) -> Iterator[Watch]:
        """Build the list of what to watch."""
        for number, entry in enumerate(self.document.data.get("watch", [])):
            route = ("watch", number)
            yield Watch(
                id=entry["id"],
                what=entry["what"],
                on=self.day((*route, "on"), entry["on"]),
                actions=_actions(entry["action"]),
                places=tuple(_listed(entry.get("place", list(PLACES)))),
                why=entry["why"],
                place=self.document.place(route),
            )

    def cases(self) -> Iterator[Case]:
        """Build the cases."""
        for number, entry in enumerate(self.document.data["cases"]):
            route = ("cases", number)
            yield Case(
                id=entry["id"],
                on=self.day((*route, "on"), entry["on"]),
                facts=self._facts((*route, "facts"), entry["facts"]),
                expect={Action(name): Outcome(outcome) for name, outcome in entry["expect"].items()},
                tests=tuple(entry["tests"]),
                why=entry["why"],
                place=self.document.place(route),
            )

    def properties(self) -> Iterator[Property]:
        """Build the properties."""
        for number, entry in enumerate(self.document.data.get("properties", [])):
            route = ("properties", number)
            yield Property(
                id=entry["id"],
                claim=entry["claim"],
                given=self._condition((*route, "given"), entry),
                test=self._test(route, entry),
                on=self._optional_day((*route, "on"), entry),
                place=self.document.place(route),
            )

    def _test(self, route: Route, entry: Mapping[str, Any]) -> OutcomeClaim | UnmovedClaim:
        if "unmoved" in entry:
            by = entry["unmoved"]["by"]
            for name in by:
                if name not in self.words.facts:
                    raise RulebookError(
                        self.document.place((*route, "unmoved", "by")),
                        f"unknown fact [{name}].",
                        did_you_mean(name, self.words.facts),
                    )
            return UnmovedClaim(_actions(entry["unmoved"]["action"]), tuple(by))
        kind = "always" if "always" in entry else "never"
        claim = entry[kind]
        outcomes = frozenset(Outcome(value) for value in claim["outcome"])
        return OutcomeClaim(_actions(claim["action"]), outcomes, holds=kind == "always")


def _actions(written: str | list[str]) -> tuple[Action, ...]:
    return tuple(Action(name) for name in _listed(written))


def _listed(written: str | list[str]) -> list[str]:
    return [written] if isinstance(written, str) else written


def _limit(entry: Mapping[str, Any]) -> Limit:
    return Limit(
        hours=entry.get("hours"),
        begins=Begins(entry.get("from", Begins.ENTITLEMENT.value)),
        excluding=tuple(Excluded(name) for name in entry.get("excluding", ())),
    )
