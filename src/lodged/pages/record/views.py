"""The pages of the record: who is held, one person's file, the county return."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lodged.core.errors import LodgedError
from lodged.pages.record.forms import MomentForm, ReturnForm
from lodged.register.acts import ReadFile
from lodged.register.counting import held_at
from lodged.register.knowledge import detainer_as_known, stay_as_known
from lodged.register.lifecycle.stays import stay_status
from lodged.register.models import (
    CitizenshipClaim,
    CustodySpan,
    Detainer,
    Event,
    Facility,
    FacilityReturn,
    Handover,
    Person,
    PersonName,
    Role,
    Stay,
    User,
)
from lodged.register.permissions import MAY_RECORD
from lodged.register.returns import file_return, state_coverage
from lodged.register.services import record
from lodged.web.access import on_record, private, staff_of

ROWS_A_PAGE = 50
PAGE_PURPOSE = "opened on the record page"


@require_safe
@on_record()
def held(request: HttpRequest) -> HttpResponse:
    """Show who is held, at a moment, as known at another."""
    user = staff_of(request)
    form = MomentForm(request.GET or None, zone=_zone(user))
    at, known_at = _moments(form)
    spans = (
        held_at(at, known_at=known_at)
        .select_related("stay", "facility", "agency")
        .prefetch_related(
            Prefetch("stay__person__names", PersonName.objects.order_by("pk")), "stay__detainers"
        )
        .order_by("facility__name", "stay__booking_number")
    )
    paginator = Paginator(spans, ROWS_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "at": at,
        "known_at": known_at,
        "zone": _zone(user).key,
        "total": paginator.count,
        "rows": [_row(span) for span in page],
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1),
        "may_load": user.role == Role.RECORDS_SUPERVISOR,
    }
    return private(render(request, "record/held.html", context))


def _row(span: CustodySpan) -> dict[str, Any]:
    stay = span.stay
    open_detainers = [d for d in stay.detainers.all() if d.lifted_at is None and d.superseded_at is None]
    return {
        "span": span,
        "stay": stay,
        "name": next(iter(stay.person.names.all()), None),
        "status": stay_status(stay.facts(), timezone.now()).value,
        "detainers": len(open_detainers),
    }


@require_safe
@on_record()
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show one person's file. That it was opened is recorded before it is shown."""
    user = staff_of(request)
    subject = get_object_or_404(Person, pk=person_id)
    record(user, ReadFile(at=timezone.now(), person=subject.id, purpose=PAGE_PURPOSE))
    stays = Stay.objects.filter(person=subject).order_by("-booked_at")
    detainers = Detainer.objects.filter(stay__person=subject).order_by("-received_at")
    events = Event.objects.filter(person_id=subject.id) | Event.objects.filter(stay_id__in=stays.values("id"))
    events |= Event.objects.filter(detainer_id__in=detainers.values("id"))
    form = MomentForm(request.GET or None, zone=_zone(user), label="As it was at")
    at, known_at = _moments(form)
    as_known = [(stay, stay_as_known(stay.id, at, known_at=known_at)) for stay in stays]
    places = Facility.objects.in_bulk({then.facility for _, then in as_known})
    context = {
        "person": subject,
        "form": form,
        "at": at,
        "known_at": known_at,
        "zone": _zone(user).key,
        "names": subject.names.order_by("pk"),
        "births": subject.birth_dates.order_by("pk"),
        "numbers": subject.identifiers.order_by("pk"),
        "stays": [(stay, then, places.get(then.facility)) for stay, then in as_known],
        "detainers": [(one, detainer_as_known(one.id, at, known_at=known_at)) for one in detainers],
        "claims": CitizenshipClaim.objects.filter(stay__person=subject).order_by("-claimed_at"),
        "handovers": Handover.objects.filter(stay__person=subject).order_by("-handed_over_at"),
        "events": events.select_related("actor").order_by("-index"),
    }
    return private(render(request, "record/person.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@on_record()
def county_return(request: HttpRequest) -> HttpResponse:
    """File a facility's count, and see who in the state has answered."""
    user = staff_of(request)
    own = Facility.objects.filter(agency=user.agency).order_by("name")
    form = ReturnForm(request.POST or None, facilities=own)
    may_file = user.role in MAY_RECORD
    if request.method == "POST" and form.is_valid():
        try:
            count = file_return(user, form.cleaned_data["facility"], timezone.now())
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            nil = " This is a nil return." if count.is_nil else ""
            messages.success(
                request,
                f"Filed for {count.facility}: {count.held} held, {count.with_detainer} with a detainer.{nil}",
            )
            return redirect("record-return")
    coverage = state_coverage(user, user.agency.state, timezone.now())
    context = {
        "form": form,
        "may_file": may_file and own.exists(),
        "coverage": coverage,
        "earlier": FacilityReturn.objects.filter(agency=user.agency)
        .select_related("facility")
        .order_by("-pk")[:20],
        "zone": _zone(user).key,
    }
    return render(request, "record/return.html", context, status=422 if form.is_bound else 200)


def _moments(form: MomentForm) -> tuple[datetime, datetime | None]:
    """Return the moment asked about, and the moment of the knowledge: now, and as known now, where nothing is asked."""
    if form.is_bound and form.is_valid():
        return form.cleaned_data["at"] or timezone.now(), form.cleaned_data["known_at"]
    return timezone.now(), None


def _zone(user: User) -> ZoneInfo:
    return ZoneInfo(user.agency.time_zone)
