"""Read the file format of Apache Arrow (Feather version 2) without letting it unpack to more than memory holds."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import polars as pl
import pyarrow as pa

from lodged.core.errors import UnreadableFileError
from lodged.sources.files import MAX_CELLS, MAX_UNPACKED_BYTES

_FOOTER_LENGTH_AT, _CONTINUED = -10, b"\xff\xff\xff\xff"
_DICTIONARIES, _RECORD_BATCHES = 2, 3
"""Fields of the footer."""
_HEADER_KIND, _HEADER = 1, 2
"""Fields of a message."""
_DICTIONARY_KIND, _DICTIONARY_DATA = 2, 1
_BUFFERS, _COMPRESSION = 2, 3
"""Fields of a record batch."""
_BLOCK_BYTES, _BUFFER_BYTES, _LENGTH_BYTES = 24, 16, 8


def read_arrow(raw: bytes, name: str) -> pl.DataFrame:
    """Return the table of a file.

    Raises :class:`UnreadableFileError` for one that is damaged or unpacks to too much.
    """
    try:
        if _unpacked_bytes(memoryview(raw)) > MAX_UNPACKED_BYTES // 2:
            raise UnreadableFileError(
                f"{name}: the Arrow file would unpack to more than real tables do. It was not opened. "
                "Split it into several files."
            )
        with pa.ipc.open_file(pa.py_buffer(raw)) as file:
            rows, batches = 0, []
            for number in range(file.num_record_batches):
                batch = file.get_batch(number)
                rows += batch.num_rows
                if rows * max(batch.num_columns, 1) > MAX_CELLS:
                    raise UnreadableFileError(
                        f"{name}: the file says that it has more than {MAX_CELLS:,} cells. It was not opened. "
                        "Split it into several files."
                    )
                batch.validate(full=True)
                batches.append(batch)
            table = pa.Table.from_batches(batches, file.schema)
        return pl.DataFrame(table)
    except (
        pa.ArrowException,
        pl.exceptions.PolarsError,
        ValueError,
        OSError,
        struct.error,
        IndexError,
    ) as error:
        reason = str(error).splitlines()[0] if str(error) else "no reason given"
        raise UnreadableFileError(
            f"{name}: the Arrow file is damaged [{reason}]. Save or download it again."
        ) from error


def _unpacked_bytes(raw: memoryview) -> int:
    """Add up what the packed buffers say they unpack to: each begins with eight bytes that say it."""
    return sum(_buffers_unpacked(metadata, body) for metadata, body in _messages(raw))


def _messages(raw: memoryview) -> Iterator[tuple[memoryview, memoryview]]:
    """Yield the metadata and the body of each message that the file's footer names."""
    length_at = len(raw) + _FOOTER_LENGTH_AT
    (length,) = struct.unpack_from("<i", raw, length_at)
    footer = raw[max(length_at - length, 0) : length_at]
    for field in (_DICTIONARIES, _RECORD_BATCHES):
        vector = _reference(footer, _table(footer, 0), field)
        if vector is None:
            continue
        (count,) = struct.unpack_from("<I", footer, vector)
        for number in range(count):
            at, metadata, _, body = struct.unpack_from("<qiiq", footer, vector + 4 + _BLOCK_BYTES * number)
            opening = 8 if raw[at : at + 4] == _CONTINUED else 4
            yield raw[at + opening : at + metadata], raw[at + metadata : at + metadata + body]


def _buffers_unpacked(metadata: memoryview, body: memoryview) -> int:
    message = _table(metadata, 0)
    header = _reference(metadata, message, _HEADER)
    kind = _field(metadata, message, _HEADER_KIND)
    if header is not None and kind is not None and metadata[kind] == _DICTIONARY_KIND:
        header = _reference(metadata, header, _DICTIONARY_DATA)
    if header is None or _field(metadata, header, _COMPRESSION) is None:
        return len(body)
    vector = _reference(metadata, header, _BUFFERS)
    if vector is None:
        return 0
    (count,) = struct.unpack_from("<I", metadata, vector)
    total = 0
    for number in range(count):
        offset, length = struct.unpack_from("<qq", metadata, vector + 4 + _BUFFER_BYTES * number)
        if length >= _LENGTH_BYTES:
            (unpacked,) = struct.unpack_from("<q", body, offset)
            total += max(unpacked, length)
    return total


def _table(metadata: memoryview, at: int) -> int:
    return at + int(struct.unpack_from("<I", metadata, at)[0])


def _field(metadata: memoryview, table: int, number: int) -> int | None:
    """Return where a table's field stands, None where it isn't given."""
    vtable = table - int(struct.unpack_from("<i", metadata, table)[0])
    (size,) = struct.unpack_from("<H", metadata, vtable)
    at = 4 + 2 * number
    if at >= size:
        return None
    (offset,) = struct.unpack_from("<H", metadata, vtable + at)
    return table + int(offset) if offset else None


def _reference(metadata: memoryview, table: int, number: int) -> int | None:
    field = _field(metadata, table, number)
    return None if field is None else _table(metadata, field)
