"""Which source files are, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lodged.errors import UnreadableFileError
from lodged.figures.definition import Source
from lodged.sources.agreements import read_agreements
from lodged.sources.files import open_file
from lodged.sources.foia import read_foia_detainers
from lodged.sources.model import Reading
from lodged.sources.recognise import FileMeaning, recognise

_SOURCES = {
    FileMeaning.FOIA_DETAINERS: Source.FOIA_DETAINERS,
    FileMeaning.AGREEMENTS: Source.AGREEMENTS,
    FileMeaning.PENDING_AGREEMENTS: Source.AGREEMENTS,
}


def read_source(paths: Sequence[Path]) -> tuple[Source, Reading]:
    """Read files as the one source they are.

    Raises :class:`~lodged.errors.UnreadableFileError` when a file is no source of figures, or they are of two kinds.
    """
    found: dict[Source, list[Path]] = {}
    for path in paths:
        meaning = recognise(open_file(path)).meaning
        if meaning not in _SOURCES:
            raise UnreadableFileError(
                f"{path.name}: figures are counted from ICE's detainer releases and 287(g) lists; this is "
                f"{'a ' if not meaning.value.startswith('a ') else ''}{meaning.value}. "
                "Look at it with [lodged inspect]."
            )
        found.setdefault(_SOURCES[meaning], []).append(path)
    if len(found) > 1:
        raise UnreadableFileError(
            "The files are of two kinds: detainers and agreements. Count each by itself."
        )
    source = next(iter(found))
    if source is Source.FOIA_DETAINERS:
        return source, read_foia_detainers(paths)
    return source, read_agreements(paths)
