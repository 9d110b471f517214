"""The page of each step: who is meant, what the law says, the form, and clear words when something changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lodged.casework.case import Case
from lodged.casework.deeds import Done, perform
from lodged.casework.timeline import timeline
from lodged.core.errors import LodgedError
from lodged.pages.board.views import stay_of
from lodged.pages.case.file import desk_answers, explained
from lodged.pages.steps.base import Step, StepForm
from lodged.register.actor import actor_of
from lodged.register.models import Event, User
from lodged.register.permissions import require
from lodged.register.projection import ChangedMeanwhileError
from lodged.web.access import View, on_record, private, staff_of

SENT_TWICE_WITHIN = timedelta(minutes=10)


def step_view(step: Step) -> View:
    """The view of one step."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @on_record()
    def page(request: HttpRequest, stay_id: UUID) -> HttpResponse:
        user = staff_of(request)
        situation = Case(stay_of(stay_id), timezone.now())
        require(user, step.roles, "record this")
        if situation.stay.agency_id != user.agency_id:
            raise PermissionDenied(
                "Only the agency that holds the person records here. You may read the file."
            )
        return _answer(request, step, situation, user)

    page.__doc__ = f"{step.title}."
    return page


def _answer(request: HttpRequest, step: Step, situation: Case, user: User) -> HttpResponse:
    refused = step.offered(situation)
    sent = request.method == "POST"
    if refused is not None:
        twice = _sent_twice(situation, user, step) if sent else None
        return twice or _page(request, step, situation, None, refused=refused, status=409 if sent else 200)
    form = step.form(request.POST if sent else None, situation=situation, user=user)
    if not sent or not form.is_valid():
        return _page(request, step, situation, form, status=422 if sent else 200)
    return _record(request, step, form)


def _record(request: HttpRequest, step: Step, form: StepForm) -> HttpResponse:
    situation, user = form.situation, form.user
    try:
        done = perform(actor_of(user), form.deed(), shown=form.shown_versions)
    except ChangedMeanwhileError:
        return _changed(request, step, form)
    except LodgedError as error:
        form.add_error(None, str(error))
        return _page(request, step, situation, form, status=422)
    messages.success(request, f"{step.done} {_what_now(done)}")
    return redirect(_file_address(situation))


def _changed(request: HttpRequest, step: Step, form: StepForm) -> HttpResponse:
    """Somebody recorded something since the form was shown: the same sending again, or another's act."""
    situation = Case(stay_of(form.situation.stay.id), timezone.now())
    twice = _sent_twice(situation, form.user, step)
    if twice is not None:
        return twice
    typed = request.POST.copy()
    typed["stay_version"] = str(situation.stay.version)
    if situation.detainer is not None:
        typed["detainer_version"] = str(situation.detainer.version)
    again = step.form(typed, situation=situation, user=form.user)
    again.is_valid()
    again.add_error(
        None,
        "Somebody recorded something here while you had this open, so yours was not recorded yet. "
        "What you typed is kept below. Read what changed, then save again if it is still right.",
    )
    return _page(request, step, situation, again, status=409, changes=_newest(situation))


def _sent_twice(situation: Case, user: User, step: Step) -> HttpResponse | None:
    """Lead to the file where this very step was recorded by this person a moment ago."""
    names = {act.name for act in step.records}
    last = (
        (
            Event.objects.filter(stay_id=situation.stay.id)
            | Event.objects.filter(detainer_id__in=[one.pk for one, _ in situation.detainers])
        )
        .order_by("index")
        .last()
    )
    if last is None or last.actor_id != user.pk or last.name not in names:
        return None
    if situation.now - last.recorded_at > SENT_TWICE_WITHIN:
        return None
    return redirect(f"{_file_address(situation)}?sent=twice")


def _newest(situation: Case) -> list[Any]:
    lines = timeline(situation.stay, [one for one, _ in situation.detainers], situation.zone)
    return sorted(lines, key=lambda line: line.index)[-3:]


def _what_now(done: Done) -> str:
    todo = done.next
    return f"Next: {todo[0].words.lower()}." if todo else "Nothing more is to be done here now."


def _file_address(situation: Case) -> str:
    return reverse("desk-stay", args=[situation.stay.id])


def _page(
    request: HttpRequest,
    step: Step,
    situation: Case,
    form: StepForm | None,
    *,
    status: int,
    refused: str | None = None,
    changes: list[Any] | None = None,
) -> HttpResponse:
    explanation = explained(situation)
    context = {
        "step": step,
        "s": situation,
        "stay": situation.stay,
        "zone": situation.zone,
        "now": situation.now,
        "form": form,
        "refused": refused,
        "changes": changes or [],
        "law": [item for item in desk_answers(explanation) if item.action in step.law],
        "footing": explanation.footing if explanation else "",
    }
    return private(render(request, "steps/step.html", context, status=status))
