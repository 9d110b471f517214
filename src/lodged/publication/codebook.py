"""The tables as files: their columns, what each holds, and the words in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from lodged.publication.document import Document, PublishedFigure, PublishedTable
from lodged.publication.pictures import heading
from lodged.publication.texts import Texts

HEADLINES = "figures"
"""The name of the table of all figures' values."""


class FieldType(StrEnum):
    """What a column holds, as table schemas call it."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"

    @property
    def in_files(self) -> pl.DataType:
        """The type of its cells in the file; a day is written out."""
        match self:
            case FieldType.INTEGER:
                return pl.Int64()
            case FieldType.NUMBER:
                return pl.Float64()
            case FieldType.BOOLEAN:
                return pl.Boolean()
            case FieldType.STRING | FieldType.DATE:
                return pl.String()


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file: its name, its type, and what it holds."""

    name: str
    type: FieldType
    meaning: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file's name and title, its day (None for several), and its number of rows."""

    name: str
    title: str
    as_of: date | None
    rows: int


@dataclass(frozen=True, slots=True)
class Word:
    """A closed word in the column ``level``, and what it means."""

    level: str
    value: str
    meaning: str


@dataclass(frozen=True)
class DataTable:
    """A table as a file: ``name`` without an ending."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: pl.DataFrame


_HEADLINE_FIELDS = {
    "definition": FieldType.STRING,
    "version": FieldType.INTEGER,
    "title": FieldType.STRING,
    "unit": FieldType.STRING,
    "kind": FieldType.STRING,
    "as_of": FieldType.DATE,
    "source": FieldType.STRING,
    "files": FieldType.STRING,
    "value": FieldType.NUMBER,
    "hidden": FieldType.BOOLEAN,
}


def data_tables(words: Texts, document: Document) -> list[DataTable]:
    """Return every table of a publication: all figures' values, then each breakdown."""
    tables = [_breakdown(words, document.figure(table.figure), table) for table in document.tables.values()]
    return [_headlines(words, document), *tables]


def _headlines(words: Texts, document: Document) -> DataTable:
    fields = tuple(Field(name, kind, words(f"codebook.{name}")) for name, kind in _HEADLINE_FIELDS.items())
    files = {source.id: "; ".join(file.name for file in source.files) for source in document.sources}
    rows = [
        [
            figure.id,
            figure.version,
            figure.title,
            figure.unit.value,
            figure.kind.value,
            str(figure.as_of) if figure.as_of else None,
            figure.source,
            files[figure.source],
            figure.value,
            figure.hidden,
        ]
        for figure in document.figures
    ]
    return DataTable(HEADLINES, words("home.figures"), fields, _frame(fields, rows))


def _breakdown(words: Texts, figure: PublishedFigure, table: PublishedTable) -> DataTable:
    level = table.level
    names = {
        "definition": FieldType.STRING,
        "version": FieldType.INTEGER,
        level: FieldType.STRING,
        "value": FieldType.NUMBER,
        "rows": FieldType.INTEGER,
    }
    share = {"of": FieldType.INTEGER} if table.share else {}
    kinds = {**names, **share, "hidden": FieldType.BOOLEAN}
    fields = tuple(
        Field(
            name,
            kind,
            words("codebook.group", level=words.level(level)) if name == level else words(f"codebook.{name}"),
        )
        for name, kind in kinds.items()
    )
    rows = [
        [
            figure.id,
            figure.version,
            row.group or None,
            row.value,
            row.rows,
            *([row.of] if table.share else []),
            row.hidden,
        ]
        for row in table.rows
    ]
    return DataTable(table.id, heading(words, figure, table), fields, _frame(fields, rows))


def _frame(fields: tuple[Field, ...], rows: Sequence[Sequence[object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={field.name: field.type.in_files for field in fields}, orient="row")


def downloads(words: Texts, document: Document) -> list[Download]:
    """Return each file."""
    of_tables = []
    for table in document.tables.values():
        figure = document.figure(table.figure)
        title = heading(words, figure, table)
        of_tables.append(Download(table.id, title, figure.as_of, len(table.rows)))
    return [
        Download(HEADLINES, words("home.figures"), document.as_of, len(document.figures)),
        *of_tables,
    ]


def codebook(words: Texts, document: Document) -> list[Field]:
    """Return each column that occurs, once."""
    by_name: dict[str, Field] = {}
    for table in data_tables(words, document):
        for field in table.fields:
            by_name.setdefault(field.name, field)
    return list(by_name.values())


def vocabulary(words: Texts, document: Document) -> list[Word]:
    """Return each closed word that occurs in the tables."""
    meanings = {
        (table.level, row.group): words.value(table.level, row.group)
        for table in document.tables.values()
        for row in table.rows
        if row.group and words.value(table.level, row.group) != row.group
    }
    return [Word(level, value, meaning) for (level, value), meaning in sorted(meanings.items())]
