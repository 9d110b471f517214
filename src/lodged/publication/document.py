"""A publication as plain data: what every page, table, document and the live instance are made from.

The document is written beside the pages as ``publication.json``; the instance draws its pages from that file, so it
shows what was published and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import lodged
from lodged.figures.days import own_day
from lodged.figures.definition import Source
from lodged.publication.addresses import addressed
from lodged.publication.edition import Edition
from lodged.publication.tables import BY_ROW, Protection, Table, Telling, Told
from lodged.sources.model import SourceFile

FORMAT = 1
Document = dict[str, Any]
"""Plain data with the keys of :func:`document`."""


def document(
    edition: Edition,
    tellings: Sequence[Telling],
    parts: Sequence[Document] = (),
    claims: Sequence[Document] = (),
) -> Document:
    """Put together what was counted.

    Keys: ``format, made_by, title, synthetic, state, from, to, as_of, on, sources, figures, tables, claims``; the
    tables by id. Each figure has a ``page`` of its own, by which tables name it, and its own ``as_of``; that of the
    whole is there where all have the same. ``parts`` are further sources with figures and tables of their own. Where
    small counts are hidden, so are the numbers of rows that a hidden count could be found from.
    """
    made = addressed([*(_part(telling) for telling in tellings), *parts])
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


def _part(telling: Telling) -> Document:
    source = telling.material.source
    return {
        "source": {
            "id": source.value,
            "files": [file_entry(file, told=_tells_rows(telling)) for file in telling.material.files],
            "protection": protection_entry(telling.protection),
            "about_people": source is not Source.AGREEMENTS,
            "problems": len(telling.material.problems),
            "notes": list(telling.material.notes),
        },
        "figures": [_figure(told, telling) for told in telling.figures],
        "tables": [table_entry(table, source.value) for told in telling.figures for table in told.tables],
    }


def file_entry(file: SourceFile, *, told: bool) -> Document:
    """Give a source file; ``told`` says whether its numbers of rows may be."""
    found = {"name": file.name, "sha256": file.sha256, "size_bytes": file.size_bytes}
    return found | ({"rows_in": file.rows_in, "rows_used": file.rows_out} if told else {})


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


def _tells_rows(telling: Telling) -> bool:
    """Whether numbers of rows may be told: from the rows of a file less those left out, a hidden total would follow."""
    if telling.protection is None:
        return True
    threshold = telling.protection.rule.threshold
    left_out = [one.rows for told in telling.figures for one in told.figure.excluded]
    return not any(told.hidden for told in telling.figures) and all(rows >= threshold for rows in left_out)


def _figure(told: Told, telling: Telling) -> Document:
    found, definition = told.figure, told.figure.definition
    # The newest day of a protected file is that of one row of it.
    day = found.as_of if telling.protection else own_day(found, telling.material)
    # Behind a count of people stand rows that no table shows, and what was left out would narrow them.
    tells_rows = _tells_rows(telling) and (telling.protection is None or definition.unit in BY_ROW)
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
