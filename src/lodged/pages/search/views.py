"""The search that stands on every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lodged.casework.search import search
from lodged.web.access import on_record, private

MOST_CHARACTERS = 200


@require_http_methods(["GET", "HEAD", "POST"])
@on_record()
def find(request: HttpRequest) -> HttpResponse:
    """Show who fits what was typed. It is sent in the body: a name in an address would stand in logs and histories."""
    words = request.POST.get("words", "").strip()[:MOST_CHARACTERS]
    context = {"words": words, "answer": search(words, timezone.now())}
    typed = bool(request.headers.get("HX-Request"))
    return private(render(request, "search/found.html" if typed else "search/search.html", context))
