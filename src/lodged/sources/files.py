"""A file on disk before anything of it is read: what kind it is, how large, and its hash.

The kind is told from the first bytes, never from the name, so that a PDF called ``roster.csv`` is refused with
the right words and a workbook called ``roster.csv`` is read as the workbook it is.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from lodged.core.errors import UnreadableFileError

MAX_BYTES = 200 * 1024 * 1024 - 1
"""The largest file read unless the caller allows more; a national FOIA workbook of a year is about 60 MB."""

MAX_UNPACKED_BYTES = 4 * 1024**3
"""The most a workbook may unpack to."""

MAX_UNPACKING_RATIO = 200
"""How many times its packed size a part of a workbook may unpack to; real sheets stay under 40."""

MAX_CELLS = 500_000_000
"""The most cells a Parquet file may say it has; repeated values take no room in the file and all of it in memory."""

_SMALL_PART = 10 * 1024 * 1024
_MOST_INFLATION = 1032
"""Times that DEFLATE can unpack a byte to, by its own construction."""
_OPENING = 4096
_PIECE = 1024 * 1024


class FileKind(Enum):
    """A kind of file the readers take."""

    DELIMITED = "delimited text"
    """CSV and its kin: fields set apart by commas, semicolons, tabs or pipes."""
    WORKBOOK = "Excel workbook"
    """XLSX (or XLSM), the zipped format of Excel 2007 and later."""
    PARQUET = "Parquet"
    """Apache Parquet."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that may be read: its kind is known and its size is within bounds."""

    path: Path
    name: str
    kind: FileKind
    sha256: str
    size_bytes: int


_NOT_A_TABLE: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def open_files(paths: Sequence[Path | str], max_bytes: int = MAX_BYTES) -> tuple[DataFile, ...]:
    """Check every file and name each so that no two have the same name.

    Raises :class:`UnreadableFileError` when a file can't be read as a table, or is given twice.
    """
    resolved = [Path(path) for path in paths]
    if not resolved:
        raise UnreadableFileError("No file was given. Name at least one CSV, XLSX or Parquet file.")
    seen: set[Path] = set()
    for path in resolved:
        if path.resolve() in seen:
            raise UnreadableFileError(f"The file [{path}] is given twice. Name it once.")
        seen.add(path.resolve())
    names = [path.name for path in resolved]
    return tuple(
        open_file(path, max_bytes, name=path.name if names.count(path.name) == 1 else str(path))
        for path in resolved
    )


def open_file(path: Path | str, max_bytes: int = MAX_BYTES, name: str | None = None) -> DataFile:
    """Check that a file exists, is not empty, not too large and a table of some kind; hash it.

    Raises :class:`UnreadableFileError`, saying what to do instead.
    """
    path = Path(path)
    name = name or path.name
    try:
        if path.is_dir():
            raise UnreadableFileError(f"[{path}] is a folder. Name the files in it.")
        size = path.stat().st_size
        _refuse_size(name, size, max_bytes)
        with path.open("rb") as stream:
            opening = stream.read(_OPENING)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        kind = _kind(path, name, opening)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableFileError(f"The file [{path}] can't be opened: {reason}. Check its name.") from error
    return DataFile(path, name, kind, digest, size)


def _refuse_size(name: str, size: int, max_bytes: int) -> None:
    if size == 0:
        raise UnreadableFileError(f"{name}: the file is empty. Export it again, with its header row.")
    if size > max_bytes:
        raise UnreadableFileError(
            f"{name}: the file has [{size:,}] bytes; the largest file read is {max_bytes:,} bytes. "
            "Split it into several files (several can be given at once) or save it as Parquet."
        )


def _kind(path: Path, name: str, opening: bytes) -> FileKind:
    for signature, what in _NOT_A_TABLE:
        if opening.startswith(signature):
            raise _not_a_table(name, what)
    if opening.startswith(_OLE):
        raise _refuse_ole(path, name)
    if opening.startswith(b"PK"):
        _check_workbook(path, name)
        return FileKind.WORKBOOK
    if opening.startswith(b"PAR1"):
        _check_parquet(path, name)
        return FileKind.PARQUET
    if opening.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith((b"<html", b"<!doctype", b"<?xml")):
        raise _not_a_table(name, "a web page or XML document")
    if b"\x00" in opening and not opening.startswith(_UTF16_MARKS):
        raise _not_a_table(name, "a binary file")
    return FileKind.DELIMITED


def _not_a_table(name: str, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name}: this is {what}, not a table. Export the table as CSV, XLSX or Parquet and give that file."
    )


def _refuse_ole(path: Path, name: str) -> UnreadableFileError:
    if _OLE_ENCRYPTED in path.read_bytes():
        return UnreadableFileError(
            f"{name}: the workbook is protected by a password. Open it in Excel, remove the password "
            "(File, Info, Protect Workbook) and save it again."
        )
    return UnreadableFileError(
        f"{name}: this is a workbook of Excel 2003 or older (or another old Office file). "
        "Open it in Excel and save it as XLSX or CSV."
    )


def _check_workbook(path: Path, name: str) -> None:
    """Refuse a zip that is no workbook, and one that would unpack to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFileError(
            f"{name}: the workbook is damaged ({error}). Save or download it again."
        ) from error
    if not any(part.filename.lower() == "xl/workbook.xml" for part in parts):
        raise _not_a_table(name, "a zip archive (or another document kept as one)")
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _SMALL_PART and part.file_size > MAX_UNPACKING_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if swollen or unpacked > MAX_UNPACKED_BYTES or _says_too_little(path, parts):
        raise UnreadableFileError(
            f"{name}: the workbook would unpack from {path.stat().st_size:,} to [{unpacked:,}] bytes, which real "
            "tables don't. It was not opened. Save the table as CSV and give that file."
        )


def _says_too_little(path: Path, parts: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether some part unpacks to more than the archive's directory says: readers go by the data, not by it.

    Only parts that could do harm are tried, so ordinary workbooks are not unpacked twice.
    """
    with path.open("rb") as file:
        return any(
            part.compress_type == zipfile.ZIP_DEFLATED
            and part.compress_size * _MOST_INFLATION > MAX_UNPACKED_BYTES // 4
            and _unpacks_beyond(file, part)
            for part in parts
        )


def _unpacks_beyond(file: BinaryIO, part: zipfile.ZipInfo) -> bool:
    file.seek(part.header_offset + 26)
    name_length, extra_length = (int.from_bytes(file.read(2), "little") for _ in range(2))
    file.seek(name_length + extra_length, 1)
    left, unpacked, inflate = part.compress_size, 0, zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = b""
    while left > 0 or waiting:
        if not waiting:
            waiting = file.read(min(left, _PIECE))
            left -= len(waiting)
            if not waiting:
                return False
        try:
            unpacked += len(inflate.decompress(waiting, _PIECE))
        except zlib.error:
            return False  # Damaged; the reader says so.
        waiting = inflate.unconsumed_tail
        if unpacked > part.file_size:
            return True
        if inflate.eof:
            return False
    return False


def _check_parquet(path: Path, name: str) -> None:
    """Refuse a file that is damaged, or says that it has more cells than memory could hold."""
    import pyarrow
    import pyarrow.parquet

    try:
        told = pyarrow.parquet.read_metadata(path)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0] if str(error) else "no reason given"
        raise UnreadableFileError(
            f"{name}: the Parquet file is damaged [{reason}]. Save or download it again."
        ) from error
    cells = told.num_rows * told.num_columns
    if cells > MAX_CELLS or told.num_rows < 0:
        raise UnreadableFileError(
            f"{name}: the file says that it has [{told.num_rows:,}] rows of {told.num_columns:,} columns, which real "
            "tables of this kind don't. It was not opened. Split it into several files."
        )
