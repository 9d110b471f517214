"""The data package: every file, every column, every source, in the form programs read (Frictionless, tabular)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

import lodged
from lodged.publication.codebook import DataTable, Field
from lodged.publication.document import Document

LICENCE = {
    "name": "CC0-1.0",
    "title": "Creative Commons Zero 1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def package(document: Document, tables: Sequence[DataTable], contents: Mapping[str, bytes]) -> Document:
    """Describe the files; ``contents`` are the bytes of each path, for sizes and hashes."""
    files = [file for source in document["sources"] for file in source["files"]]
    made: Document = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._/-]+", "-", document["title"].lower()).strip("-") or "publication",
        "title": document["title"],
        "description": f"Counts by named definitions, {_day(document)}. {document['made_by']}.",
        "version": lodged.__version__,
        "licenses": [LICENCE],
        "sources": [{"title": f"{file['name']} ({_proof(file)})"} for file in files],
        "resources": [
            _resource(table, contents[f"data/{table.name}.csv"]) | _origin(document, table.name)
            for table in tables
        ],
    }
    if document["on"]:
        made["created"] = f"{document['on']}T00:00:00Z"
    return made


def _day(document: Document) -> str:
    return f"as of {document['as_of']}" if document["as_of"] else "each as of a day of its own"


def _origin(document: Document, name: str) -> Document:
    """Tell a breakdown's day and files; of the table of all figures, its columns tell them."""
    table = document["tables"].get(name)
    if table is None:
        return {}
    figure = next(one for one in document["figures"] if one["page"] == table["figure"])
    (source,) = (one for one in document["sources"] if one["id"] == figure["source"])
    made: Document = {"sources": [{"title": file["name"]} for file in source["files"]]}
    return made | ({"description": f"As of {figure['as_of']}."} if figure["as_of"] else {})


def _proof(file: Document) -> str:
    return f"commitment {file['commitment']}" if "commitment" in file else f"SHA-256 {file['sha256']}"


def _resource(table: DataTable, csv: bytes) -> Document:
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


def _field(field: Field) -> Document:
    made: Document = {"name": field.name, "type": field.type, "description": field.meaning}
    if field.type == "boolean":
        made |= {"trueValues": ["true"], "falseValues": ["false"]}
    return made
