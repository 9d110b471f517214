"""The pages of the outbox: send a notice by e-mail, see how each stands, try again, stop."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodged.casework import notices_by_email
from lodged.casework.directory import lines_for
from lodged.casework.letters.letters import LetterRequest, LetterUnavailableError, detainer_of
from lodged.core.errors import LodgedError
from lodged.pages.moment_field import MomentField, for_input
from lodged.register.models import Dispatch, Stay
from lodged.register.permissions import MAY_RECORD
from lodged.register.vocabulary import Channel
from lodged.web.access import on_record, private, staff_of
from lodged.web.forms import DesignedForm

ROWS_A_PAGE = 50


class NoticeForm(DesignedForm):
    """To whom, and which release."""

    sent_to = forms.EmailField(label="E-mail address of the ICE office", max_length=200)
    release_at = MomentField(label="Release time given to ICE")

    def __init__(self, *arguments: Any, zone: ZoneInfo, **named: Any) -> None:
        """Read the time in ``zone``."""
        super().__init__(*arguments, **named)
        when: Any = self.fields["release_at"]
        when.zone = zone


def _known_address(stay: Stay) -> str:
    """Return the e-mail address in the directory of the office that issued the newest detainer."""
    detainer = stay.detainers.order_by("-received_at").first()
    lines = lines_for(detainer) if detainer else []
    return next((line.value for line in lines if line.channel is Channel.EMAIL), "")


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def notice(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Queue a notice of the coming release by e-mail."""
    user = staff_of(request)
    stays = Stay.objects.select_related("person", "facility__agency").filter(agency=user.agency)
    stay = get_object_or_404(stays, pk=stay_id)
    zone = stay.facility.zone
    when = stay.entitled_at or stay.planned_for
    first = {
        "release_at": for_input(max(when, timezone.now()), zone) if when else "",
        "sent_to": _known_address(stay),
    }
    form = NoticeForm(request.POST or None, zone=zone, initial=first)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            detainer = detainer_of(LetterRequest(user, stay, timezone.now()))
            notices_by_email.send_notice(user, detainer.id, cleaned["release_at"], cleaned["sent_to"])
        except (LetterUnavailableError, LodgedError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The notice is written, recorded and queued. See below how it goes.")
            return redirect("desk-outbox")
    context = {
        "form": form,
        "stay": stay,
        "name": stay.person.names.order_by("pk").first(),
        "zone": zone.key,
        "has_server": settings.CONFIGURATION.mail is not None,
    }
    return private(
        render(request, "notices/notice_email.html", context, status=422 if form.is_bound else 200)
    )


@require_safe
@on_record()
def outbox_page(request: HttpRequest) -> HttpResponse:
    """Show every notice by e-mail, what must be looked at first."""
    user = staff_of(request)
    page = Paginator(notices_by_email.under_way(user), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "alerts": notices_by_email.alerts(user),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "may_act": user.role in MAY_RECORD,
        "zone": user.agency.time_zone,
        "has_server": settings.CONFIGURATION.mail is not None,
    }
    return private(render(request, "notices/outbox.html", context))


@require_POST
@on_record(MAY_RECORD)
def act(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    """Try one again, send one in one's own name, or stop it."""
    user = staff_of(request)
    get_object_or_404(Dispatch.objects.defer("letter"), pk=dispatch_id, agency=user.agency)
    try:
        if request.POST.get("do") == "stop":
            notices_by_email.withdraw(user, dispatch_id, request.POST.get("reason", ""))
            messages.success(request, "Stopped. Give the notice another way if the release still comes.")
        elif request.POST.get("do") == "anew":
            notices_by_email.send_anew(user, dispatch_id)
            messages.success(request, "The notice is written anew in your name, recorded and queued.")
        else:
            notices_by_email.try_now(user, dispatch_id)
            messages.success(request, "It is tried now. Look again in a moment.")
    except LodgedError as error:
        messages.error(request, str(error))
    return redirect("desk-outbox")
