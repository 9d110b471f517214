"""What a workbook says beside its cells: hidden sheets, merged cells, errors that are none of Excel's."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree import ElementTree

import polars as pl

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
_ERROR_CELL = re.compile(rb"""<c\b[^>]*?\bt=["']e["'][^>]*>""")
_ERROR_TYPE = re.compile(rb"""\bt=["']e["']""")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3}\d{1,7})["']""")
_BLOCK = 4 * 1024**2
_OVERLAP = 256


@dataclass(frozen=True, slots=True)
class SheetPart:
    """The part of the package that holds a sheet, and whether the sheet is hidden."""

    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class MergedArea:
    """Merged cells: the column (from 0) and the rows (from 0) that the leftmost of them fill."""

    column: int
    first_row: int
    last_row: int


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, SheetPart]:
    """Return where each sheet is kept, by its name; a sheet whose place isn't told is left out."""
    names = set(archive.namelist())
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    }
    parts: dict[str, SheetPart] = {}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        name = sheet.get("name")
        if not sheet.tag.endswith("}sheet") or name is None:
            continue
        target = targets.get(sheet.get(_RELATION), "")
        part = target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)
        if part in names:
            parts[name] = SheetPart(part, sheet.get("state", "visible") != "visible")
    return parts


def merged_areas(archive: zipfile.ZipFile, part: str) -> list[MergedArea]:
    """Return the merged cells of a sheet that reach over more than one row."""
    areas: list[MergedArea] = []
    kept = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            text = kept + block
            end = 0
            for match in _MERGED.finditer(text):
                end = match.end()
                first, last = int(match[2]) - 1, int(match[4]) - 1
                if 0 <= first < last:
                    areas.append(MergedArea(_column(match[1]), first, last))
            kept = text[max(end, len(text) - _OVERLAP) :]
    return areas


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def filled_down(cells: pl.DataFrame, areas: list[MergedArea]) -> tuple[pl.DataFrame, int]:
    """Fill what merged cells say into the rows they reach that hold something else; return how many were filled."""
    filled: dict[int, list[str | None]] = {}
    count, looked_at = 0, 0
    blank = _blank_rows(cells) if areas else []
    for area in areas:
        if area.column >= cells.width or area.first_row >= cells.height:
            continue
        looked_at += min(area.last_row, cells.height) - area.first_row
        if looked_at > cells.height * cells.width:
            break  # Merged cells don't overlap: these are made to keep a reader busy.
        column = filled.setdefault(area.column, cells[str(area.column)].to_list())
        text = column[area.first_row]
        for row in range(area.first_row + 1, min(area.last_row + 1, cells.height)):
            if text is None or column[row] is not None:
                break
            if not blank[row]:
                column[row] = text
                count += 1
    changed = [pl.Series(str(at), column, dtype=pl.String) for at, column in filled.items()]
    return cells.with_columns(changed), count


def _blank_rows(cells: pl.DataFrame) -> list[bool]:
    return cells.select(pl.all_horizontal(pl.all().is_null()).alias("blank"))["blank"].to_list()


def error_as_text(cells: bytes) -> bytes:
    """Return cells of a sheet with errors written as text, so that a reader gives their words and not a blank."""
    return _ERROR_CELL.sub(lambda match: _ERROR_TYPE.sub(b't="str"', match[0]), cells)


def has_errors(archive: zipfile.ZipFile, part: str) -> bool:
    """Return whether a cell of a sheet has an error for its value."""
    kept = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            text = kept + block
            if _ERROR_CELL.search(text):
                return True
            kept = text[-_OVERLAP:]
    return False


def errors_as_text(archive: zipfile.ZipFile, part: str) -> tuple[bytes, list[str]]:
    """Return the workbook with the errors of a sheet written as text, and the cells they stand in."""
    places: list[str] = []

    def as_text(match: re.Match[bytes]) -> bytes:
        place = _PLACE.search(match[0])
        places.append(place[1].decode() if place else "?")
        return _ERROR_TYPE.sub(b't="str"', match[0])

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as repaired:
        for name in archive.namelist():
            content = archive.read(name)
            repaired.writestr(name, _ERROR_CELL.sub(as_text, content) if name == part else content)
    return packed.getvalue(), places
