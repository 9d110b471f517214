"""Put together the document of a publication from what was counted, with nothing of a protected file but its counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

import lodged
from lodged.figures.days import own_day
from lodged.figures.definition import Source
from lodged.publication.addresses import addressed
from lodged.publication.commitments import PublishingKey
from lodged.publication.document import (
    FORMAT,
    Document,
    Part,
    PublishedCheck,
    PublishedExclusion,
    PublishedFigure,
    PublishedFile,
    PublishedProtection,
    PublishedSource,
    PublishedTable,
)
from lodged.publication.edition import Edition
from lodged.publication.tables import Protection, ShownFigure, Table, Telling
from lodged.sources.model import Severity, SourceFile


class Remark(Enum):
    """All that may be said of reading a protected file: fixed sentences, for any other words could be a person's."""

    NOT_ALL_READ = (
        "Some rows or cells of these files could not be read. A row that could not be read is in no count, and neither "
        "is one that a cell decides about which could not be read. How many they are, and which, is not told, because "
        "it could say something of one person."
    )


def assembled(
    edition: Edition,
    tellings: Sequence[Telling],
    parts: Sequence[Part] = (),
    claims: Sequence[PublishedCheck] = (),
    key: PublishingKey | None = None,
) -> Document:
    """Return the document of what was counted.

    Each figure has a ``page`` of its own, by which tables name it, and its own ``as_of``; that of the whole is there
    where all have the same. ``parts`` are further sources with figures and tables of their own. Of a source whose small
    counts are hidden nothing else is told: no name, size, hash or number of rows of a file, and no word of what was
    read in it. ``key`` is needed where there is such a source.
    """
    every = addressed([*(_part(telling, key) for telling in tellings), *parts])
    figures = tuple(figure for part in every for figure in part.figures)
    question = edition.question
    return Document(
        format=FORMAT,
        made_by=f"Lodged {lodged.__version__}",
        title=edition.title,
        synthetic=edition.synthetic,
        state=question.state,
        first=question.first,
        last=question.last,
        as_of=_one_day(figures),
        on=edition.on,
        sources=tuple(part.source for part in every),
        figures=figures,
        tables={table.id: table for part in every for table in part.tables},
        claims=tuple(claims),
    )


def _one_day(figures: Sequence[PublishedFigure]) -> date | None:
    """Return the day that every figure is as of; None where they are of several days, for then none is the whole's."""
    days = {figure.as_of for figure in figures if figure.as_of}
    return days.pop() if len(days) == 1 else None


def _part(telling: Telling, key: PublishingKey | None) -> Part:
    return Part(
        source=_source(telling)
        if telling.protection is None
        else _protected_source(telling, telling.protection, key),
        figures=tuple(_figure(one, telling) for one in telling.figures),
        tables=tuple(
            published_table(table, telling.material.source.value)
            for one in telling.figures
            for table in one.tables
        ),
    )


def _source(telling: Telling) -> PublishedSource:
    material = telling.material
    return PublishedSource(
        id=material.source.value,
        files=tuple(_public_file(file) for file in material.files),
        protection=None,
        about_people=material.source is not Source.AGREEMENTS,
        problems=len(material.problems),
        notes=tuple(material.notes),
    )


def _protected_source(telling: Telling, protection: Protection, key: PublishingKey | None) -> PublishedSource:
    material = telling.material
    if key is None:
        raise ValueError("a protected source needs the publisher's key")
    lost = any(problem.severity is not Severity.NOTE for problem in material.problems)
    return PublishedSource(
        id=material.source.value,
        files=protected_files(material.source.value, [file.sha256 for file in material.files], key),
        protection=published_protection(protection),
        about_people=True,
        notes=(Remark.NOT_ALL_READ.value,) if lost else (),
    )


def _public_file(file: SourceFile) -> PublishedFile:
    return PublishedFile(
        file.name,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        rows_in=file.rows_in,
        rows_used=file.rows_out,
    )


def protected_files(source: str, hashes: Sequence[str], key: PublishingKey) -> tuple[PublishedFile, ...]:
    """Return the files of a source that aren't public: numbered, each with a commitment to it and nothing else."""
    return tuple(
        PublishedFile(f"{source.replace('_', '-')}-{number}", commitment=key.commitment(sha256))
        for number, sha256 in enumerate(hashes, 1)
    )


def published_protection(protection: Protection) -> PublishedProtection:
    """Return what was hidden, and the rule."""
    rule = protection.rule
    return PublishedProtection(rule.threshold, rule.width, protection.cells, protection.hidden)


def published_table(table: Table, source: str) -> PublishedTable:
    """Return a table with the id of its source."""
    return PublishedTable(table.id, table.figure, table.level, table.share, source, table.rows)


def _figure(shown_figure: ShownFigure, telling: Telling) -> PublishedFigure:
    counted, definition = shown_figure.figure, shown_figure.figure.definition
    # From the rows of a protected file less those left out, a hidden count could be found.
    tells_rows = telling.protection is None
    return PublishedFigure(
        id=definition.id,
        version=definition.version,
        title=definition.title,
        unit=definition.unit,
        kind=definition.kind,
        source=telling.material.source.value,
        share=definition.is_share,
        means=definition.means,
        treatment=definition.treatment,
        population=definition.population,
        of=definition.of,
        value=shown_figure.value,
        hidden=shown_figure.hidden,
        untold=counted.untold,
        # The newest day of a protected file is that of one row of it.
        as_of=counted.as_of if telling.protection else own_day(counted, telling.material),
        rows_in=counted.rows_in if tells_rows else None,
        rows_counted=counted.rows_counted if tells_rows else None,
        excluded=tuple(
            PublishedExclusion(one.reason, one.rows if tells_rows else None) for one in counted.excluded
        ),
        tables=tuple(table.id for table in shown_figure.tables),
        page=definition.id,
    )
