"""The wall screen, the shift sheet, and the card for when the computers are down."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lodged.casework.board import Filters, board
from lodged.casework.directory import contacts
from lodged.casework.shift import sheet, usual_answers
from lodged.pages.board.views import POLL_SECONDS
from lodged.register.models import Facility
from lodged.web.access import on_record, private, staff_of

MOST_NUMBERS = 6
"""ICE offices on the card, so that it prints on one page."""


@require_safe
@on_record()
def wall(request: HttpRequest) -> HttpResponse:
    """Show the board for a wall screen: booking numbers only, unless names are asked for."""
    user, now = staff_of(request), timezone.now()
    zone = ZoneInfo(user.agency.time_zone)
    context = {
        "board": board(Filters(), now, zone),
        "now": now,
        "zone": zone,
        "with_names": request.GET.get("names") == "yes",
        "poll_seconds": POLL_SECONDS,
        "agency": user.agency,
    }
    return private(render(request, "shift/wall.html", context))


@require_safe
@on_record()
def shift_sheet(request: HttpRequest) -> HttpResponse:
    """Show one page to hand to the next shift."""
    user, now = staff_of(request), timezone.now()
    zone = ZoneInfo(user.agency.time_zone)
    context = {
        "sheet": sheet(now),
        "now": now,
        "zone": zone,
        "agency": user.agency,
        "by": user.written_name,
    }
    return private(render(request, "shift/sheet.html", context))


@require_safe
@on_record()
def card(request: HttpRequest) -> HttpResponse:
    """Show one page to keep at the desk for when the computers are down."""
    user, now = staff_of(request), timezone.now()
    zone = ZoneInfo(user.agency.time_zone)
    facility = Facility.objects.filter(agency=user.agency).order_by("name").first()
    context = {
        "facility": facility,
        "answers": usual_answers(facility, now.astimezone(zone).date()) if facility else (),
        "offices": [one for one in contacts() if one.phone or one.fax][:MOST_NUMBERS],
        "now": now,
        "zone": zone,
        "agency": user.agency,
    }
    return private(render(request, "shift/card.html", context))
