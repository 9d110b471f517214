"""The addresses of letters. That one was made, which and by whom, is recorded before it is given."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from lodged.casework.letters.letters import KINDS, LetterRequest, LetterUnavailableError, letter, return_slip
from lodged.documents.letters import Document, set_letter
from lodged.register.acts import ReadFile
from lodged.register.models import Paper, Stay
from lodged.register.services import record
from lodged.web.access import on_record, private, staff_of


@require_safe
@on_record()
def stay_letter(request: HttpRequest, stay_id: UUID, kind: str) -> HttpResponse:
    """Show a letter about a stay; ``?lang=`` chooses the person's language, ``?detainer=`` one of several detainers."""
    if kind not in KINDS:
        raise Http404(f"There is no letter [{kind}]. There are: {', '.join(KINDS)}.")
    user = staff_of(request)
    stays = Stay.objects.select_related("person", "facility__agency", "agency").prefetch_related(
        "stated_facts"
    )
    stay = get_object_or_404(stays, pk=stay_id)
    wanted = LetterRequest(
        user,
        stay,
        timezone.now(),
        _named(request, "detainer"),
        request.GET.get("lang", "en"),
        _named(request, "contact"),
    )
    try:
        document = letter(kind, wanted)
    except LetterUnavailableError as error:
        return _unavailable(request, str(error))
    purpose = f"letter: {kind}" + (f" ({wanted.language})" if kind == "persons-copy" else "")
    record(user, ReadFile(at=wanted.at, person=stay.person_id, purpose=purpose))
    return _given(document, f"{kind}-{stay.booking_number}")


@require_safe
@on_record()
def paper_slip(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Show the return slip of a paper that went back at intake."""
    user = staff_of(request)
    papers = Paper.objects.select_related("facility__agency", "agency")
    paper = get_object_or_404(papers, pk=paper_id)
    at = timezone.now()
    try:
        document = return_slip(user, paper, at)
    except LetterUnavailableError as error:
        return _unavailable(request, str(error))
    record(user, ReadFile(at=at, person=paper.person, purpose="letter: return-slip"))
    return _given(document, "return-slip")


def _named(request: HttpRequest, what: str) -> UUID | None:
    text = request.GET.get(what, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404(f"[{text}] names no {what}.") from error


def _given(document: Document, name: str) -> HttpResponse:
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
    response = private(HttpResponse(set_letter(document), content_type="application/pdf"))
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=f"{safe}.pdf") or "inline"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _unavailable(request: HttpRequest, reason: str) -> HttpResponse:
    context = {"title": "This letter can't be made yet", "reason": reason, "is_error": True}
    return private(render(request, "web/error.html", context, status=409))
