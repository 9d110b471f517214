"""Read one document in this process. Whatever a stranger sent goes through :mod:`lodged.documents.reading.apart`."""

from __future__ import annotations

import io
from dataclasses import replace

from pypdf import PdfReader

from lodged.core.errors import UnreadableFileError
from lodged.documents.reading.fields import fields_of, read_fields
from lodged.documents.reading.form import Box, FormReading, How, Tick
from lodged.documents.reading.kinds import MAXIMUM_PAGES, DocumentKind, kind_of
from lodged.documents.reading.text import form_of, read_text

BY_HAND = "No text was found in it: it is a picture. It is kept; type the values in while looking at it."
LEFT_OPEN = (
    "Whether a box is ticked can't be told from the file where nothing is marked here: look at the page."
)


def read_form(content: bytes, name: str = "document") -> FormReading:
    """Read a document.

    A picture gives a reading without values. Raises UnreadableFileError when it is no document, or a PDF that is
    damaged or locked; the message is for the person who sent it.
    """
    if kind_of(content, name) is not DocumentKind.PDF:
        return FormReading(How.PICTURE, 1, notes=(BY_HAND,))
    try:
        return _read_pdf(content, name)
    except UnreadableFileError:
        raise
    except RecursionError as error:
        raise _damaged(name) from error
    except Exception as error:
        raise _damaged(name) from error


def _read_pdf(content: bytes, name: str) -> FormReading:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFileError(
            f"[{name}] is locked with a password. Ask the sender for one without, or print and scan it."
        )
    count = len(reader.pages)
    if not count:
        raise _damaged(name)
    if count > MAXIMUM_PAGES:
        raise UnreadableFileError(
            f"[{name}] has {count} pages; a detainer with its papers has at most {MAXIMUM_PAGES}. "
            "Send each person's papers as a file of its own."
        )
    pages = [page.extract_text(extraction_mode="layout") for page in reader.pages]
    filled = [field for field in fields_of(reader) if field.kind]
    if any(field.value and (field.kind != "/Btn" or field.ticked) for field in filled):
        form, version = form_of(pages)
        return _noted(replace(read_fields(filled, count), form=form, version=version))
    if not any(text.strip() for text in pages):
        return FormReading(How.PICTURE, count, notes=(BY_HAND,))
    return _noted(read_text(pages))


def _noted(reading: FormReading) -> FormReading:
    notes = []
    if reading.form is None:
        notes.append("No form number was found on it. Check that this is a detainer.")
    if any(reading.box(box).tick is Tick.UNKNOWN for box in Box):
        notes.append(LEFT_OPEN)
    return replace(reading, notes=tuple(notes))


def _damaged(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"[{name}] begins like a PDF and can't be read as one: it is damaged or cut off. "
        "Ask the sender for it again, or print and scan it, or type it in by hand."
    )
