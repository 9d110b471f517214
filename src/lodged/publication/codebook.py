"""The tables as files: their columns, what each holds, and the words in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from lodged.publication.document import Document
from lodged.publication.pictures import heading
from lodged.publication.texts import Texts

HEADLINES = "figures"
"""The name of the table of all figures' values."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file: its name, its type as table schemas call it, and what it holds."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class DataTable:
    """A table as a file: ``name`` without an ending."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: pl.DataFrame


_TYPES: dict[str, Any] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.String(),
}
_HEADLINE_FIELDS = {
    "definition": "string",
    "version": "integer",
    "title": "string",
    "unit": "string",
    "kind": "string",
    "as_of": "date",
    "source": "string",
    "files": "string",
    "value": "number",
    "hidden": "boolean",
}


def data_tables(words: Texts, document: Document) -> list[DataTable]:
    """Give every table of a publication: all figures' values, then each breakdown."""
    figures = {figure["page"]: figure for figure in document["figures"]}
    tables = [_breakdown(words, figures[table["figure"]], table) for table in document["tables"].values()]
    return [_headlines(words, document), *tables]


def _headlines(words: Texts, document: Document) -> DataTable:
    fields = tuple(Field(name, kind, words(f"codebook.{name}")) for name, kind in _HEADLINE_FIELDS.items())
    files = {source["id"]: [file["name"] for file in source["files"]] for source in document["sources"]}
    told = [
        {**figure, "definition": figure["id"], "files": "; ".join(files[figure["source"]])}
        for figure in document["figures"]
    ]
    rows = [[figure[field.name] for field in fields] for figure in told]
    return DataTable(HEADLINES, words("home.figures"), fields, _frame(fields, rows))


def _breakdown(words: Texts, figure: Document, table: Document) -> DataTable:
    level = table["level"]
    share = ("of",) if table["share"] else ()
    names = {
        "definition": "string",
        "version": "integer",
        level: "string",
        "value": "number",
        "rows": "integer",
    }
    kinds = {**names, **dict.fromkeys(share, "integer"), "hidden": "boolean"}
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
            figure["id"],
            figure["version"],
            row["group"] or None,
            row["value"],
            row["rows"],
            *(row[name] for name in share),
            row["hidden"],
        ]
        for row in table["rows"]
    ]
    return DataTable(table["id"], heading(words, figure, table), fields, _frame(fields, rows))


def _frame(fields: tuple[Field, ...], rows: list[list[Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={field.name: _TYPES[field.type] for field in fields}, orient="row")


def downloads(words: Texts, document: Document) -> list[Document]:
    """Give each file's name, title, day (None for several) and number of rows."""
    figures = {figure["page"]: figure for figure in document["figures"]}
    return [
        {
            "name": HEADLINES,
            "title": words("home.figures"),
            "as_of": document["as_of"],
            "rows": len(figures),
        },
        *(
            {
                "name": table["id"],
                "title": heading(words, figures[table["figure"]], table),
                "as_of": figures[table["figure"]]["as_of"],
                "rows": len(table["rows"]),
            }
            for table in document["tables"].values()
        ),
    ]


def codebook(words: Texts, document: Document) -> list[Field]:
    """Give each column that occurs, once."""
    found: dict[str, Field] = {}
    for table in data_tables(words, document):
        for field in table.fields:
            found.setdefault(field.name, field)
    return list(found.values())


def vocabulary(words: Texts, document: Document) -> list[Document]:
    """Give each closed word that occurs in the tables, with what it means."""
    found = {
        (table["level"], row["group"]): words.value(table["level"], row["group"])
        for table in document["tables"].values()
        for row in table["rows"]
        if row["group"] and words.value(table["level"], row["group"]) != row["group"]
    }
    return [
        {"level": level, "value": value, "meaning": meaning}
        for (level, value), meaning in sorted(found.items())
    ]
