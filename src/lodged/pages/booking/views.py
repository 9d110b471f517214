"""Book a person by hand, where no roster feeds the record or the roster is late."""

from __future__ import annotations

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lodged.core.errors import LodgedError
from lodged.pages.moment_field import MomentField, for_input
from lodged.pages.steps.base import listed, text
from lodged.register import acts
from lodged.register.models import Facility, Stay, User
from lodged.register.permissions import MAY_RECORD
from lodged.register.services import record_all
from lodged.register.vocabulary import CustodyBasis, IdentifierKind, Source
from lodged.web.access import on_record, private, staff_of
from lodged.web.forms import DesignedForm


class BookingForm(DesignedForm):
    """Who came into custody, where, when and why."""

    facility = forms.ModelChoiceField(queryset=Facility.objects.none(), label="Facility", empty_label=None)
    booking_number = text("Booking number", max_length=64)
    at = MomentField(label="Booked at")
    basis = listed(CustodyBasis, "Held on", help_text="A detainer is none of these.")
    last = text("Family name, as booked")
    first = text("Given name", required=False)
    middle = text("Middle name (optional)", required=False)
    born = forms.DateField(
        label="Date of birth (leave empty if not known)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    state_id = text("State identification number (optional)", required=False, max_length=64)

    def __init__(self, *arguments: Any, user: User, **named: Any) -> None:
        """Offer the agency's own facilities, and the present minute on their clock."""
        self.user = user
        zone = ZoneInfo(user.agency.time_zone)
        super().__init__(*arguments, initial={"at": for_input(timezone.now(), zone)}, **named)
        self.fields["facility"].queryset = Facility.objects.filter(agency=user.agency).order_by("name")  # type: ignore[attr-defined]
        self.fields["at"].zone = zone  # type: ignore[attr-defined]
        self.fields["at"].help_text = f"On the agency's clock ({zone.key})."

    def clean_booking_number(self) -> str:
        """Refuse a number that is on record."""
        number = str(self.cleaned_data["booking_number"]).strip()
        if Stay.objects.filter(agency=self.user.agency, booking_number=number).exists():
            raise forms.ValidationError(f"[{number}] is on record already. Search for it on the board.")
        return number

    def acts(self, stay: Any) -> list[acts.Act]:
        """The person's file, and the stay."""
        told, person = self.cleaned_data, uuid4()
        numbers = (acts.Identifier(IdentifierKind.STATE_ID, told["state_id"]),) if told["state_id"] else ()
        return [
            acts.Describe(
                at=told["at"],
                person=person,
                source=Source.DESK,
                names=(acts.Name(told["last"], told["first"], told["middle"]),),
                birth_dates=(told["born"],) if told["born"] else (),
                identifiers=numbers,
            ),
            acts.Book(
                at=told["at"],
                stay=stay,
                person=person,
                facility=told["facility"].pk,
                booking_number=told["booking_number"],
                basis=CustodyBasis.of(told["basis"]),
            ),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def book(request: HttpRequest) -> HttpResponse:
    """Book a person by hand."""
    user = staff_of(request)
    form = BookingForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        stay = uuid4()
        try:
            record_all(user, form.acts(stay))
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The booking is recorded. Next: take in the detainer, if one came.")
            return redirect("desk-stay", stay_id=stay)
    status = 422 if form.is_bound else 200
    return private(render(request, "booking/book.html", {"form": form}, status=status))
