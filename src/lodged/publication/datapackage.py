"""The data package: every file, every column, every source, in the form programs read (Frictionless, tabular)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

import lodged
from lodged.core.json import Plain
from lodged.publication.codebook import DataTable, Field, FieldType
from lodged.publication.document import Document, PublishedFile

LICENSE: dict[str, Plain] = {
    "name": "CC0-1.0",
    "title": "Creative Commons Zero 1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def package(
    document: Document, tables: Sequence[DataTable], contents: Mapping[str, bytes]
) -> dict[str, Plain]:
    """Describe the files; ``contents`` are the bytes of each path, for sizes and hashes."""
    files = [file for source in document.sources for file in source.files]
    made: dict[str, Plain] = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._/-]+", "-", document.title.lower()).strip("-") or "publication",
        "title": document.title,
        "description": f"Counts by named definitions, {_day(document)}. {document.made_by}.",
        "version": lodged.__version__,
        "licenses": [LICENSE],
        "sources": [{"title": f"{file.name} ({_proof(file)})"} for file in files],
        "resources": [
            _resource(table, contents[f"data/{table.name}.csv"]) | _origin(document, table.name)
            for table in tables
        ],
    }
    if document.on:
        made["created"] = f"{document.on}T00:00:00Z"
    return made


def _day(document: Document) -> str:
    return f"as of {document.as_of}" if document.as_of else "each as of a day of its own"


def _origin(document: Document, name: str) -> dict[str, Plain]:
    """Return a breakdown's day and files; of the table of all figures, its columns tell them."""
    table = document.tables.get(name)
    if table is None:
        return {}
    figure = document.figure(table.figure)
    made: dict[str, Plain] = {
        "sources": [{"title": file.name} for file in document.source(figure.source).files]
    }
    return made | ({"description": f"As of {figure.as_of}."} if figure.as_of else {})


def _proof(file: PublishedFile) -> str:
    return f"{'commitment' if file.is_protected else 'SHA-256'} {file.proof}"


def _resource(table: DataTable, csv: bytes) -> dict[str, Plain]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"data/{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(csv),
        "hash": f"sha256:{hashlib.sha256(csv).hexdigest()}",
        "dialect": {"delimiter": ",", "header": True},
        "schema": {
            "fields": [_field(field) for field in table.fields],
            "missingValues": [""],
        },
    }


def _field(field: Field) -> dict[str, Plain]:
    made: dict[str, Plain] = {"name": field.name, "type": field.type.value, "description": field.meaning}
    if field.type is FieldType.BOOLEAN:
        made |= {"trueValues": ["true"], "falseValues": ["false"]}
    return made
