"""Synthetic Forms I-247A as they come: with form fields, printed flat, and as a picture of a page."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import typst
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

GROUNDS = {
    "final_order": "a final order of removal against the alien;",
    "pending_proceedings": "the pendency of ongoing removal proceedings against the alien;",
    "biometrics": "biometric confirmation of the alien's identity and a records check of federal databases",
    "statements": "statements made by the alien to an immigration officer and/or other reliable evidence",
}


@dataclass(frozen=True)
class Form:
    """What is written on a form; every person is synthetic."""

    name: str = "SYNTHETIC, Ada Example"
    born: str = "01/02/1990"
    subject_id: str = "SYN-555-01"
    event: str = "SYN2601000123"
    file_number: str = "A012 345 678"
    date: str = "01/12/2026"
    to: str = "Anoka County Jail"
    office: str = "Synthetic Field Office, 1 Example Way"
    citizenship: str = "Exampleland"
    sex: str = "F"
    grounds: tuple[str, ...] = ("final_order",)
    box_2: bool = False
    officer: str = "Officer Synthetic, Deportation Officer"
    signature: str = "/s/ O. Synthetic"
    phone: str = "(612) 555-0100"
    edition: str = "3/17"


def with_fields(form: Form = Form()) -> bytes:
    """A form with fillable fields, as it is saved from the screen."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=letter, invariant=True)
    page.drawString(60, 740, "IMMIGRATION DETAINER - NOTICE OF ACTION (SYNTHETIC)")
    page.drawString(60, 40, f"DHS Form I-247A ({form.edition})      Page 1 of 3")
    blanks = {
        "Subject ID": form.subject_id,
        "Event": form.event,
        "File No": form.file_number,
        "Date": form.date,
        "To": form.to,
        "From": form.office,
        "Name of Alien": form.name,
        "Date of Birth": form.born,
        "Citizenship": form.citizenship,
        "Sex": form.sex,
        "Officer name and title": form.officer,
        "Signature of Officer": form.signature,
        "Telephone": form.phone,
        "Housing": "Unit 4",
    }
    for n, (label, value) in enumerate(blanks.items()):
        y = 700 - 26 * n
        page.drawString(60, y + 4, f"{label}:")
        page.acroForm.textfield(name=label, x=220, y=y, width=320, height=18, value=value)
    for n, ground in enumerate(GROUNDS):
        page.acroForm.checkbox(
            name=ground.replace("_", " "), x=60, y=300 - 26 * n, checked=ground in form.grounds
        )
    page.acroForm.checkbox(name="Box 2 DHS transferred", x=60, y=190, checked=form.box_2)
    page.showPage()
    page.save()
    return out.getvalue()


def lines(form: Form) -> list[str]:
    """The form as lines of text, laid out as the paper is."""
    mark = {ground: "[X]" if ground in form.grounds else "[ ]" for ground in GROUNDS}
    return [
        "DEPARTMENT OF HOMELAND SECURITY (DHS)",
        "IMMIGRATION DETAINER - NOTICE OF ACTION",
        f"Subject ID: {form.subject_id}                    Event #: {form.event}",
        f"File No: {form.file_number}                      Date: {form.date}",
        "TO: (Name and Title of Institution - OR Any     FROM: (DHS Office Address)",
        f"{form.to:<48}{form.office}",
        f"Name of Alien: {form.name}",
        f"Date of Birth: {form.born}      Citizenship: {form.citizenship}      Sex: {form.sex}",
        "1. DHS HAS DETERMINED THAT PROBABLE CAUSE EXISTS (complete box 1 or 2):",
        *(f"{mark[ground]} {words}" for ground, words in GROUNDS.items()),
        f"{'[X]' if form.box_2 else '[ ]'} 2. DHS TRANSFERRED THE ALIEN TO YOUR CUSTODY FOR A PROCEEDING",
        "Please notify DHS by calling [X] U.S. Immigration and Customs Enforcement (ICE) or [ ] U.S. Customs and",
        f"Border Protection (CBP) at {form.phone or '__________'}. If you cannot reach an official at the number(s)",
        "provided, please contact the Law Enforcement Support Center at: (802) 872-6020.",
        "",
        f"{form.officer:<52}{form.signature}",
        "(Name and title of Immigration Officer)             (Signature of Immigration Officer)",
        f"DHS Form I-247A ({form.edition})                                   Page 1 of 3",
    ]


def flat(form: Form = Form()) -> bytes:
    """A form printed to PDF: text and no fields."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=letter, invariant=True)
    page.setFont("Courier", 8)
    for n, line in enumerate(lines(form)):
        page.drawString(36, 750 - 22 * n, line)
    page.showPage()
    page.save()
    return out.getvalue()


def picture(form: Form = Form()) -> bytes:
    """A form as a PNG, as a telephone or a scanner makes it."""
    text = json.dumps("\n".join(lines(form)))
    source = f'#set page(paper: "us-letter", margin: 1cm)\n#set text(size: 9pt)\n#raw({text})'
    return bytes(typst.compile(source.encode(), format="png", ppi=80.0))


def scanned(form: Form = Form()) -> bytes:
    """A PDF that holds nothing but a picture of the form."""
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=letter, invariant=True)
    page.drawImage(ImageReader(io.BytesIO(picture(form))), 0, 0, *letter)
    page.showPage()
    page.save()
    return out.getvalue()
