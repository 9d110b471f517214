"""Set a letter: a tagged PDF that a screen reader can read (PDF/UA-1), the same bytes from the same letter."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

import typst

from lodged.papers.letters.document import Document

TEMPLATE = Path(__file__).parent / "letter.typ"
FONTS = Path(__file__).parent / "fonts"
"""Fonts for scripts that the built-in ones lack, one file each; there is none yet."""

_NOT_SHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_MOST_SIGNS = 200


class LetterError(RuntimeError):
    """The template failed: a mistake of ours, not of whoever asked for the letter."""


def set_letter(document: Document) -> bytes:
    """The letter as PDF/UA-1.

    A sign that no font here has is written by its number, like ``[U+962E]``, and the letter says so at its end.
    """
    return _set(document, "pdf")[0]


def show_letter(document: Document, pixels_an_inch: float = 80.0) -> list[bytes]:
    """The letter's pages as PNG, to be looked at."""
    return _set(document, "png", pixels_an_inch)


def _set(document: Document, output: Literal["pdf", "png"], ppi: float = 80.0) -> list[bytes]:
    said = document.to_json()
    missing: list[str] = []
    for _ in range(_MOST_SIGNS):
        try:
            made = _compile(said, "pdf")
        except typst.TypstError as error:
            found = _NOT_SHOWN.search(str(error))
            if found is None:
                raise LetterError(str(error)) from error
            signs = [sign for sign in found.group(1) if not sign.isascii()]
            missing += signs
            said = _spelt(said, signs)
            continue
        if missing and "[U+" not in json.dumps(said["blocks"][-1]):
            words = "Signs that this program can't print are written by their Unicode number, like [U+962E]."
            said["blocks"].append({"kind": "note", "text": words})
            made = _compile(said, "pdf")
        return [made] if output == "pdf" else _pictures(said, ppi)
    raise LetterError(f"More than {_MOST_SIGNS} signs can't be printed.")


def _compile(said: dict[str, Any], output: Literal["pdf"]) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONTS] if FONTS.is_dir() else [],
        # The same fonts on every machine, so the same bytes.
        ignore_system_fonts=True,
        format=output,
        sys_inputs={"letter": json.dumps(said)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def _pictures(said: dict[str, Any], ppi: float) -> list[bytes]:
    made: Any = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        format="png",
        ppi=ppi,
        sys_inputs={"letter": json.dumps(said)},
    )
    return made if isinstance(made, list) else [made]


def _spelt(value: Any, signs: list[str]) -> Any:
    if isinstance(value, dict):
        return {name: _spelt(part, signs) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_spelt(part, signs) for part in value]
    if isinstance(value, str):
        for sign in signs:
            value = value.replace(sign, f"[U+{ord(sign):04X}]")
    return value
