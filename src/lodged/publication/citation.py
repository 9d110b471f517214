"""How a figure is cited: what it is, who counted it how, from which bytes, as of when."""

from __future__ import annotations

from lodged.publication.document import Document
from lodged.publication.texts import Texts

_SHORT = 12


def citation(words: Texts, document: Document, figure: Document | None = None) -> str:
    """Give the text to cite a figure, or the whole publication, by."""
    files = [file for source in document["sources"] for file in source["files"]]
    if figure is not None:
        files = [
            file
            for source in document["sources"]
            if source["id"] == figure["source"]
            for file in source["files"]
        ]
    said = "; ".join(f"{file['name']} (SHA-256 {file['sha256'][:_SHORT]}…)" for file in files)
    what = document["title"]
    if figure is not None:
        what = words(
            "cite.figure",
            title=words.text(figure["title"]),
            definition=figure["id"],
            version=figure["version"],
            publication=document["title"],
        )
    day = words.day(document["on"]) if document["on"] else None
    parts = [
        what,
        words("cite.as-of", day=words.day(figure["as_of"] if figure else document["as_of"])),
        *([words("cite.on", day=day)] if day else []),
        words("cite.made-by", made_by=document["made_by"]),
        words("cite.sources", sources=said),
    ]
    return ". ".join(part.rstrip(".") for part in parts) + "."
