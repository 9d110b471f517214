"""The whole book of law as JSON, with its JSON Schema, so that others can build on it.

Rulebooks and texts go out as their files say them, key by key, with days as ISO text. docs/rulebook-format.md explains
each key and how an outcome is reached from them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from lodged.law.errors import LawError
from lodged.law.model import Rulebooks
from lodged.law.schema import schema
from lodged.law.texts import TEXT_FOLDER, load_texts

FORMAT = "lodged-law-book/1"
BOOK_FILE = "law-book.json"
SCHEMA_FILE = "law-book.schema.json"


def law_book(rulebooks: Rulebooks, texts: Path = TEXT_FOLDER) -> dict[str, Any]:
    """Return every rulebook, the vocabulary and the texts as one JSON value; raises :class:`RulebookError`."""
    return {
        "format": FORMAT,
        "vocabulary": _plain(rulebooks.vocabulary.document.data),
        "house": _plain(rulebooks.house.document.data) if rulebooks.house else None,
        "rulebooks": {name: _plain(book.document.data) for name, book in sorted(rulebooks.books.items())},
        "texts": {
            name: _plain(quoted.document.data)
            for name, quoted in sorted(load_texts(rulebooks, texts).items())
        },
        "sha256": {name: rulebooks.sha256(name) for name in sorted(rulebooks.books)},
    }


def law_book_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of :func:`law_book`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lodged book of law",
        "description": "The law of detainers of every place, as data. docs/rulebook-format.md explains each key.",
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "vocabulary", "house", "rulebooks", "texts", "sha256"],
        "properties": {
            "format": {"const": FORMAT},
            "vocabulary": _embedded("vocabulary"),
            "house": {
                "description": "Cautions of the program itself, which are no law and stand above federal law",
                "anyOf": [{"$ref": "urn:lodged:rulebook"}, {"type": "null"}],
            },
            "rulebooks": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": _embedded("rulebook"),
            },
            "texts": {"type": "object", "additionalProperties": _embedded("texts")},
            "sha256": {
                "type": "object",
                "description": "For each place: what a decision there rests on (docs/law-method.md)",
                "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            },
        },
    }


def write_law_book(rulebooks: Rulebooks, folder: Path, texts: Path = TEXT_FOLDER) -> tuple[Path, Path]:
    """Write the book and its schema into a folder and return both files; raises LawError where it can't."""
    files = (folder / BOOK_FILE, folder / SCHEMA_FILE)
    values = (law_book(rulebooks, texts), law_book_schema())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, value in zip(files, values, strict=True):
            file.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise LawError(
            f"The folder [{folder}] can't be written: {error.strerror}. Name a folder you may write to."
        ) from error
    return files


def _embedded(name: str) -> dict[str, Any]:
    """Name a shipped schema, so that its own references stay inside it."""
    return {
        "$id": f"urn:lodged:{name}",
        **{k: v for k, v in deepcopy(schema(name)).items() if k != "$schema"},
    }


def _plain(value: Any) -> Any:
    """Turn days to ISO text, all the way down."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
