"""Which kind of file a document is, by its first bytes and never by its name."""

from __future__ import annotations

from enum import Enum

from lodged.core.errors import UnreadableFileError

MAXIMUM_BYTES = 25_000_000
MAXIMUM_PAGES = 60


class DocumentKind(Enum):
    """The kinds that are kept; the value is the media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"

    @property
    def suffix(self) -> str:
        """Return what a file of this kind is called at the end of its name."""
        return {DocumentKind.JPEG: "jpg"}.get(self, self.name.lower())


_BEGINNINGS = (
    (b"%PDF-", DocumentKind.PDF),
    (b"\x89PNG\r\n\x1a\n", DocumentKind.PNG),
    (b"\xff\xd8\xff", DocumentKind.JPEG),
    (b"II*\x00", DocumentKind.TIFF),
    (b"MM\x00*", DocumentKind.TIFF),
)


def kind_of(content: bytes, name: str) -> DocumentKind:
    """Return the kind of a document.

    Raises UnreadableFileError, in words for the person who sent it, when it is empty, too large or of no kind kept.
    """
    if not content:
        raise UnreadableFileError(f"[{name}] is empty. Send the paper again.")
    if len(content) > MAXIMUM_BYTES:
        raise UnreadableFileError(
            f"[{name}] is larger than {MAXIMUM_BYTES // 1_000_000} MB, so it was not kept. "
            "Scan it in black and white, or send only the pages of the detainer."
        )
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    raise UnreadableFileError(
        f"[{name}] is not a PDF, PNG, JPEG or TIFF, whatever its name says, so it was not kept. "
        "Save or scan the paper as a PDF, or type it in by hand."
    )
