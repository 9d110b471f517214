"""The pages of claims: published figures beside every way of counting them."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from lodged.pages.figures.views import show


@require_safe
def claims(request: HttpRequest) -> HttpResponseBase:
    """List the claims with their verdicts."""
    return show(request, "claims", lambda pages: pages.page("claims"))


@require_safe
def claim(request: HttpRequest, claim_id: str) -> HttpResponseBase:
    """Show a claim with every method."""
    return show(request, "claim", lambda pages: pages.claim(claim_id))
