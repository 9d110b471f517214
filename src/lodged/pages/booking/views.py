"""Book a person by hand, where no roster feeds the record or the roster is late."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lodged.casework import custody
from lodged.casework.custody import PersonDescribed
from lodged.casework.deeds import Planned, perform
from lodged.casework.moments import zone_name
from lodged.casework.same_person import Candidate, Identity, SamePersonError
from lodged.core.errors import LodgedError
from lodged.pages.moment_field import MomentField, for_input
from lodged.pages.steps.base import listed, text
from lodged.register import acts
from lodged.register.actor import actor_of
from lodged.register.models import Facility, User
from lodged.register.permissions import MAY_RECORD
from lodged.register.vocabulary import CustodyBasis, IdentifierKind, Source
from lodged.web.access import on_record, private, staff_of
from lodged.web.forms import DesignedForm

DIFFERENT = "different"
"""The name of the button that says so, once the page has asked."""


class BookingForm(DesignedForm):
    """Who came into custody, where, when and why."""

    facility = forms.ModelChoiceField(queryset=Facility.objects.none(), label="Facility", empty_label=None)
    booking_number = text("Booking number", max_length=64)
    at = MomentField(label="Booked at")
    basis = listed(CustodyBasis, "Reason for custody", help_text="Not the detainer.")
    last = text("Family name, as booked")
    first = text("Given name", required=False)
    middle = text("Middle name (optional)", required=False)
    born = forms.DateField(
        label="Date of birth (leave empty if not known)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    a_number = text("A-number (optional)", required=False, max_length=64)
    fbi_number = text("FBI number (optional)", required=False, max_length=64)
    state_id = text("State identification number (optional)", required=False, max_length=64)

    def __init__(self, *arguments: Any, user: User, **named: Any) -> None:
        """Offer the agency's own facilities, and the present minute on their clock."""
        zone = ZoneInfo(user.agency.time_zone)
        super().__init__(*arguments, initial={"at": for_input(timezone.now(), zone)}, **named)
        self.fields["facility"].queryset = Facility.objects.filter(agency=user.agency).order_by("name")  # type: ignore[attr-defined]
        self.fields["at"].zone = zone  # type: ignore[attr-defined]
        self.fields["at"].help_text = f"{zone_name(zone)}."

    def deed(self, stay: UUID, identity: Identity) -> Planned:
        """Return the booking."""
        cleaned = self.cleaned_data
        described = PersonDescribed(
            source=Source.DESK,
            names=(acts.Name(cleaned["last"], cleaned["first"], cleaned["middle"]),),
            birth_dates=(cleaned["born"],) if cleaned["born"] else (),
            identifiers=tuple(
                acts.Identifier(kind, cleaned[kind.value])
                for kind in (IdentifierKind.A_NUMBER, IdentifierKind.FBI_NUMBER, IdentifierKind.STATE_ID)
                if cleaned[kind.value]
            ),
        )
        return custody.book.of(
            cleaned["booking_number"],
            cleaned["facility"].pk,
            cleaned["at"],
            CustodyBasis.of(cleaned["basis"]),
            described,
            stay=stay,
            identity=identity,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def book(request: HttpRequest) -> HttpResponse:
    """Book a person by hand; somebody who may be held already is asked about first."""
    user = staff_of(request)
    form = BookingForm(request.POST or None, user=user)
    alike: tuple[Candidate, ...] = ()
    if request.method == "POST" and form.is_valid():
        stay = uuid4()
        identity = Identity.DIFFERENT if DIFFERENT in request.POST else Identity.ASK
        try:
            perform(actor_of(user), form.deed(stay, identity))
        except SamePersonError as error:
            form.add_error(None, str(error))
            alike = error.candidates
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The booking is recorded. Next: take in the detainer, if one came.")
            return redirect("desk-stay", stay_id=stay)
    status = 422 if form.is_bound else 200
    return private(render(request, "booking/book.html", {"form": form, "alike": alike}, status=status))
