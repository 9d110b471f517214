"""The choice of whom at ICE was reached: the offices of the directory, the number on the form, or somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.urls import reverse

from lodged.casework.case import Case
from lodged.casework.directory import Line, lines_for
from lodged.register.vocabulary import Channel

ELSE = "else"
_BY_VOICE_OR_FAX = frozenset({Channel.PHONE, Channel.FAX})


@dataclass(frozen=True)
class OfficeRow:
    """One office to pick, with its radio button and where to dial, write or print a cover."""

    radio: BoundWidget
    line: Line | None
    """None stands for somebody else."""
    fax_cover: str = ""
    """The address of the fax cover with the notice; empty where it is no fax of the directory."""


class OfficeField(forms.ChoiceField):
    """A radio button for each office that can be called or faxed, and one for somebody else."""

    widget = forms.RadioSelect

    def __init__(self, case: Case) -> None:
        """Offer what the directory and the detainer's form have."""
        self.lines = {line.key: line for line in lines_for(case.detainer) if line.channel in _BY_VOICE_OR_FAX}
        choices = [
            *((key, f"{line.channel.meaning}: {line.sent_to}") for key, line in self.lines.items()),
            (ELSE, "Another office or person"),
        ]
        super().__init__(label="Office reached", choices=choices, required=False)

    def first(self, case: Case) -> str:
        """Return what is picked at first: whom the last notice reached, else the first office."""
        last = case.notices[0].sent_to if case.notices else ""
        if last:
            return next((key for key, line in self.lines.items() if line.sent_to == last), ELSE)
        return next(iter(self.lines), ELSE)


def office_rows(form: forms.Form, case: Case) -> Iterator[OfficeRow]:
    """Yield the rows of a form's offices; none where it has no such field."""
    field: Any = form.fields.get("office")
    if field is None:
        return
    for radio in form["office"]:
        line = field.lines.get(radio.data["value"])
        yield OfficeRow(radio, line, _fax_cover(case, line) if line else "")


def _fax_cover(case: Case, line: Line) -> str:
    contact, _, channel = line.key.partition(":")
    if channel != Channel.FAX.value:
        return ""
    address = reverse("desk-letter", kwargs={"stay_id": case.stay.pk, "kind": "fax"})
    return f"{address}?contact={contact}"
