"""What an OpenDocument spreadsheet says of its cells before it is opened."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROW, _CELL = f"{_TABLE}table-row", f"{_TABLE}table-cell"
_ROWS_REPEATED, _CELLS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_MOST_DIGITS = 9


def cell_count(archive: zipfile.ZipFile, most: int) -> int | None:
    """Return how many cells a spreadsheet lays out to, None where there are more than ``most`` or it is damaged.

    Repeated blank cells count up to the last that holds something, in their row and in the sheet: so do readers.
    """
    cells, blank_rows = 0, 0
    try:
        with archive.open("content.xml") as stream:
            for _, element in ElementTree.iterparse(stream):  # noqa: S314 - expat stops entities that swell
                if element.tag != _ROW:
                    continue
                times = _times(element, _ROWS_REPEATED)
                width = _width(element)
                if not width:
                    blank_rows += times
                else:
                    cells += (times + blank_rows) * width
                    blank_rows = 0
                element.clear()
                if cells > most:
                    return None
    except (ElementTree.ParseError, ValueError):
        return None
    return cells


def _width(row: ElementTree.Element) -> int:
    """Return the place of a row's last cell that holds something."""
    width = at = 0
    for cell in row:
        at += _times(cell, _CELLS_REPEATED)
        if cell.tag == _CELL and len(cell):
            width = at
    return width


def _times(element: ElementTree.Element, attribute: str) -> int:
    count = element.get(attribute, "1")
    if not (count.isascii() and count.isdigit() and len(count) <= _MOST_DIGITS):
        raise ValueError(count)
    return int(count)
