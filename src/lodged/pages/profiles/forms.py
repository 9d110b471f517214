"""What a person says of their agency's file: which column is what, and what a row is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lodged.pages.reconcile.forms import ACCEPTED_FILES, readable_table
from lodged.sources.profile_expressions import NameOrder
from lodged.sources.profile_writing import FieldEntries, profile_text
from lodged.sources.profiles import Grain, HeaderRow
from lodged.sources.tables import ReleaseReason
from lodged.web.forms import DesignedForm, dress

NOWHERE = ("", "Not in the file")
FILE_NAME = "(the date in the file's name)"
_GRAINS = {
    Grain.STAY: "A stay: one row a booking",
    Grain.CHARGE: "A charge: a booking may have several rows",
    Grain.HOLD: "A hold: a booking may have several rows",
    Grain.SNAPSHOT: "A person on a list of those held on one day",
}
_PLAIN = {
    "last_name": "Family name",
    "first_name": "Given name",
    "middle_name": "Middle name",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "a_number": "A-number",
    "fbi_number": "FBI number",
    "state_id": "State number",
    "release_reason": "How custody ended",
    "planned_release_at": "Planned release",
    "detainer_on_file": "Detainer on file",
    "detainer_received_on": "Day the detainer was received",
}
"""Fields of ours that are a column as it stands."""


_OWN_WORDS = {
    ("hold", "yes"): "a hold",
    ("hold", "no"): "no hold",
    ("release", ReleaseReason.RELEASED.value): "a release",
    ("release", ReleaseReason.TRANSFERRED_TO_ICE.value): "a transfer to ICE",
    ("release", ReleaseReason.TRANSFERRED_TO_AGENCY.value): "a transfer to another agency",
    ("release", ReleaseReason.DIED.value): "a death",
    ("release", ReleaseReason.OTHER.value): "any other end",
}
"""What an agency's own words in the columns of the hold and the end may mean."""


class ProfileFileForm(DesignedForm):
    """The file that a profile is made for."""

    file = forms.FileField(
        label="Your agency's file",
        help_text="An export or roster as your system writes it, up to 200 MB. It is kept until you accept or put it "
        "aside, a day at most, and only you see it.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that can't be read."""
        return readable_table(self.cleaned_data["file"])


class ProfileForm(DesignedForm):
    """A profile as choices; a field that isn't in the file is left at that."""

    title = forms.CharField(
        label="Name of this layout", max_length=100, help_text="It is kept under this name."
    )
    grain = forms.ChoiceField(
        label="What a row is",
        choices=[(grain.value, words) for grain, words in _GRAINS.items()],
        widget=forms.RadioSelect,
    )
    facility_constant = forms.CharField(
        label="Facility, where no column says it",
        required=False,
        max_length=200,
        help_text="The same for every row.",
    )
    name_order = forms.ChoiceField(
        label="Order of the whole name", choices=[(order.value, order.value) for order in NameOrder]
    )
    hold_words = forms.CharField(
        label="Words that say that there is a hold",
        required=False,
        help_text="Only where the hold stands among charges or remarks. One a line.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    zone = forms.CharField(
        label="Time zone", required=False, help_text="Only for times in UTC, for example America/Chicago."
    )

    def __init__(self, *arguments: Any, columns: Sequence[str], headerless: bool, **named: Any) -> None:
        """Offer the file's columns."""
        super().__init__(*arguments, **named)
        self._header = HeaderRow.NONE if headerless else HeaderRow.DETECTED
        days = [NOWHERE, (FILE_NAME, FILE_NAME), *((name, name) for name in columns)]
        for name, label in _PLAIN.items():
            self.fields[name] = _column(label, columns)
        self.fields["facility"] = _column("Facility", columns)
        self.fields["booking"] = forms.MultipleChoiceField(
            label="Booking number",
            help_text="The column of the number. Where there is none, the columns that together tell bookings apart.",
            choices=[(name, name) for name in columns],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["name"] = _column("Whole name in one column", columns)
        self.fields["age"] = _column("Age, where there is no birth", columns)
        self.fields["age_on"] = forms.ChoiceField(
            label="Day that the age is of", required=False, choices=days
        )
        self.fields["booked_at"] = _column("Start of custody", columns)
        self.fields["booked_time"] = _column("Its time, in another column", columns)
        self.fields["seen_on"] = forms.ChoiceField(
            label="Day of the list, where no column says when custody began", required=False, choices=days
        )
        self.fields["released_at"] = _column("End of custody", columns)
        self.fields["released_time"] = _column("Its time, in another column", columns)
        self.fields["hold_column"] = _column("Column in which a hold is named", columns)
        for (of, meaning), label in _OWN_WORDS.items():
            self.fields[f"{of}_{meaning}"] = forms.CharField(
                label=f"Your words for {label}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        dress(self)

    def own_words(self) -> list[forms.BoundField]:
        """Return the fields for the agency's own words."""
        return [self[f"{of}_{meaning}"] for of, meaning in _OWN_WORDS]

    def text(self) -> str:
        """Return the profile as it is chosen."""
        given = self.cleaned_data
        return profile_text(
            given["title"],
            Grain(given["grain"]),
            dict(_fields(given)),
            header=self._header,
            zone=given["zone"].strip(),
            words=_own_words(given),
        )


def _column(label: str, columns: Sequence[str]) -> forms.ChoiceField:
    choices = [NOWHERE, *((name, name) for name in columns)]
    return forms.ChoiceField(label=label, required=False, choices=choices)


def _fields(given: Mapping[str, Any]) -> dict[str, FieldEntries]:
    """Return each field that was chosen as a profile has it."""
    fields: dict[str, FieldEntries] = {name: {"column": given[name]} for name in _PLAIN if given[name]}
    if given["facility"]:
        fields["facility_name"] = {"column": given["facility"]}
    elif given["facility_constant"].strip():
        fields["facility_name"] = {"constant": given["facility_constant"].strip()}
    booking = given["booking"]
    if booking:
        fields["booking_id"] = {"column": booking[0]} if len(booking) == 1 else {"key_of": booking}
    if given["name"]:
        fields["name"] = {"column": given["name"], "order": given["name_order"]}
    return fields | _times(given) | _age_and_hold(given)


def _times(given: Mapping[str, Any]) -> dict[str, FieldEntries]:
    fields: dict[str, FieldEntries] = {}
    for ours, time in (("booked_at", "booked_time"), ("released_at", "released_time")):
        if given[ours]:
            fields[ours] = (
                {"date": given[ours], "time": given[time]} if given[time] else {"column": given[ours]}
            )
    if given["seen_on"]:
        fields["seen_on"] = _day(given["seen_on"])
    return fields


def _age_and_hold(given: Mapping[str, Any]) -> dict[str, FieldEntries]:
    fields: dict[str, Any] = {}
    if given["age"]:
        fields["age"] = {"column": given["age"], "on": _day(given["age_on"] or FILE_NAME)}
    words = _lines(given["hold_words"])
    if given["hold_column"] and words:
        fields["detainer_on_file"] = {"column": given["hold_column"], "containing": words}
    return fields


def _own_words(given: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    words: dict[str, dict[str, list[str]]] = {}
    for of, meaning in _OWN_WORDS:
        words.setdefault(of, {})[meaning] = _lines(given[f"{of}_{meaning}"])
    return words


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day(chosen: str) -> dict[str, str | bool]:
    return {"file_name": True} if chosen == FILE_NAME else {"column": chosen}


def initial_of(proposal: Mapping[str, Any]) -> dict[str, Any]:
    """Return the choices that a proposal comes to."""
    fields: Mapping[str, Any] = proposal.get("fields") or {}
    initial = {
        "title": "",
        "grain": proposal.get("grain"),
        "name_order": NameOrder.LAST_FIRST.value,
        **{name: fields[name].get("column", "") for name in _PLAIN if name in fields},
    }
    for ours, time in (("booked_at", "booked_time"), ("released_at", "released_time")):
        field = fields.get(ours, {})
        initial |= {ours: field.get("column") or field.get("date", ""), time: field.get("time", "")}
    initial["facility"] = fields.get("facility_name", {}).get("column", "")
    booking = fields.get("booking_id", {}).get("column")
    initial["booking"] = [booking] if booking else []
    if "name" in fields:
        initial |= {"name": fields["name"]["column"], "name_order": fields["name"]["order"]}
    if "age" in fields:
        initial |= {"age": fields["age"]["column"], "age_on": fields["age"]["on"].get("column", FILE_NAME)}
    hold = fields.get("detainer_on_file", {})
    if "containing" in hold:
        initial |= {
            "detainer_on_file": "",
            "hold_column": hold["column"],
            "hold_words": "\n".join(hold["containing"]),
        }
    return initial
