"""A page of a document as a picture made anew, so that nothing but pixels of a stranger's file reaches a browser."""

from __future__ import annotations

import tempfile
from pathlib import Path

import typst

from lodged.core.errors import UnreadableFileError
from lodged.documents.reading.kinds import DocumentKind

WIDTH_POINTS = 612
PIXELS_AN_INCH = 110.0


def picture(content: bytes, kind: DocumentKind, page: int) -> bytes:
    """Return one page (from 1) as PNG, as wide as a letter sheet.

    Raises UnreadableFileError where the page can't be shown; a TIFF can't.
    """
    if kind is DocumentKind.TIFF:
        raise UnreadableFileError("A TIFF can't be shown on the page. Download it and look at it there.")
    number = f", page: {int(page)}" if kind is DocumentKind.PDF else ""
    source = (
        f"#set page(width: {WIDTH_POINTS}pt, height: auto, margin: 0pt)\n"
        f'#image("document.{kind.suffix}", width: 100%{number})'
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"document.{kind.suffix}").write_bytes(content)
        (folder / "page.typ").write_text(source, "utf-8")
        try:
            return typst.compile(folder / "page.typ", root=folder, format="png", ppi=PIXELS_AN_INCH)
        except (typst.TypstError, RuntimeError) as error:
            raise UnreadableFileError("This page can't be shown. Download the file.") from error
