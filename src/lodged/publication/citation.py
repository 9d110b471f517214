"""How a figure is cited: what it is, who counted it how, from which bytes, as of when."""

from __future__ import annotations

from lodged.publication.document import Document, PublishedFigure, PublishedFile
from lodged.publication.texts import Texts

_SHORT = 12


def citation(words: Texts, document: Document, figure: PublishedFigure | None = None) -> str:
    """Return the text to cite a figure, or the whole publication, by.

    Where figures are as of several days, the whole is as of none, and each file is told with those of its figures.
    """
    day_of_all = figure.as_of if figure else document.as_of
    sources = [one for one in document.sources if figure is None or one.id == figure.source]
    files = "; ".join(
        f"{file.name} ({_proof(words, file)}…)" + ("" if day_of_all else _days(words, document, source.id))
        for source in sources
        for file in source.files
    )
    what = document.title
    if figure is not None:
        what = words(
            "cite.figure",
            title=words.text(figure.title),
            definition=figure.id,
            version=figure.version,
            publication=document.title,
        )
    day = words.day(document.on) if document.on else None
    parts = [
        what,
        *([words("cite.as-of", day=words.day(day_of_all))] if day_of_all else []),
        *([words("cite.on", day=day)] if day else []),
        words("cite.made-by", made_by=document.made_by),
        words("cite.sources", sources=files),
    ]
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _days(words: Texts, document: Document, source: str) -> str:
    """Return the days that the figures of a source are as of."""
    days = {one.as_of for one in document.figures if one.source == source and one.as_of}
    return "".join(f", {words('cite.file-day', day=words.day(day))}" for day in sorted(days))


def _proof(words: Texts, file: PublishedFile) -> str:
    """Return the beginning of the commitment to a protected file, or of the hash of one that is public."""
    kind = "commitment" if file.is_protected else "sha256"
    return f"{words(f'column.{kind}')} {file.proof[:_SHORT]}"
