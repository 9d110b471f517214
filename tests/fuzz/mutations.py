"""Change a valid file a little, in the ways that break readers."""

from __future__ import annotations

import io
import random
import zipfile

TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b'"', b"'", b",", b";", b"\t", b"=1+1", b"-1", b"0",
    b"99999999999999999999", b"1e999", b"NaN", b"null", b"true", b"[]", b"{}", b"[" * 200, b"{" * 200,
    b"[" * 50_000, b"&a", b"*a",
    b"<<: *a", b"!!python/object:os.system", b"%s%n", b"../..", b"2026-02-30", b"0000-00-00", b"9999-12-31T24:00",
    b"13/45/2026", b"\xc3\x28", b"\xed\xa0\x80", "\u202e".encode(), b"A" * 5_000, b"<!DOCTYPE x [", b"]]>",
)  # fmt: skip


def mutated(raw: bytes, others: list[bytes], rng: random.Random) -> bytes:
    """One to six changes; a zipped file is opened, and a part of it changed, as often as its bytes are."""
    if raw[:2] == b"PK" and rng.random() < 0.6:
        return _part_mutated(raw, rng)
    out = bytearray(raw)
    for _ in range(rng.randint(1, 6)):
        _change(out, others, rng)
    return bytes(out)


def _change(out: bytearray, others: list[bytes], rng: random.Random) -> None:
    at = rng.randrange(len(out) + 1)
    end = min(len(out), at + rng.choice((1, 2, 4, 16, 64, 512)))
    match rng.randrange(10):
        case 0 if out:
            out[at % len(out)] ^= 1 << rng.randrange(8)
        case 1:
            del out[at:end]
        case 2:
            out[at:at] = out[at:end] * rng.choice((1, 2, 50))
        case 3 | 4:
            out[at:at] = rng.choice(TOKENS)
        case 5:
            out[at:end] = rng.choice(TOKENS)
        case 6:
            del out[at:]
        case 7:
            other = rng.choice(others)
            start = rng.randrange(len(other) + 1)
            out[at:end] = other[start : start + rng.choice((4, 64, 512))]
        case 8:
            lines = bytes(out).split(b"\n")
            rng.shuffle(lines)
            out[:] = b"\n".join(lines)
        case _:
            out[at:end] = rng.randbytes(end - at)


def _part_mutated(raw: bytes, rng: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError):
        return raw[: rng.randrange(len(raw))]
    if not parts:
        return raw[: rng.randrange(len(raw))]
    name = rng.choice(list(parts))
    if rng.random() < 0.1:
        del parts[name]
    else:
        part = bytearray(parts[name])
        for _ in range(rng.randint(1, 4)):
            _change(part, [parts[name]], rng)
        parts[name] = bytes(part)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part_name, content in parts.items():
            archive.writestr(part_name, content)
    return packed.getvalue()
