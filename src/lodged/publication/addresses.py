"""One address for each figure: a definition, a category of a reconciliation and a report may have one id.

The first of an id keeps it for its address, so a definition's page stays where it is; another's has its source before
it. Tables go by their figure's address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lodged.publication.document import Part
from lodged.publication.edition import PublicationError


def addressed(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with each figure's own ``page``, and with its tables named by that.

    Raises PublicationError where a definition has the address that another figure would need.
    """
    taken: set[str] = set()
    made = []
    for part in parts:
        pages: dict[str, str] = {}
        for figure in part.figures:
            pages[figure.id] = _free(figure.id, part.source.id, taken)
            taken.add(pages[figure.id])
        made.append(_renamed(part, pages))
    return made


def _free(name: str, source: str, taken: set[str]) -> str:
    page = f"{source}-{name}" if name in taken else name
    if page in taken:
        raise PublicationError(
            f"Two figures would have the page [{page}]. Give your definition of that id another."
        )
    return page


def _renamed(part: Part, pages: Mapping[str, str]) -> Part:
    tables = {table.id: pages[table.figure] + table.id.removeprefix(table.figure) for table in part.tables}
    return replace(
        part,
        figures=tuple(
            replace(figure, page=pages[figure.id], tables=tuple(tables[name] for name in figure.tables))
            for figure in part.figures
        ),
        tables=tuple(
            replace(table, id=tables[table.id], figure=pages[table.figure]) for table in part.tables
        ),
    )
