"""Detainers read from PDF: every value with its place, nothing guessed, and nothing that crashes."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from lodged.core.errors import UnreadableFileError
from lodged.documents.reading import (
    Box,
    DocumentKind,
    How,
    Item,
    Tick,
    kind_of,
    picture_apart,
    read_apart,
    read_form,
)
from lodged.documents.reading.form import FormReading
from lodged.register.vocabulary import FormFamily, ProbableCause
from tests.documents.i247a import Form, flat, picture, scanned, with_fields

WRITTEN = {
    Item.SUBJECT_ID: "SYN-555-01",
    Item.EVENT: "SYN2601000123",
    Item.FILE_NUMBER: "A012 345 678",
    Item.DATE: "01/12/2026",
    Item.TO: "Anoka County Jail",
    Item.FROM: "Synthetic Field Office, 1 Example Way",
    Item.NAME: "SYNTHETIC, Ada Example",
    Item.BIRTH: "01/02/1990",
    Item.CITIZENSHIP: "Exampleland",
    Item.SEX: "F",
    Item.OFFICER: "Officer Synthetic, Deportation Officer",
    Item.SIGNATURE: "/s/ O. Synthetic",
    Item.TELEPHONE: "(612) 555-0100",
}


@pytest.mark.parametrize(("made", "how"), [(with_fields, How.FIELDS), (flat, How.TEXT)])
def test_every_value_is_read_with_its_place(made, how) -> None:
    reading = read_form(made())
    assert reading.how is how
    assert {item: value.text for item, value in reading.values.items()} == WRITTEN
    assert (reading.form, reading.version) == ("I-247A", "3/17")
    for value in reading.values.values():
        assert value.place.page == 1
        assert value.place.field or value.text in value.place.words
    assert {box: reading.box(box).tick for box in Box} == {
        box: Tick.TICKED if box is Box.FINAL_ORDER else Tick.EMPTY for box in Box
    }
    assert FormReading.from_json(reading.to_json()) == reading


@pytest.mark.parametrize("made", [with_fields, flat])
def test_an_empty_blank_stays_empty(made) -> None:
    reading = read_form(
        made(replace(Form(), born="", signature="", date="", office="", grounds=(), box_2=True))
    )
    for item in (Item.BIRTH, Item.SIGNATURE, Item.DATE, Item.FROM):
        assert reading.value(item) is None, item
    assert reading.box(Box.RESUMES_CUSTODY).tick is Tick.TICKED
    assert not any(reading.box(box).tick is Tick.TICKED for box in Box if box.is_ground)


def test_a_field_that_has_no_place_in_the_list_is_shown_all_the_same() -> None:
    assert [(value.text, value.place.field) for value in read_form(with_fields()).other] == [
        ("Unit 4", "Housing")
    ]


@pytest.mark.parametrize("number", ["(612) 555-0100", "612-555-0100 ext. 4", "1 612 555 0100"])
def test_the_number_to_call_is_read_and_never_the_support_centers(number: str) -> None:
    assert read_form(flat(replace(Form(), phone=number))).value(Item.TELEPHONE).text == number
    assert read_form(flat(replace(Form(), phone=""))).value(Item.TELEPHONE) is None


@pytest.mark.parametrize("made", [scanned, picture])
def test_a_picture_is_kept_and_typed_by_hand(made) -> None:
    reading = read_form(made())
    assert reading.how is How.PICTURE
    assert not reading.values
    assert "type the values in" in reading.notes[0]


def test_text_without_marks_leaves_the_boxes_open() -> None:
    from lodged.documents.reading.text import read_text

    reading = read_text(["a final order of removal against the alien;\nSubject ID: SYN-1"])
    assert reading.box(Box.FINAL_ORDER).tick is Tick.UNKNOWN
    assert reading.value(Item.SUBJECT_ID).text == "SYN-1"


def test_boxes_and_forms_have_the_registers_words() -> None:
    assert {box.value for box in Box if box.is_ground} == set(ProbableCause)
    assert read_form(flat()).form in set(FormFamily)


def test_what_is_no_document_is_refused_in_words() -> None:
    for content, words in (
        (b"", "is empty"),
        (b"MZ\x90 not a paper", "not a PDF"),
        (b"%PDF-1.7 cut", "damaged"),
    ):
        with pytest.raises(UnreadableFileError, match=words):
            read_form(content, "paper.pdf")
    with pytest.raises(UnreadableFileError, match="larger than 25 MB"):
        kind_of(b"%PDF-" + bytes(25_000_001), "paper.pdf")


def test_a_locked_pdf_says_so() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(flat())))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UnreadableFileError, match="locked with a password"):
        read_form(out.getvalue())


def test_reading_in_a_process_of_its_own_says_the_same() -> None:
    assert read_apart(flat(), "a") == read_form(flat())
    with pytest.raises(UnreadableFileError, match=r"\[cut\.pdf\] begins like a PDF"):
        read_apart(flat()[:400], "cut.pdf")


def test_a_file_made_to_exhaust_the_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty million blanks in a few kilobytes end the process that reads them, and say so."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    from pypdf.generic import NameObject, StreamObject

    stream = StreamObject()
    stream.set_data(b"BT /F1 1 Tf " + b"(x) Tj " * 10_000_000 + b"ET")
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    monkeypatch.setattr("lodged.documents.reading.apart.SECONDS", 1)
    with pytest.raises(UnreadableFileError, match=r"too much|damaged"):
        read_apart(out.getvalue(), "bomb.pdf")


def test_a_page_is_shown_as_a_picture_made_anew() -> None:
    for content, kind in ((scanned(), DocumentKind.PDF), (picture(), DocumentKind.PNG)):
        assert kind_of(picture_apart(content, kind, 1), "page") is DocumentKind.PNG
    with pytest.raises(UnreadableFileError, match="can't be shown"):
        picture_apart(scanned(), DocumentKind.PDF, 7)
    with pytest.raises(UnreadableFileError, match="TIFF"):
        picture_apart(b"II*\x00", DocumentKind.TIFF, 1)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_make_the_reader_fail(content: bytes, pretends: bool) -> None:
    with contextlib.suppress(UnreadableFileError):
        read_form((b"%PDF-1.7\n" if pretends else b"") + content)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_cut_or_broken_form_reads_or_is_refused(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from((flat(), with_fields()))))
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(10, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UnreadableFileError):
        read_form(bytes(whole[: data.draw(st.integers(5, len(whole)))]))
