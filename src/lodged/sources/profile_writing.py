"""Write a profile as text that :func:`lodged.sources.profiles.read_profile` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from lodged.sources.profiles import VERSION, Grain, HeaderRow

FieldEntries = Mapping[str, str | bool | date | Sequence[str]]
"""What a profile says of one field: its keys and their values, as docs/formats.md has them."""


def profile_text(
    title: str,
    grain: Grain,
    fields: Mapping[str, FieldEntries],
    *,
    header: HeaderRow = HeaderRow.DETECTED,
    zone: str = "",
    words: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> str:
    """Return a profile as YAML; what it says is checked where it is read.

    ``words`` are the agency's own, by ``hold`` and ``release``, then by what they mean.
    """
    lines = [
        f"profile: {VERSION}",
        f"id: {_text(profile_id(title))}",
        f"title: {_text(title)}",
        f"grain: {grain.value}",
        *([f"header: {header.value}"] if header is not HeaderRow.DETECTED else []),
        *([f"zone: {_text(zone)}"] if zone else []),
        "fields:",
        *(f"  {name}: {{{_entries(entries)}}}" for name, entries in fields.items()),
        *_words({of: {k: v for k, v in meanings.items() if v} for of, meanings in (words or {}).items()}),
    ]
    return "\n".join(lines) + "\n"


def _words(words: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    if any(words.values()):
        yield "words:"
    for of, meanings in words.items():
        if meanings:
            yield f"  {of}:"
            yield from (f"    {_text(meaning)}: {_value(own)}" for meaning, own in meanings.items())


def profile_id(title: str) -> str:
    """Return the id of a title: its letters and digits, joined by hyphens.

    >>> profile_id("Synthetic County: daily roster")
    'synthetic-county-daily-roster'
    """
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold()))[:60].strip("-") or "profile"


def _entries(entries: FieldEntries) -> str:
    return ", ".join(f"{key}: {_value(value)}" for key, value in entries.items())


def _value(value: str | bool | date | Sequence[str]) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case str():
            return _text(value)
    return f"[{', '.join(map(_text, value))}]"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
