"""A file on disk before anything of it is read: what kind it is, how large, and its hash.

The kind is told from the first bytes, never from the name, so that a PDF called ``roster.csv`` is refused with
the right words and a workbook called ``roster.csv`` is read as the workbook it is.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from lodged.core.errors import UnreadableFileError
from lodged.sources.open_document import cell_count
from lodged.sources.signatures import OLE, OLE_ENCRYPTED, OLE_WORKBOOK, ZIPPED_DOCUMENTS, refused_as
from lodged.sources.text import UTF16_MARKS, decoded_opening, utf16_without_mark

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
    OLD_WORKBOOK = "Excel 97 workbook"
    """XLS, the format of Excel 97 to 2003."""
    OPEN_DOCUMENT = "OpenDocument spreadsheet"
    """ODS."""
    JSON = "JSON"
    """A JSON text, or JSON Lines."""
    HTML = "HTML table"
    """A web page, also one called .xls."""
    ARROW = "Arrow file (Feather)"
    """The file format of Apache Arrow, which is Feather version 2."""
    SQLITE = "SQLite database"
    """An SQLite database of version 3."""
    ZIP = "zip archive"
    """A zip archive; its files are read."""
    GZIP = "gzip archive"
    """One file packed by gzip."""


Stored = Path | bytes
"""Where a file's bytes are: on disk, or unpacked in memory."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that may be read: its kind is known and its size is within bounds.

    ``content`` has the bytes of a file that was packed in another. ``members`` are the files in an archive that may be
    read, and ``refused`` says of the others in it why they may not.
    """

    path: Path
    name: str
    kind: FileKind
    sha256: str
    size_bytes: int
    content: bytes | None = None
    members: tuple[DataFile, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def stored(self) -> Stored:
        """Where its bytes are."""
        return self.path if self.content is None else self.content

    def read_bytes(self) -> bytes:
        """Return its bytes."""
        return self.path.read_bytes() if self.content is None else self.content


ARCHIVES = frozenset({FileKind.ZIP, FileKind.GZIP})
MOST_MEMBERS = 200
"""The most files read out of one archive."""

_JSON_OPENING = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[\]{])")
_TAG_OPENING = re.compile(r"\s*<[!?A-Za-z]")
_MARKUP_SEARCH = 1024 * 1024


def open_files(paths: Sequence[Path | str], max_bytes: int = MAX_BYTES) -> tuple[DataFile, ...]:
    """Check every file and name each so that no two have the same name.

    Raises :class:`UnreadableFileError` when a file can't be read as a table, or is given twice.
    """
    resolved = [Path(path) for path in paths]
    if not resolved:
        raise UnreadableFileError("No file was given. Name at least one file.")
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
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableFileError(f"The file [{path}] can't be opened: {reason}. Check its name.") from error
    return _checked(DataFile(path, name, _kind(path, name, opening), digest, size), max_bytes)


def _checked(source: DataFile, max_bytes: int) -> DataFile:
    """Return the file with what an archive holds."""
    if source.kind not in ARCHIVES:
        return source
    packed = _zip_members if source.kind is FileKind.ZIP else _gzip_member
    members, refused = [], []
    for member, content in packed(source, max_bytes):
        try:
            members.append(_member(source, member, content))
        except UnreadableFileError as error:
            refused.append(str(error))
    if not members:
        raise UnreadableFileError(
            refused[0] if refused else f"{source.name}: the archive is empty. Pack the table again."
        )
    return replace(source, members=tuple(members), refused=tuple(refused))


def _member(source: DataFile, member: str, content: bytes) -> DataFile:
    name = f"{source.name}, {member}" if source.kind is FileKind.ZIP else source.name
    if not content:
        raise UnreadableFileError(f"{name}: the file is empty. Export it again, with its header row.")
    kind = _kind(content, name, content[:_OPENING])
    if kind in ARCHIVES:
        raise UnreadableFileError(
            f"{name}: this is an archive within an archive. Unpack it and give its files."
        )
    return DataFile(source.path, member, kind, source.sha256, source.size_bytes, content)


def _gzip_member(source: DataFile, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    unpacked, left = bytearray(), source.path.read_bytes()
    try:
        while left.startswith(b"\x1f\x8b"):
            inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
            unpacked += inflate.decompress(left, max_bytes + 1 - len(unpacked))
            if len(unpacked) > max_bytes:
                raise _unpacks_to_much(source.name, max_bytes)
            if not inflate.eof:
                raise _damaged_gzip(source.name, "it ends too early")
            left = inflate.unused_data
    except zlib.error as error:
        raise _damaged_gzip(source.name, str(error)) from error
    yield "", bytes(unpacked)


def _damaged_gzip(name: str, why: str) -> UnreadableFileError:
    return UnreadableFileError(f"{name}: the gzip archive is damaged [{why}]. Save or download it again.")


def _zip_members(source: DataFile, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            parts = [part for part in archive.infolist() if not _is_beside(part)]
            if len(parts) > MOST_MEMBERS:
                raise UnreadableFileError(
                    f"{source.name}: the archive has [{len(parts):,}] files; at most {MOST_MEMBERS} are read from one. "
                    "Give them in several archives."
                )
            left = max_bytes
            for part in parts:
                with archive.open(part) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _unpacks_to_much(source.name, max_bytes)
                yield part.filename, content
    except _ZIP_FAULTS as error:
        why = "it is protected by a password" if "password" in str(error) else f"it is damaged: {error}"
        raise UnreadableFileError(
            f"{source.name}: the zip archive can't be unpacked [{why}]. Unpack it and give the files in it."
        ) from error


_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, lzma.LZMAError, OSError
)  # fmt: skip


def _is_beside(part: zipfile.ZipInfo) -> bool:
    """Tell a folder, or what a system puts beside the files of a person."""
    name = PurePosixPath(part.filename)
    return part.is_dir() or name.parts[:1] == ("__MACOSX",) or name.name.startswith(".")


def _unpacks_to_much(name: str, max_bytes: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name}: the archive unpacks to more than {max_bytes:,} bytes, the most that is read. It was not opened. "
        "Split the table into several files, or save it as Parquet."
    )


def _refuse_size(name: str, size: int, max_bytes: int) -> None:
    if size == 0:
        raise UnreadableFileError(f"{name}: the file is empty. Export it again, with its header row.")
    if size > max_bytes:
        raise UnreadableFileError(
            f"{name}: the file has [{size:,}] bytes; the largest file read is {max_bytes:,} bytes. "
            "Split it into several files (several can be given at once) or save it as Parquet."
        )


def _stream(stored: Stored) -> BinaryIO:
    return stored.open("rb") if isinstance(stored, Path) else io.BytesIO(stored)


_BY_SIGNATURE = (
    (b"\x1f\x8b", FileKind.GZIP),
    (b"SQLite format 3\x00", FileKind.SQLITE),
    (b"ARROW1", FileKind.ARROW),
)


def _kind(stored: Stored, name: str, opening: bytes) -> FileKind:
    refused = refused_as(opening)
    if refused is not None:
        raise _not_a_table(name, *refused)
    if opening.startswith(OLE):
        return _old_workbook(stored, name)
    if opening.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(stored, name)
    if opening.startswith(b"PAR1"):
        _check_parquet(stored, name)
        return FileKind.PARQUET
    for signature, kind in _BY_SIGNATURE:
        if opening.startswith(signature):
            return kind
    if b"\x00" in opening and not opening.startswith(UTF16_MARKS) and not utf16_without_mark(opening):
        raise _not_a_table(name, "a binary file of no kind known here")
    return _kind_of_text(stored, name, decoded_opening(opening))


def _kind_of_text(stored: Stored, name: str, opening: str) -> FileKind:
    if _JSON_OPENING.match(opening):
        return FileKind.JSON
    if not _TAG_OPENING.match(opening):
        return FileKind.DELIMITED
    with _stream(stored) as stream:
        markup = decoded_opening(stream.read(_MARKUP_SEARCH)).lower()
    if "<table" in markup:
        return FileKind.HTML
    if "urn:schemas-microsoft-com:office:spreadsheet" in markup:
        raise _not_a_table(
            name, "an XML spreadsheet of Excel 2003", "Open it in Excel and save it as XLSX or CSV."
        )
    if "<html" in markup or "<!doctype html" in markup:
        raise _not_a_table(name, "a web page without a table")
    raise _not_a_table(name, "an XML document")


def _not_a_table(
    name: str, what: str, advice: str = "Export the table as CSV, XLSX or Parquet and give that file."
) -> UnreadableFileError:
    return UnreadableFileError(f"{name}: this is {what}, not a table read here. {advice}")


def _old_workbook(stored: Stored, name: str) -> FileKind:
    with _stream(stored) as stream:
        raw = stream.read()
    if OLE_ENCRYPTED in raw:
        raise UnreadableFileError(
            f"{name}: the workbook is protected by a password. Open it in Excel, remove the password "
            "(File, Info, Protect Workbook) and save it again."
        )
    if not any(mark in raw for mark in OLE_WORKBOOK):
        raise _not_a_table(
            name, "an old Office file that is no workbook", "Open it and save its table as XLSX or CSV."
        )
    return FileKind.OLD_WORKBOOK


def _zipped(stored: Stored, name: str) -> FileKind:
    """Tell a workbook from other zips; refuse one that would unpack to far more than it is."""
    try:
        with _stream(stored) as stream, zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            kind = _kind_of_zip(archive, name)
    except _ZIP_FAULTS as error:
        raise UnreadableFileError(
            f"{name}: the workbook or zip archive is damaged ({error}). Save or download it again."
        ) from error
    if kind is FileKind.ZIP:
        return kind
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _SMALL_PART and part.file_size > MAX_UNPACKING_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if swollen or unpacked > MAX_UNPACKED_BYTES or _says_too_little(stored, parts):
        size = stored.stat().st_size if isinstance(stored, Path) else len(stored)
        raise UnreadableFileError(
            f"{name}: the workbook would unpack from {size:,} to [{unpacked:,}] bytes, which real "
            "tables don't. It was not opened. Save the table as CSV and give that file."
        )
    if kind is FileKind.OPEN_DOCUMENT:
        _check_open_document(stored, name)
    return kind


def _kind_of_zip(archive: zipfile.ZipFile, name: str) -> FileKind:
    names = set(archive.namelist())
    if any(part.lower() == "xl/workbook.xml" for part in names):
        return FileKind.WORKBOOK
    for part, what in ZIPPED_DOCUMENTS:
        if part in names:
            raise _not_a_table(name, what, "Open it and save its table as XLSX or CSV.")
    if {"mimetype", "content.xml"} <= names:
        with archive.open("mimetype") as stream:
            if b"spreadsheet" in stream.read(200):
                return FileKind.OPEN_DOCUMENT
        raise _not_a_table(
            name, "an OpenDocument file that is no spreadsheet", "Save its table as ODS, XLSX or CSV."
        )
    return FileKind.ZIP


def _check_open_document(stored: Stored, name: str) -> None:
    """Refuse a spreadsheet whose cells are said to be repeated without end."""
    with _stream(stored) as stream, zipfile.ZipFile(stream) as archive:
        cells = cell_count(archive, MAX_CELLS // 10)
    if cells is None:
        raise UnreadableFileError(
            f"{name}: the spreadsheet is damaged, or has more cells than real tables do. Save the table as CSV."
        )


def _says_too_little(stored: Stored, parts: Sequence[zipfile.ZipInfo]) -> bool:
    """Return whether some part unpacks to more than the archive's directory says: readers go by the data, not by it.

    Only parts that could do harm are tried, so ordinary workbooks are not unpacked twice.
    """
    with _stream(stored) as file:
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


def _check_parquet(stored: Stored, name: str) -> None:
    """Refuse a file that is damaged, or says that it has more cells than memory could hold."""
    import pyarrow
    import pyarrow.parquet

    try:
        with _stream(stored) as stream:
            metadata = pyarrow.parquet.read_metadata(stream)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0] if str(error) else "no reason given"
        raise UnreadableFileError(
            f"{name}: the Parquet file is damaged [{reason}]. Save or download it again."
        ) from error
    cells = metadata.num_rows * metadata.num_columns
    if cells > MAX_CELLS or metadata.num_rows < 0:
        raise UnreadableFileError(
            f"{name}: the file says that it has [{metadata.num_rows:,}] rows of {metadata.num_columns:,} columns, "
            "which real tables of this kind don't. It was not opened. Split it into several files."
        )
