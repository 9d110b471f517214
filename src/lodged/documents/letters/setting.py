"""Set a letter: a tagged PDF that a screen reader can read (PDF/UA-1), the same bytes from the same letter."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from lodged.core.json import Plain
from lodged.documents.letters.document import Document, Paragraph

TEMPLATE = Path(__file__).parent / "letter.typ"
FONTS = Path(__file__).parent / "fonts"
"""Fonts for scripts that the built-in ones lack, one file each; there is none yet."""

SPELLED = "Signs that this program can't print are written by their Unicode number, like [U+962E]."

_Letter = dict[str, Plain]
"""A letter as the template reads it."""


class LetterError(RuntimeError):
    """The template failed: a mistake of ours, not of whoever asked for the letter."""


def set_letter(document: Document) -> bytes:
    """Return the letter as PDF/UA-1.

    A sign that no font here has is written by its number, like ``[U+962E]``, and the letter says so at its end.
    """
    return _set(document, "pdf")[0]


def show_letter(document: Document, pixels_an_inch: float = 80.0) -> list[bytes]:
    """Return the letter's pages as PNG, to be looked at."""
    return _set(document, "png", pixels_an_inch)


def _set(document: Document, output: Literal["pdf", "png"], ppi: float = 80.0) -> list[bytes]:
    letter = document.to_json()
    try:
        made = _compile(letter)
    except typst.TypstError:
        letter, made = _set_spelled(letter)
    return [made] if output == "pdf" else _pictures(letter, ppi)


def _set_spelled(letter: _Letter) -> tuple[_Letter, bytes]:
    """Set it with the signs spelled that can't be printed; if that isn't enough, with every sign but ASCII spelled."""
    signs = {sign for sign in json.dumps(letter, ensure_ascii=False) if not sign.isascii()}
    unprintable = {sign for sign in signs if not _is_printable(sign)}
    error: Exception | None = None
    for spelled in (unprintable, signs):
        spelled_letter = {name: _spelled(part, spelled) for name, part in letter.items()}
        spelled_letter["blocks"] = [*_list(spelled_letter["blocks"]), {"kind": "note", "text": SPELLED}]
        try:
            return spelled_letter, _compile(spelled_letter)
        except typst.TypstError as failure:
            error = failure
    raise LetterError(str(error)) from error


@cache
def _is_printable(sign: str) -> bool:
    alone = Document("Sign", "", datetime(2026, 1, 1, tzinfo=UTC), (Paragraph(sign),))
    try:
        _compile(alone.to_json())
    except typst.TypstError:
        return False
    return True


def _compile(letter: _Letter) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONTS] if FONTS.is_dir() else [],
        # The same fonts on every machine, so the same bytes.
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"letter": json.dumps(letter)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def _pictures(letter: _Letter, ppi: float) -> list[bytes]:
    made: Any = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        format="png",
        ppi=ppi,
        sys_inputs={"letter": json.dumps(letter)},
    )
    return made if isinstance(made, list) else [made]


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []


def _spelled(value: Plain, signs: set[str]) -> Plain:
    if isinstance(value, dict):
        return {name: _spelled(part, signs) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(part, signs) for part in value]
    if isinstance(value, str):
        for sign in signs:
            value = value.replace(sign, f"[U+{ord(sign):04X}]")
    return value
