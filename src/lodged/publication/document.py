"""A publication as typed data: what every page, table, report and the live instance are made from.

It is written beside the pages as ``publication.json``; the instance draws its pages from that file, so it shows what
was published and nothing else. The fields of each class are those of the JSON, in their order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lodged.core.json import ABSENT, Absent, Plain, as_object, from_json, from_plain
from lodged.figures.claims.model import Window
from lodged.figures.claims.written import WrittenCheck, WrittenMethod
from lodged.figures.definition import Kind, Unit
from lodged.publication.tables import Row

FORMAT = 2
_WRITTEN_AS = {"first": "from", "last": "to"}
"""The fields of a document that have another name in the JSON."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A source file. A protected one has a ``commitment`` and nothing else but a number for its name."""

    name: str
    commitment: str | Absent = ABSENT
    sha256: str | Absent = ABSENT
    size_bytes: int | Absent = ABSENT
    rows_in: int | Absent = ABSENT
    rows_used: int | Absent = ABSENT

    @property
    def is_protected(self) -> bool:
        """Whether nothing of it is told but the commitment."""
        return bool(self.commitment)

    @property
    def proof(self) -> str:
        """The commitment to a protected file; of another the SHA-256."""
        return self.commitment or self.sha256 or ""


@dataclass(frozen=True, slots=True)
class PublishedProtection:
    """The rule that small counts were hidden by, how many there are, and how many are hidden."""

    threshold: int
    width: int
    cells: int
    hidden: int


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """A kind of source with its files. ``problems`` are those of reading them; ``notes`` say how they were read."""

    id: str
    files: tuple[PublishedFile, ...]
    protection: PublishedProtection | None
    about_people: bool
    problems: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedExclusion:
    """Rows that a filter left out; how many is None where it could give a hidden count away."""

    reason: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure with its definition.

    ``source`` and ``tables`` are ids; ``page`` is its own address, by which tables name it. ``value`` is None where it
    is hidden, or can't be told, and ``untold`` says why.
    """

    id: str
    version: int
    title: str
    unit: Unit
    kind: Kind
    source: str
    share: bool
    means: str
    treatment: Mapping[str, str]
    population: str
    of: str | None
    value: float | None
    hidden: bool
    untold: str | None
    as_of: date | None
    rows_in: int | None
    rows_counted: int | None
    excluded: tuple[PublishedExclusion, ...]
    tables: tuple[str, ...]
    page: str


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A figure by one level; ``figure`` is the figure's page, ``source`` an id."""

    id: str
    figure: str
    level: str
    share: bool
    source: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PublishedMethod(WrittenMethod):
    """A way of counting a claim, with its definition's title and its days."""

    title: str
    window_days: Window


@dataclass(frozen=True, slots=True)
class PublishedCheck(WrittenCheck):
    """A checked claim; ``missing_parts`` tells each that is missing in two: what is meant, and what it needs."""

    methods: tuple[PublishedMethod, ...]
    missing_parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A source with its figures and tables."""

    source: PublishedSource
    figures: tuple[PublishedFigure, ...]
    tables: tuple[PublishedTable, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A publication: what was asked (``state``, ``first`` to ``last``), and all that was counted.

    ``as_of`` is the day of every figure, None where they are of several; ``on`` the day of publication. The tables
    are by id.
    """

    format: int
    made_by: str
    title: str
    synthetic: bool
    state: str | None
    first: date | None
    last: date | None
    as_of: date | None
    on: date | None
    sources: tuple[PublishedSource, ...]
    figures: tuple[PublishedFigure, ...]
    tables: Mapping[str, PublishedTable]
    claims: tuple[PublishedCheck, ...]

    def to_plain(self) -> dict[str, Plain]:
        """Return it as ``publication.json`` holds it."""
        return {_WRITTEN_AS.get(name, name): value for name, value in as_object(self).items()}

    @classmethod
    def from_json(cls, text: bytes) -> Document | None:
        """Return the document of a ``publication.json``; None for one of another format.

        Raises JsonError where it does not hold what it should.
        """
        if from_json(_Format, text).format != FORMAT:
            return None
        named = {written: name for name, written in _WRITTEN_AS.items()}
        return from_plain(cls, {named.get(name, name): value for name, value in json.loads(text).items()})

    def source(self, name: str) -> PublishedSource:
        """Return the source of that id; raises KeyError where there is none."""
        for source in self.sources:
            if source.id == name:
                return source
        raise KeyError(name)

    def figure(self, page: str) -> PublishedFigure:
        """Return the figure of a page; raises KeyError where none has it."""
        for figure in self.figures:
            if figure.page == page:
                return figure
        raise KeyError(page)


@dataclass(frozen=True, slots=True)
class _Format:
    """What every format of the document says of itself."""

    format: int = 0
