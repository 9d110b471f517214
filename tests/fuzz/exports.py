"""Change an export a little, in the ways a disk, a copy or a person might, with the manifest mended or not."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

from tests.fuzz.mutations import mutated

Export = dict[str, bytes]
"""The files of an export by their names in it."""

MANIFEST = "manifest.json"
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 32_768, 2**31, 2**63, 10**30, 10**400, 1e308, float("nan"), float("inf"), "", " ",
    "x", "x" * 5_000, "\x00", "a\x00b", "\ud800", "\u202eada", "0", "zz", "abc", "00", [], {}, [None], {"a": "\x00"},
    "2026-01-10", "2026-02-30", "2026-01-10T15:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2026-01-10T15:00:00+00:00", "00000000-0000-0000-0000-000000000000", "Nowhere/Never", "../../etc/passwd",
)  # fmt: skip
DEEP = b"[" * 100_000 + b"]" * 100_000
LONG = b"9" * 5_000
"""More digits than Python reads as a number."""


def read_export(folder: Path) -> Export:
    """Hold an export in memory."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_export(export: Export, folder: Path) -> None:
    """Write one for an import to read."""
    for name, raw in export.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)


def broken(export: Export, rng: random.Random) -> Export:
    """One or two changes; most often the manifest is made to fit, so that more than the hashes has to notice."""
    out = dict(export)
    for _ in range(rng.randint(1, 2)):
        _change(out, rng)
    return fitting(out) if rng.random() < 0.8 else out


def fitting(export: Export) -> Export:
    """The same files with a manifest that names their hashes, where it can still be read."""
    try:
        manifest = json.loads(export[MANIFEST])
        for file in manifest["files"]:
            raw = export[file["name"]]
            file["sha256"], file["rows"] = hashlib.sha256(raw).hexdigest(), raw.count(b"\n")
    except (KeyError, TypeError, ValueError, RecursionError, AttributeError):
        return export
    return export | {MANIFEST: json.dumps(manifest).encode()}


def _change(out: Export, rng: random.Random) -> None:
    if not out:
        return
    name = rng.choice([name for name in sorted(out) if out[name]] or sorted(out))
    match rng.randrange(10):
        case 0:
            out[name] = mutated(out[name], [out[other] for other in sorted(out)], rng)
        case 1 | 2:
            out[name] = _lines_changed(out[name], rng)
        case 3:
            _manifest_changed(out, rng)
        case 4:
            del out[name]
        case _:
            out[name] = _field_changed(out[name], rng)


def _lines_changed(raw: bytes, rng: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    if not lines:
        return raw
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = rng.choice((b"\n", b"null\n", b"[]\n", b"{}\n", b'"x"\n', b"\xff\n", DEEP + b"\n"))
        case _:
            lines[at] = lines[at][: rng.randrange(len(lines[at]))]
    return b"".join(lines)


def _field_changed(raw: bytes, rng: random.Random) -> bytes:
    """Another value in one field of one row: of another type, another row's, or none at all."""
    lines = raw.splitlines()
    try:
        rows = [json.loads(line) for line in lines]
        at = rng.randrange(len(rows))
        field = rng.choice(sorted(rows[at]))
    except (ValueError, IndexError, TypeError, RecursionError):
        return raw
    match rng.randrange(8):
        case 0:
            del rows[at][field]
        case 1:
            rows[at]["not a column"] = rng.choice(VALUES)
        case 2 | 3:
            rows[at][field] = rng.choice(rows).get(field)
        case 4:
            rows[at][field] = rng.choice(list(rows[at].values()))
        case 5:
            lines[at] = lines[at].replace(
                json.dumps(rows[at][field], ensure_ascii=False, separators=(",", ":")).encode(),
                rng.choice((DEEP, LONG, b"1e999", b"-0", b"")),
                1,
            )
            return b"\n".join(lines) + b"\n"
        case _:
            rows[at][field] = rng.choice(VALUES)
    lines[at] = json.dumps(rows[at]).encode()
    return b"\n".join(lines) + b"\n"


def _manifest_changed(out: Export, rng: random.Random) -> None:
    try:
        manifest = json.loads(out[MANIFEST])
        field = rng.choice(sorted(manifest))
        files = manifest["files"]
        at = rng.randrange(len(files))
        match rng.randrange(5):
            case 0:
                del manifest[field]
            case 1:
                manifest[field] = rng.choice(VALUES)
            case 2:
                files[at] = rng.choice((files[rng.randrange(len(files))], *VALUES))
            case 3:
                files[at] = dict(files[at]) | {rng.choice(sorted(files[at])): rng.choice(VALUES)}
            case _:
                del files[at]
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return
    out[MANIFEST] = json.dumps(manifest).encode()
