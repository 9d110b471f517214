"""The pages that lock and unlock a session."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodged.signin import device_lock
from lodged.signin.adapters import is_from_provider
from lodged.signin.forms import ConfirmForm
from lodged.web.access import private, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask who it is; then go on where they were, or hand back what they typed."""
    if request.method != "POST":
        return unlock_page(request) if device_lock.is_locked(request) else redirect(_next(request))
    user = staff_of(request)
    kept = request.POST.get("kept", "")
    form = ConfirmForm(request.POST, user=user)
    if device_lock.is_locked(request):
        if not form.is_valid():
            return unlock_page(request, form=form, kept=kept)
        reauthenticate_by_password(request)
    typed = device_lock.kept(request, kept) if kept else None
    if typed is None:
        return redirect(_next(request))
    return private(render(request, "signin/handed_back.html", {"kept": typed}))


@require_POST
@login_required
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the session now."""
    device_lock.lock(request, staff_of(request))
    return redirect("device-unlock")


@require_safe
@never_cache
def state(request: HttpRequest) -> JsonResponse:
    """Say whether the session is locked, for a page that covered itself."""
    return JsonResponse({"locked": not request.user.is_authenticated or device_lock.is_locked(request)})


@require_POST
@login_required
def active(request: HttpRequest) -> HttpResponse:
    """Note that somebody is at the page, though nothing is sent."""
    if not device_lock.is_locked(request):
        device_lock.be_active(request)
    return HttpResponse(status=204)


def unlock_page(request: HttpRequest, *, form: ConfirmForm | None = None, kept: str = "") -> HttpResponse:
    """Show the page that asks who it is; ``kept`` travels with it and is handed back."""
    user = staff_of(request)
    others = [method for method in get_adapter().get_reauthentication_methods(user) if "mfa" in method["id"]]
    context = {
        "form": form or ConfirmForm(user=user),
        "kept": kept,
        "next": _next(request),
        "by_password": user.has_usable_password(),
        "by_factor": [] if kept else others,
        "by_provider": is_from_provider(user),
    }
    response = private(render(request, "signin/unlock.html", context, status=422 if form else 200))
    # htmx would put the page where it wanted a piece of one.
    response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"] = (
        "#main",
        "innerHTML",
        "#main > *",
    )
    return response


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"
