"""The pages anyone may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lodged.casework import reconciliations
from lodged.casework.models import ReconciliationRun, RunStatus
from lodged.pages.reconcile.views import answer_context


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what Lodged is and lead to its work."""
    example = ReconciliationRun.objects.filter(is_demonstration=True, status=RunStatus.DONE).first()
    answer = answer_context(example, reconciliations.summary(example)) if example else {}
    return render(request, "public/home.html", {"example": example, "run": example, **answer})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer while the process lives."""
    return HttpResponse("ok", content_type="text/plain")
