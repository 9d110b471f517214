"""Read the sheets of a workbook; a very large one in parts, so that memory stays small.

A reader of workbooks lays a whole sheet out before it gives any of it: 400,000 rows of 65 columns take more than two
gigabytes. A sheet that unpacks to more than :data:`LARGE_SHEET` bytes is therefore cut between rows, and each part is
read as a small workbook of its own. A sheet whose rows don't say their numbers is read whole.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import fastexcel
import polars as pl

from lodged.sources.trimming import trimmed
from lodged.sources.workbook_parts import (
    SheetPart,
    error_as_text,
    errors_as_text,
    filled_down,
    has_errors,
    merged_areas,
    sheet_parts,
)

LARGE_SHEET = 256 * 1024**2
PART_BYTES = 64 * 1024**2
_BLOCK = 16 * 1024**2

_OPENING, _ROW_END, _CLOSING = b"<sheetData>", b"</row>", b"</sheetData></worksheet>"
_ROW_NUMBER = re.compile(rb'<row [^>]*?\br="(\d+)"')
_SHOWN_PLACES = 5


@dataclass(frozen=True)
class WorkbookSheet:
    """A sheet: its cells as trimmed text, null where blank (row ``i`` is spreadsheet row ``i + 1``), and remarks."""

    name: str
    cells: pl.DataFrame
    remarks: tuple[str, ...]


def read_sheets(stored: Path | bytes) -> Iterator[WorkbookSheet]:
    """Yield the sheets of an XLSX workbook.

    A merged cell that reaches down is filled into the rows it reaches. A cell with an error for its value (``#DIV/0!``;
    Google writes ``#ERROR!``) is read with that word for text: it is no blank. Raises what fastexcel and Polars raise
    for a damaged workbook.
    """
    opened = io.BytesIO(stored) if isinstance(stored, bytes) else stored
    book = fastexcel.read_excel(str(stored) if isinstance(stored, Path) else stored)
    with zipfile.ZipFile(opened) as archive:
        parts = sheet_parts(archive)
        for name in book.sheet_names:
            part = parts.get(name)
            remarks: list[str] = []
            if part is not None and part.hidden:
                remarks.append("The sheet is hidden in the workbook; it was read like the others.")
            cells = _cells_of(archive, book, name, part, remarks)
            if part is not None:
                merged, filled = filled_down(cells, merged_areas(archive, part.part))
                if filled:
                    cells = merged
                    remarks.append(
                        f"A merged cell reaches into {filled} cells below it; they were filled with what it says."
                    )
            yield WorkbookSheet(name, cells, tuple(remarks))


def _cells_of(
    archive: zipfile.ZipFile,
    book: fastexcel.ExcelReader,
    name: str,
    part: SheetPart | None,
    remarks: list[str],
) -> pl.DataFrame:
    large = part is not None and archive.getinfo(part.part).file_size > LARGE_SHEET
    cells = _in_parts(archive, name, part.part) if part is not None and large else None
    if cells is not None:
        return cells
    if part is None or large or not has_errors(archive, part.part):
        return _whole(book, name)
    repaired, places = errors_as_text(archive, part.part)
    shown = ", ".join(places[:_SHOWN_PLACES]) + (" and others" if len(places) > _SHOWN_PLACES else "")
    remarks.append(f"Cells with a spreadsheet's error in place of a value: {len(places)} ({shown}).")
    return _whole(fastexcel.read_excel(repaired), name)


def read_other_sheets(raw: bytes) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the names and the cells of the sheets of an XLS or ODS workbook; raises as :func:`read_sheets`."""
    book = fastexcel.read_excel(raw)
    for name in book.sheet_names:
        yield name, _whole(book, name)


def _whole(book: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    return _numbered(book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars())


def _numbered(cells: pl.DataFrame) -> pl.DataFrame:
    return trimmed(cells.rename({name: str(i) for i, name in enumerate(cells.columns)}))


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of a sheet as they stand in it: those after row ``before``, up to row ``last``."""

    rows: bytes
    before: int
    last: int


def _in_parts(archive: zipfile.ZipFile, name: str, part: str) -> pl.DataFrame | None:
    """Read a sheet part by part, the next being unpacked meanwhile; None where rows don't say their numbers."""
    with ThreadPoolExecutor(1) as reader:
        rest = {other: archive.read(other) for other in archive.namelist() if not _is_sheet(other)}
        with archive.open(part) as stream:
            head = _head(stream)
            if head is None:
                return None
            opening, first = head
            waiting: list[Future[pl.DataFrame]] = []
            done: list[pl.DataFrame] = []
            for rows in _parts(stream, first):
                if rows is None:
                    return None
                waiting.append(reader.submit(_read_part, rest, part, name, opening, rows))
                if len(waiting) > 1:
                    done.append(waiting.pop(0).result())
            done += [one.result() for one in waiting]
    return pl.concat(done, how="diagonal") if done else pl.DataFrame()


def _is_sheet(part: str) -> bool:
    return part.startswith(("xl/worksheets/", "xl/media/"))


def _head(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Return what stands before the first row, and what was read beyond it."""
    read = stream.read(_BLOCK)
    at = read.find(_OPENING)
    return (read[: at + len(_OPENING)], read[at + len(_OPENING) :]) if at >= 0 else None


def _parts(stream: IO[bytes], first: bytes) -> Iterator[_Part | None]:
    """Cut a sheet after the last row that is whole in so many bytes."""
    pieces, size, before = [first], len(first), 0
    while True:
        more = stream.read(_BLOCK)
        pieces.append(more)
        size += len(more)
        if size < PART_BYTES and more:
            continue
        text = b"".join(pieces)
        end = text.rfind(_ROW_END) + len(_ROW_END)
        if end < len(_ROW_END):
            if not more:
                return
            yield None
        numbered = _ROW_NUMBER.match(text, text.rfind(b"<row ", 0, end))
        if numbered is None:
            yield None
            return
        yield _Part(text[:end], before, int(numbered[1]))
        before = int(numbered[1])
        pieces, size = [text[end:]], len(text) - end
        if not more:
            return


def _read_part(rest: dict[str, bytes], part: str, name: str, opening: bytes, rows: _Part) -> pl.DataFrame:
    """Read rows as a workbook of their own.

    A cell of column A marks where they begin (the row before them) or, for the first part, end (the row after): so no
    blank row or column at an edge is lost. The mark's row is taken off again.
    """
    at = rows.before or rows.last + 1
    mark = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>.</t></is></c></row>' % (at, at)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as book:
        for other, content in rest.items():
            book.writestr(other, content)
        with book.open(part, "w") as sheet:
            for piece in (
                opening,
                mark if rows.before else b"",
                error_as_text(rows.rows),
                b"" if rows.before else mark,
                _CLOSING,
            ):
                sheet.write(piece)
    read = fastexcel.read_excel(packed.getvalue())
    skip = None if rows.before else 0
    cells = _numbered(read.load_sheet(name, header_row=None, skip_rows=skip, dtypes="string").to_polars())
    return cells.slice(1) if rows.before else cells.head(cells.height - 1)
