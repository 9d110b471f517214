"""The words of the law, line by line: what each span commands, which rules model it and what no rule models.

A file of texts, ``texts/<jurisdiction>.yaml``, quotes the operative words of statutes, directives and opinions exactly,
with where and when they were read. Each span names the rules that say it, or says why none does. What was cited and
could not be read is listed as unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from lodged.core.yaml_with_lines import Document, Place, Route, read
from lodged.law.actions import Grade, SourceKind
from lodged.law.errors import RulebookError
from lodged.law.loader import day_at
from lodged.law.model import InForce, Rule, Rulebook, Rulebooks
from lodged.law.schema import check

TEXT_FOLDER = Path(__file__).parent / "texts"
NO_LAW = frozenset({SourceKind.POLICY, SourceKind.AGREEMENT, SourceKind.FORM, SourceKind.BILL})
"""Kinds of source that have no words of law to quote: a practice, a list, a form, a bill."""


@dataclass(frozen=True, slots=True)
class Span:
    """A few words of a text, the rules that model them, and why what they command is not modeled (or empty)."""

    id: str
    words: str
    rules: tuple[str, ...]
    not_modeled: str

    @property
    def sha256(self) -> str:
        """The SHA-256 of the words, so that a later edit of them shows."""
        return sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LawText:
    """The operative words of one law, as somebody read them at an address on a day."""

    citation: str
    sources: tuple[str, ...]
    address: str
    seen_on: date
    grade: Grade
    in_force: InForce
    note: str
    spans: tuple[Span, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Unread:
    """A source of the rulebook whose operative words are not quoted, and why."""

    source: str
    why: str


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of the law of one place, and what of it is unread."""

    jurisdiction: str
    texts: tuple[LawText, ...]
    unread: tuple[Unread, ...]
    document: Document

    def spans_of(self, rule: str) -> tuple[tuple[LawText, Span], ...]:
        """Return the spans that a rule models, each with its text."""
        return tuple((text, span) for text in self.texts for span in text.spans if rule in span.rules)


@cache
def load_texts(rulebooks: Rulebooks, folder: Path = TEXT_FOLDER) -> Mapping[str, Texts]:
    """Return the texts of a folder by jurisdiction; raises :class:`RulebookError` for the first mistake."""
    read = (_read(path, rulebooks) for path in sorted(folder.glob("*.yaml")))
    return {texts.jurisdiction: texts for texts in read}


def without_words(texts: Texts, book: Rulebook, on: date) -> tuple[Rule, ...]:
    """Return the rules in force on a day that no span of the texts is tied to."""
    return tuple(rule for rule in book.rules if rule.in_force.on(on) and not texts.spans_of(rule.id))


def _read(path: Path, rulebooks: Rulebooks) -> Texts:
    document = read(path, RulebookError)
    check(document, "texts")
    name = document.data["jurisdiction"]
    if name != path.stem or name not in rulebooks.books:
        raise RulebookError(
            document.place(("jurisdiction",)),
            f"the jurisdiction [{name}] is not the file's name, or has no rulebook.",
            f"Write [{path.stem}], and have a rulebook of that name.",
        )
    reader = _Reader(document, rulebooks.book(name))
    texts, unread = tuple(reader.texts()), tuple(reader.unread())
    reader.refuse_forgotten(texts, unread)
    return Texts(name, texts, unread, document)


class _Reader:
    """Builds the texts of one file and checks them against the rulebook they belong to."""

    def __init__(self, document: Document, book: Rulebook) -> None:
        self.document = document
        self.book = book
        self.rules = {rule.id: rule for rule in book.rules}

    def texts(self) -> Iterator[LawText]:
        """Build the texts."""
        for number, entry in enumerate(self.document.data["texts"]):
            route = ("texts", number)
            sources = tuple(entry.get("sources", ()))
            for index, source in enumerate(sources):
                self._known((*route, "sources", index), source)
            ends = self._day((*route, "to"), entry["to"]) if "to" in entry else None
            in_force = InForce(self._day((*route, "from"), entry["from"]), ends)
            yield LawText(
                citation=entry["citation"],
                sources=sources,
                address=entry["address"],
                seen_on=self._day((*route, "seen_on"), entry["seen_on"]),
                grade=Grade(entry["grade"]),
                in_force=in_force,
                note=entry.get("note", ""),
                spans=tuple(self._spans(route, entry, in_force)),
                place=self.document.place(route),
            )

    def unread(self) -> Iterator[Unread]:
        """Build the list of what was not read."""
        for number, entry in enumerate(self.document.data.get("unread", [])):
            self._known(("unread", number, "source"), entry["source"])
            yield Unread(entry["source"], entry["why"])

    def refuse_forgotten(self, texts: tuple[LawText, ...], unread: tuple[Unread, ...]) -> None:
        """Refuse a file that leaves a law its rulebook cites neither quoted nor unread."""
        covered = {source for text in texts for source in text.sources} | {item.source for item in unread}
        for source in self.book.sources.values():
            if source.id not in covered and source.kind not in NO_LAW:
                raise RulebookError(
                    self.document.place(()),
                    f"the source [{source.id}] is neither quoted nor unread.",
                    "Quote its operative words, or list it under `unread` with why.",
                )

    def _spans(self, route: Route, entry: Mapping[str, Any], in_force: InForce) -> Iterator[Span]:
        for number, span in enumerate(entry["spans"]):
            here = (*route, "spans", number)
            for index, name in enumerate(span.get("rules", ())):
                self._models((*here, "rules", index), name, set(entry.get("sources", ())), in_force)
            yield Span(
                id=str(span["id"]),
                words=" ".join(span["words"].split()),
                rules=tuple(span.get("rules", ())),
                not_modeled=" ".join(span.get("not_modeled", "").split()),
            )

    def _models(self, route: Route, name: str, sources: set[str], in_force: InForce) -> None:
        rule = self.rules.get(name)
        if rule is None:
            raise RulebookError(
                self.document.place(route), f"there is no rule [{name}].", "Name a rule of the rulebook."
            )
        if not sources & {source.id for source in rule.sources}:
            raise RulebookError(
                self.document.place(route),
                f"the rule [{name}] cites none of the text's sources.",
                "Cite the source in the rule, or tie the span to another rule.",
            )
        if not rule.in_force.overlaps(in_force):
            raise RulebookError(
                self.document.place(route),
                f"the rule [{name}] is in force {rule.in_force} and the text on no day of it.",
                "Fix the days of one.",
            )

    def _day(self, route: Route, written: object) -> date:
        return day_at(self.document, route, written)

    def _known(self, route: Route, source: str) -> None:
        if source not in self.book.sources:
            raise RulebookError(
                self.document.place(route),
                f"the rulebook has no source [{source}].",
                "Name a source of the rulebook.",
            )
