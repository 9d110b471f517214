"""The text of a file, whatever it is encoded in."""

from __future__ import annotations

from lodged.sources.model import Problem, Severity

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MOST, _HARDLY_ANY = 0.7, 0.1
_LEAST = 8


def utf16_without_mark(opening: bytes) -> str | None:
    """Return which UTF-16 an opening is in that has no byte order mark, None where it is in none.

    In Latin text every second byte is zero then.
    """
    pairs = len(opening) // 2
    if pairs < _LEAST or b"\x00" not in opening:
        return None
    first, second = (opening[at : pairs * 2 : 2].count(0) / pairs for at in (0, 1))
    if first >= _MOST and second <= _HARDLY_ANY:
        return "utf-16-be"
    return "utf-16-le" if second >= _MOST and first <= _HARDLY_ANY else None


def decoded_opening(opening: bytes) -> str:
    """Return the first characters of a file, to tell its kind by."""
    if opening.startswith(UTF16_MARKS):
        return opening.decode("utf-16", "replace")
    encoding = utf16_without_mark(opening)
    return opening.decode(encoding or "utf-8-sig", "replace")


def decoded(raw: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a file, and a note where its encoding had to be presumed."""
    if raw.startswith(UTF16_MARKS):
        return raw.decode("utf-16", errors="replace"), ()
    encoding = utf16_without_mark(raw[:4096])
    if encoding:
        return raw.decode(encoding, errors="replace"), (
            Problem(name, "The file is UTF-16 without its mark; it was read so.", "", Severity.NOTE),
        )
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = max(raw.count(mark, 0, error.start) for mark in (b"\n", b"\r")) + 1
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        return text, (
            Problem(
                name,
                f"The file is not UTF-8 (first at line {line}); it was read as Windows Latin-1 text.",
                "Check that accented names look right, or save the file as UTF-8.",
                Severity.NOTE,
            ),
        )
