"""The pages of the directory: who is in it, what received forms propose, and how letters are headed."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lodged.casework import directory
from lodged.core.errors import LodgedError
from lodged.pages.directory.forms import ContactForm, LetterheadForm, RetireForm, VictimLineForm
from lodged.register.actor import actor_of
from lodged.register.models import Detainer, IceContact
from lodged.register.permissions import MAY_RECORD
from lodged.web.access import on_record, private, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def offices(request: HttpRequest) -> HttpResponse:
    """Show the directory and what is proposed for it; a letterhead that is sent is set."""
    user = staff_of(request)
    form = LetterheadForm(request.POST or None, initial={"lines": user.agency.letterhead})
    if request.method == "POST" and form.is_valid():
        try:
            directory.set_letterhead(actor_of(user), timezone.now(), form.cleaned_data["lines"].splitlines())
        except LodgedError as error:
            form.add_error("lines", str(error))
        else:
            messages.success(request, "The letterhead is set. The next letter carries it.")
            return redirect("directory")
    context = {
        "contacts": directory.contacts(),
        "retired": IceContact.objects.exclude(retired_at=None),
        "proposals": directory.proposals(),
        "zone": ZoneInfo(user.agency.time_zone),
        "form": form,
        "agency": user.agency,
        "victims": VictimLineForm(initial={"line": user.agency.victim_line}),
    }
    return private(render(request, "directory/directory.html", context, status=422 if form.errors else 200))


@require_POST
@on_record(MAY_RECORD)
def victim_line(request: HttpRequest) -> HttpResponse:
    """Set the number or address of VINE that is shown at a release."""
    form = VictimLineForm(request.POST)
    if form.is_valid():
        directory.set_victim_line(actor_of(staff_of(request)), timezone.now(), form.cleaned_data["line"])
        messages.success(request, "The victim notice line is set. It is shown at each release.")
    else:
        messages.error(request, form.errors["line"].as_text().removeprefix("* "))
    return redirect("directory")


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def add(request: HttpRequest) -> HttpResponse:
    """Add an office; ``?from=`` fills the form with what a received form says, for a person to check."""
    first = _proposed(request.GET.get("from", ""))
    return _kept(request, ContactForm(request.POST or None, initial=first), None)


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def change(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Change what the directory says of an office."""
    contact = get_object_or_404(IceContact, pk=contact_id, retired_at=None)
    first = {name: getattr(contact, name) for name in ContactForm.base_fields}
    return _kept(request, ContactForm(request.POST or None, initial=first), contact)


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def retire(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Offer an office no more."""
    contact = get_object_or_404(IceContact, pk=contact_id, retired_at=None)
    form = RetireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            directory.retire_contact(
                actor_of(staff_of(request)), timezone.now(), contact.pk, form.cleaned_data["reason"]
            )
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{contact} is retired. It is offered no more.")
            return redirect("directory")
    context = {"form": form, "contact": contact}
    return private(render(request, "directory/retire.html", context, status=422 if form.is_bound else 200))


def _kept(request: HttpRequest, form: ContactForm, contact: IceContact | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            directory.keep_contact(
                actor_of(staff_of(request)),
                timezone.now(),
                form.entered(),
                contact=contact.pk if contact else None,
            )
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{form.cleaned_data['office']} is in the directory.")
            return redirect("directory")
    context = {"form": form, "contact": contact}
    return private(render(request, "directory/contact.html", context, status=422 if form.is_bound else 200))


def _proposed(detainer: str) -> dict[str, str]:
    try:
        row = Detainer.objects.filter(pk=UUID(detainer)).first()
    except ValueError:
        row = None
    return {"office": row.issued_by, "phone": row.issuer_phone} if row else {}
