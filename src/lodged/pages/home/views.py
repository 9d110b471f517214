"""The pages anyone may read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lodged.casework.models import ReconciliationRun, RunStatus


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what Lodged is and lead to its work."""
    example = ReconciliationRun.objects.filter(is_demonstration=True, status=RunStatus.DONE).first()
    return render(request, "public/home.html", {"example": example})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer while the process lives."""
    return HttpResponse("ok", content_type="text/plain")
