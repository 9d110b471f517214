"""The board, and the file of one custody."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lodged.casework import notices_by_email
from lodged.casework.board import board
from lodged.casework.case import Case, with_everything
from lodged.pages.board.forms import BoardForm
from lodged.pages.case.file import file_of
from lodged.pages.steps.all_steps import STEPS
from lodged.register.acts import ReadFile
from lodged.register.models import Agency, Facility, JournalFrontier, Sharing, Stay, User
from lodged.register.services import record
from lodged.web.access import on_record, private, staff_of

PURPOSE = "opened at the release desk"
POLL_SECONDS = 15


@require_safe
@on_record()
def desk(request: HttpRequest) -> HttpResponse:
    """Everyone with a detainer by coming release. Asked again by the page itself, it answers only what changed."""
    user = staff_of(request)
    now = timezone.now()
    is_refresh = bool(request.headers.get("HX-Request"))
    version = _version(now)
    if is_refresh and request.GET.get("version") == version:
        return private(HttpResponse(status=204))
    form = BoardForm(request.GET or None, facilities=_visible_facilities(user))
    zone = ZoneInfo(user.agency.time_zone)
    filters = form.filters
    listed = board(filters, now, zone)
    query = {key: value for key, value in request.GET.items() if value and key not in {"version", "page"}}
    context = {
        "form": form,
        "board": listed,
        "filters": filters,
        "now": now,
        "zone": zone,
        "board_version": version,
        "query": urlencode(query | ({"page": str(filters.page)} if filters.page > 1 else {})),
        "query_without_page": urlencode(query),
        "poll_seconds": POLL_SECONDS,
        "user_role": user.role,
        "may": {slug for slug, step in STEPS.items() if user.role in step.roles},
        "mail": notices_by_email.alerts(user),
    }
    return private(render(request, "board/rows.html" if is_refresh else "board/board.html", context))


@require_safe
@on_record()
def stay_file(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Show the file of one custody. That it was opened is recorded before it is shown."""
    user = staff_of(request)
    stay = stay_of(stay_id)
    record(user, ReadFile(at=timezone.now(), person=stay.person_id, purpose=PURPOSE))
    context = file_of(Case(stay, timezone.now()), user)
    return private(render(request, "case/file.html", context))


def stay_of(stay_id: UUID) -> Stay:
    """Return the stay with everything a case looks at, where whoever is acting may see it."""
    return get_object_or_404(with_everything(Stay.objects.all()), pk=stay_id)


def _version(now: datetime) -> str:
    """Return what the board was made from: the journal's size, and the minute, as its times go on."""
    return f"{JournalFrontier.objects.values_list('size', flat=True).get()}-{now:%H%M}"


def _visible_facilities(user: User) -> QuerySet[Facility]:
    """Facilities of the user's agency and of those that share with it."""
    sharing = Sharing.objects.filter(reader=user.agency_id).values("agency_id")
    agencies = Agency.objects.filter(pk=user.agency_id) | Agency.objects.filter(pk__in=sharing)
    return Facility.objects.filter(agency__in=agencies).order_by("name")
