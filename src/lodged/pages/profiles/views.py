"""Draft a profile from a file, show it on the file's first rows, and keep it on a person's word."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodged.casework import profiles
from lodged.casework.permissions import MAY_RECONCILE
from lodged.core.errors import LodgedError
from lodged.pages.profiles.forms import ProfileFileForm, ProfileForm, initial_of
from lodged.sources.profiles import HeaderRow
from lodged.web.access import on_record, private, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECONCILE)
def layouts(request: HttpRequest) -> HttpResponse:
    """List the profiles there are, and take a file to make another for."""
    user = staff_of(request)
    form = ProfileFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        former = profiles.from_session(request.session.get(profiles.SESSION_KEY))
        if former is not None:
            former.put_aside()
        draft = profiles.begin(user, form.cleaned_data["file"])
        try:
            draft.proposal()
        except LodgedError as error:
            draft.put_aside()
            form.add_error(None, str(error))
        else:
            request.session[profiles.SESSION_KEY] = draft.to_session()
            return redirect("layout-draft")
    context = {"form": form, "known": profiles.known(user)}
    return render(request, "profiles/layouts.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECONCILE)
def draft(request: HttpRequest) -> HttpResponse:
    """Show the file's first rows as the choices have them; accept them where that is the person's word."""
    user = staff_of(request)
    kept = profiles.from_session(request.session.get(profiles.SESSION_KEY))
    if kept is None:
        messages.error(request, "The file is no longer here. Send it again.")
        return redirect("layouts")
    proposal = kept.proposal()
    form = ProfileForm(
        request.POST or None,
        columns=kept.columns,
        headerless=proposal.get("header") == HeaderRow.NONE.value,
        initial=initial_of(proposal),
    )
    sample = None
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("accept") and kept.was_shown(form.text()):
                accepted = profiles.accept(user, kept, form.text())
                del request.session[profiles.SESSION_KEY]
                messages.success(request, f"Kept: {accepted.title}. Choose it where you give your files.")
                return redirect("layouts")
            sample = kept.sample(kept.tried(form.text()))
        except LodgedError as error:
            form.add_error(None, str(error))
    context = {"form": form, "draft": kept, "sample": sample}
    status = 422 if form.is_bound and form.errors else 200
    return private(render(request, "profiles/draft.html", context, status=status))


@require_POST
@on_record(MAY_RECONCILE)
def put_aside(request: HttpRequest) -> HttpResponse:
    """Remove the file without keeping a profile."""
    kept = profiles.from_session(request.session.pop(profiles.SESSION_KEY, None))
    if kept is not None:
        kept.put_aside()
        messages.success(request, f"{kept.name} was removed. No layout was kept.")
    return redirect("layouts")


@require_POST
@on_record(MAY_RECONCILE)
def remove(request: HttpRequest, name: str) -> HttpResponse:
    """Remove a profile of the agency's own; what was made through it keeps its hash."""
    removed = profiles.remove(staff_of(request), name)
    if removed is None:
        raise Http404("Your agency has no such layout.")
    messages.success(request, f"Removed: {removed.title}.")
    return redirect("layouts")


@require_safe
@on_record(MAY_RECONCILE)
def download(request: HttpRequest, name: str) -> HttpResponse:
    """Send a profile, for the command line or another agency."""
    path = profiles.chosen(staff_of(request), name)
    if path is None:
        raise Http404("There is no such layout.")
    response = HttpResponse(path.read_bytes(), content_type="application/yaml")
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response
