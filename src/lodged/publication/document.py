"""A publication as plain data: what every page, table, document and the live instance are made from.

The document is written beside the pages as ``publication.json``; the instance draws its pages from that file, so it
shows what was published and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import Enum
from typing import Any

import lodged
from lodged.figures.days import own_day
from lodged.figures.definition import Source
from lodged.publication.addresses import addressed
from lodged.publication.commitments import PublishingKey
from lodged.publication.edition import Edition
from lodged.publication.tables import Protection, Table, Telling, Told
from lodged.sources.model import Severity, SourceFile

FORMAT = 2
Document = dict[str, Any]
"""Plain data with the keys of :func:`document`."""


class Remark(Enum):
    """All that may be said of reading a protected file: fixed sentences, for any other words could be a person's."""

    NOT_ALL_READ = (
        "Some rows or cells of these files could not be read. A row that could not be read is in no count, and a cell "
        "that could not be read was taken as empty. How many they are, and which, is not told, because it could say "
        "something of one person."
    )


def document(
    edition: Edition,
    tellings: Sequence[Telling],
    parts: Sequence[Document] = (),
    claims: Sequence[Document] = (),
    key: PublishingKey | None = None,
) -> Document:
    """Put together what was counted.

    Keys: ``format, made_by, title, synthetic, state, from, to, as_of, on, sources, figures, tables, claims``; the
    tables by id. Each figure has a ``page`` of its own, by which tables name it, and its own ``as_of``; that of the
    whole is there where all have the same. ``parts`` are further sources with figures and tables of their own. Of a
    source whose small counts are hidden nothing else is told: no name, size, hash or number of rows of a file, and no
    word of what was read in it. ``key`` is needed where there is such a source.
    """
    made = addressed([*(_part(telling, key) for telling in tellings), *parts])
    figures = [figure for part in made for figure in part["figures"]]
    question = edition.question
    return {
        "format": FORMAT,
        "made_by": f"Lodged {lodged.__version__}",
        "title": edition.title,
        "synthetic": edition.synthetic,
        "state": question.state,
        "from": str(question.first) if question.first else None,
        "to": str(question.last) if question.last else None,
        "as_of": _one_day(figures),
        "on": str(edition.on) if edition.on else None,
        "sources": [part["source"] for part in made],
        "figures": figures,
        "tables": {table["id"]: table for part in made for table in part["tables"]},
        "claims": list(claims),
    }


def _one_day(figures: Sequence[Document]) -> str | None:
    """Give the day that every figure is as of; None where they are of several days, for then none is the whole's."""
    days = {figure["as_of"] for figure in figures if figure["as_of"]}
    return str(days.pop()) if len(days) == 1 else None


def _part(telling: Telling, key: PublishingKey | None) -> Document:
    return {
        "source": _source(telling) if telling.protection is None else _protected_source(telling, key),
        "figures": [_figure(told, telling) for told in telling.figures],
        "tables": [
            table_entry(table, telling.material.source.value)
            for told in telling.figures
            for table in told.tables
        ],
    }


def _source(telling: Telling) -> Document:
    material = telling.material
    return {
        "id": material.source.value,
        "files": [file_entry(file) for file in material.files],
        "protection": None,
        "about_people": material.source is not Source.AGREEMENTS,
        "problems": len(material.problems),
        "notes": list(material.notes),
    }


def _protected_source(telling: Telling, key: PublishingKey | None) -> Document:
    material = telling.material
    if key is None:
        raise ValueError("a protected source needs the publisher's key")
    lost = any(problem.severity is not Severity.NOTE for problem in material.problems)
    return {
        "id": material.source.value,
        "files": protected_entries(material.source.value, [file.sha256 for file in material.files], key),
        "protection": protection_entry(telling.protection),
        "about_people": True,
        "problems": 0,
        "notes": [Remark.NOT_ALL_READ.value] if lost else [],
    }


def file_entry(file: SourceFile) -> Document:
    """Give a source file that is public already."""
    return {
        "name": file.name,
        "sha256": file.sha256,
        "size_bytes": file.size_bytes,
        "rows_in": file.rows_in,
        "rows_used": file.rows_out,
    }


def protected_entries(source: str, hashes: Sequence[str], key: PublishingKey) -> list[Document]:
    """Give the files of a source that aren't public: numbered, each with a commitment to it and nothing else."""
    return [
        {"name": f"{source.replace('_', '-')}-{number}", "commitment": key.commitment(sha256)}
        for number, sha256 in enumerate(hashes, 1)
    ]


def protection_entry(protection: Protection | None) -> Document | None:
    """Give what was hidden, and the rule."""
    if protection is None:
        return None
    return {**asdict(protection.rule), "cells": protection.cells, "hidden": protection.hidden}


def table_entry(table: Table, source: str) -> Document:
    """Give a table."""
    return {
        "id": table.id,
        "figure": table.figure,
        "level": table.level,
        "share": table.share,
        "source": source,
        "rows": [asdict(row) for row in table.rows],
    }


def _figure(told: Told, telling: Telling) -> Document:
    found, definition = told.figure, told.figure.definition
    # The newest day of a protected file is that of one row of it.
    day = found.as_of if telling.protection else own_day(found, telling.material)
    # From the rows of a protected file less those left out, a hidden count could be found.
    tells_rows = telling.protection is None
    return {
        "id": definition.id,
        "version": definition.version,
        "title": definition.title,
        "unit": definition.unit.value,
        "kind": definition.kind.value,
        "source": telling.material.source.value,
        "share": definition.is_share,
        "means": definition.means,
        "treatment": definition.treatment,
        "population": definition.population,
        "of": definition.of,
        "value": told.value,
        "hidden": told.hidden,
        "untold": found.untold,
        "as_of": str(day) if day else None,
        "rows_in": found.rows_in if tells_rows else None,
        "rows_counted": found.rows_counted if tells_rows else None,
        "excluded": [
            {"reason": one.reason, "rows": one.rows if tells_rows else None} for one in found.excluded
        ],
        "tables": [table.id for table in told.tables],
    }
