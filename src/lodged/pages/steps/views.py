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
from lodged.pages.steps.offices import office_rows
from lodged.register.actor import actor_of
from lodged.register.models import Event, User
from lodged.register.permissions import require
from lodged.register.projection import ChangedMeanwhileError
from lodged.web.access import View, on_record, private, staff_of

SENT_TWICE_WITHIN = timedelta(minutes=10)


def step_view(step: Step) -> View:
    """Return the view of one step."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @on_record()
    def page(request: HttpRequest, stay_id: UUID) -> HttpResponse:
        user = staff_of(request)
        case = Case(stay_of(stay_id), timezone.now())
        require(user, step.roles, "record this")
        if case.stay.agency_id != user.agency_id:
            raise PermissionDenied(
                "Only the agency that holds the person records here. You may read the file."
            )
        return _answer(request, step, case, user)

    page.__doc__ = f"{step.title}."
    return page


def _answer(request: HttpRequest, step: Step, case: Case, user: User) -> HttpResponse:
    refused = step.offered(case)
    sent = request.method == "POST"
    if refused is not None:
        twice = _sent_twice(case, user, step) if sent else None
        return twice or _page(request, step, case, None, refused=refused, status=409 if sent else 200)
    form = step.form(request.POST if sent else None, case=case, user=user)
    if not sent or not form.is_valid():
        return _page(request, step, case, form, status=422 if sent else 200)
    return _record(request, step, form)


def _record(request: HttpRequest, step: Step, form: StepForm) -> HttpResponse:
    case, user = form.case, form.user
    try:
        done = perform(actor_of(user), form.deed(), shown=form.shown_versions)
    except ChangedMeanwhileError:
        return _changed(request, step, form)
    except LodgedError as error:
        form.add_error(None, str(error))
        return _page(request, step, case, form, status=422)
    messages.success(request, f"{step.done} {_what_now(done)}")
    return redirect(_file_address(case))


def _changed(request: HttpRequest, step: Step, form: StepForm) -> HttpResponse:
    """Show that somebody recorded something since the form was shown: the same sending again, or another's act."""
    case = Case(stay_of(form.case.stay.id), timezone.now())
    twice = _sent_twice(case, form.user, step)
    if twice is not None:
        return twice
    typed = request.POST.copy()
    typed["stay_version"] = str(case.stay.version)
    if case.detainer is not None:
        typed["detainer_version"] = str(case.detainer.version)
    again = step.form(typed, case=case, user=form.user)
    again.is_valid()
    again.add_error(
        None,
        "Somebody recorded something here while you had this open, so yours was not recorded yet. "
        "What you typed is kept below. Read what changed, then save again if it is still right.",
    )
    return _page(request, step, case, again, status=409, changes=_newest(case))


def _sent_twice(case: Case, user: User, step: Step) -> HttpResponse | None:
    """Lead to the file where this very step was recorded by this person a moment ago."""
    names = {act.name for act in step.records}
    last = (
        (
            Event.objects.filter(stay_id=case.stay.id)
            | Event.objects.filter(detainer_id__in=[one.pk for one, _ in case.detainers])
        )
        .order_by("index")
        .last()
    )
    if last is None or last.actor_id != user.pk or last.name not in names:
        return None
    if case.now - last.recorded_at > SENT_TWICE_WITHIN:
        return None
    return redirect(f"{_file_address(case)}?sent=twice")


def _newest(case: Case) -> list[Any]:
    lines = timeline(case.stay, [one for one, _ in case.detainers], case.zone)
    return sorted(lines, key=lambda line: line.index)[-3:]


def _what_now(done: Done) -> str:
    todo = done.next
    return f"Next: {todo[0].words.lower()}." if todo else "Nothing more is to be done here now."


def _file_address(case: Case) -> str:
    return reverse("desk-stay", args=[case.stay.id])


def _page(
    request: HttpRequest,
    step: Step,
    case: Case,
    form: StepForm | None,
    *,
    status: int,
    refused: str | None = None,
    changes: list[Any] | None = None,
) -> HttpResponse:
    explanation = explained(case)
    context = {
        "step": step,
        "s": case,
        "stay": case.stay,
        "zone": case.zone,
        "now": case.now,
        "form": form,
        "offices": list(office_rows(form, case)) if form is not None else [],
        "refused": refused,
        "changes": changes or [],
        "law": [item for item in desk_answers(explanation) if item.action in step.law],
        "footing": explanation.footing if explanation else "",
    }
    return private(render(request, "steps/step.html", context, status=status))
