"""The pages of intake: a paper comes, is confirmed beside its source, and becomes a record or goes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from lodged.casework import intake
from lodged.casework.intake_matching import (
    Candidate,
    already_here,
    booking,
    candidates,
    misdirected,
    open_detainers,
)
from lodged.core.errors import LodgedError, UnreadableFileError
from lodged.documents.reading import DocumentKind, picture_apart
from lodged.pages.intake.forms import DecideForm, PaperForm, ReceiveForm, initial_of, prefilled
from lodged.register import vocabulary as words
from lodged.register.actor import Actor, actor_of
from lodged.register.acts import ReadFile
from lodged.register.models import Detainer, Facility, Paper, User
from lodged.register.permissions import MAY_RECORD
from lodged.register.services import record
from lodged.web.access import on_record, private, staff_of

ANYWAY_SHOWN = frozenset({DocumentKind.PDF.value, DocumentKind.PNG.value, DocumentKind.JPEG.value})
"""Kinds of which a page can be shown as a picture."""


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def receive(request: HttpRequest) -> HttpResponse:
    """Take a paper in; show those that wait, each with its clock."""
    user = staff_of(request)
    form = ReceiveForm(
        request.POST or None,
        request.FILES or None,
        facilities=Facility.objects.filter(agency=user.agency).order_by("name"),
        zone=_zone(user),
    )
    before = None
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        file = cleaned["file"]
        try:
            paper = intake.receive(
                actor_of(user),
                cleaned["facility"],
                words.Channel.of(cleaned["channel"]),
                cleaned["received_at"],
                content=file.read() if file else None,
                name=file.name if file else "",
                again=cleaned["again"],
            )
        except intake.ReceivedBeforeError as error:
            form.add_error("again", str(error))
            before = error.paper
        except LodgedError as error:
            form.add_error("file", str(error))
        else:
            return redirect("desk-intake-paper", paper.id)
    papers = [(paper, intake.clock(paper)) for paper in intake.waiting().filter(agency=user.agency)]
    context = {"form": form, "papers": papers, "before": before, "zone": _zone(user).key}
    return private(render(request, "intake/intake.html", context, status=422 if form.is_bound else 200))


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Confirm what stands on a paper, each value beside its source; or see what became of it."""
    user = staff_of(request)
    paper = _paper(user, paper_id)
    if not paper.is_waiting:
        record(user, ReadFile(at=timezone.now(), person=_subject(paper), purpose="opened a paper"))
        return private(render(request, "intake/done.html", _settled(paper)))
    reading = intake.reading_of(paper)
    answers = intake.answers_of(paper)
    first = initial_of(answers) if answers else prefilled(reading) if reading else {}
    form = PaperForm(request.POST or None, initial=first, reading=reading)
    if request.method == "POST" and form.is_valid():
        intake.confirm(actor_of(user), paper, form.answers())
        return redirect("desk-intake-decide", paper.id)
    context = {
        **_beside(paper),
        "form": form,
        "reading": reading,
        "groups": _groups(form),
    }
    return private(render(request, "intake/form.html", context, status=422 if form.is_bound else 200))


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_RECORD)
def decide(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """See what is missing, which booking it may be about and what is here already; then decide."""
    user = staff_of(request)
    paper = _paper(user, paper_id)
    answers = intake.answers_of(paper)
    if not paper.is_waiting or answers is None:
        return redirect("desk-intake-paper", paper.id)
    offered = candidates(user, paper, answers)
    booking_number = request.GET.get("booking", "")
    by_number = booking(user, booking_number, answers) if booking_number.strip() else None
    if by_number and by_number.stay.id not in {one.stay.id for one in offered}:
        offered = [by_number, *offered]
    seen = [*already_here(paper, answers), *filter(None, [misdirected(paper, answers)])]
    form = _decide_form(request, offered, doubtful=bool(seen))
    if request.method == "POST" and form.is_valid():
        try:
            _do(actor_of(user), paper, answers, form.cleaned_data, offered)
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Recorded.")
            return redirect("desk-intake-paper", paper.id)
    context = {
        **_beside(paper),
        "answers": answers,
        "form": form,
        "findings": intake.findings(paper, answers),
        "seen": seen,
        "offered": offered,
        "booking_number": booking_number,
        "no_such_booking": bool(booking_number.strip()) and by_number is None,
    }
    return private(render(request, "intake/decide.html", context, status=422 if form.is_bound else 200))


@require_safe
@on_record()
def document(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Show the file of a paper, to be saved and never run or shown by the browser. That it was opened is recorded."""
    user = staff_of(request)
    paper = _paper(user, paper_id)
    file = intake.document_of(paper)
    if file is None:
        raise Http404("No file is kept of this paper: it was typed in by hand, or its data were expunged.")
    record(user, ReadFile(at=timezone.now(), person=_subject(paper), purpose="downloaded a paper's file"))
    kind = DocumentKind(file.media_type)
    name = f"paper-{paper.received_at:%Y%m%d-%H%M}.{kind.suffix}"
    response = HttpResponse(bytes(file.content), content_type=kind.value)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return _sealed_off(private(response))


@require_safe
@on_record()
def picture(request: HttpRequest, paper_id: UUID, number: int) -> HttpResponse:
    """Show one page of a paper as a picture made anew from its file."""
    paper = _paper(staff_of(request), paper_id)
    file = intake.document_of(paper)
    if file is None or not 1 <= number <= file.pages:
        raise Http404("This paper has no such page.")
    try:
        made = picture_apart(bytes(file.content), DocumentKind(file.media_type), number)
    except UnreadableFileError as error:
        raise Http404(str(error)) from error
    return _sealed_off(private(HttpResponse(made, content_type="image/png")))


def _do(
    actor: Actor,
    paper: Paper,
    answers: intake.FormAnswers,
    chosen: dict[str, Any],
    offered: list[Candidate],
) -> None:
    if chosen["outcome"] == "return":
        intake.give_back(
            actor, paper, answers, words.ReturnReason.of(chosen["return_reason"]), chosen["note"]
        )
        return
    stay = next(one.stay for one in offered if str(one.stay.id) == chosen["stay"])
    if chosen["outcome"] == "keep":
        intake.keep(actor, paper, answers, stay, words.DeclineReason.of(chosen["keep_reason"]))
        return
    replaced = chosen.get("supersedes")
    earlier = Detainer.objects.filter(pk=replaced, stay=stay).first() if replaced else None
    if replaced and earlier is None:
        raise LodgedError(
            "The detainer chosen to be replaced is on another booking. Choose one of the booking it is about."
        )
    intake.lodge(actor, paper, answers, stay, supersedes=earlier)


def _decide_form(request: HttpRequest, offered: list[Candidate], *, doubtful: bool) -> DecideForm:
    """Return the form; where one booking fits, nothing speaks against it and nothing is here already, it is chosen."""
    held = [one for one in offered if one.stay.departed_at is None]
    earlier = [(str(detainer.id), _named(detainer)) for detainer in open_detainers(offered)]
    first = {}
    if len(held) == 1 and not held[0].against:
        first = {"stay": str(held[0].stay.id), "outcome": "" if doubtful or earlier else "lodge"}
    return DecideForm(
        request.POST or None,
        stays=[(str(one.stay.id), _offer(one)) for one in offered],
        earlier=earlier,
        contradicted=frozenset(str(one.stay.id) for one in offered if one.against),
        initial=first,
    )


def _offer(one: Candidate) -> str:
    left = f"; left custody {one.stay.departed_at:%Y-%m-%d}" if one.stay.departed_at else ""
    reasons = ", ".join(one.speaks_for) or "nothing else"
    against = f". Against it: {', '.join(one.against)}" if one.against else ""
    return (
        f"{one.stay.booking_number}: {one.name}, born {one.born}, {one.stay.facility}{left}. "
        f"For it: {reasons}{against}"
    )


def _named(detainer: Detainer) -> str:
    number = detainer.reference or "none"
    return f"{detainer.form} of {detainer.issued_on or 'no date'}, number {number}, booking {detainer.stay}"


def _paper(user: User, paper_id: UUID) -> Paper:
    return get_object_or_404(
        Paper.objects.select_related("agency", "facility__agency", "received_by", "detainer__stay__person"),
        pk=paper_id,
        agency=user.agency,
    )


def _subject(paper: Paper) -> UUID:
    return paper.detainer.stay.person_id if paper.detainer else paper.person


def _beside(paper: Paper) -> dict[str, Any]:
    """Return what every page about one paper shows beside its form."""
    file = intake.document_of(paper)
    shown = file is not None and file.media_type in ANYWAY_SHOWN
    return {
        "paper": paper,
        "clock": intake.clock(paper),
        "file": file,
        "pages": range(1, min(file.pages, 4) + 1) if file and shown else (),
        "zone": paper.facility.zone.key,
    }


def _settled(paper: Paper) -> dict[str, Any]:
    return {**_beside(paper), "detainer": paper.detainer}


def _groups(form: PaperForm) -> list[tuple[str, list[Any]]]:
    """Return the fields in the order of the paper."""
    parts = (
        (
            "The paper",
            ("form", "form_version", "reference", "addressed_to", "issued_by", "issued_on", "issuer_phone"),
        ),
        ("The person, as the paper has it", ("last_name", "first_name", "born", "file_number", "subject_id")),
        ("Boxes and signature", ("grounds", "box_2", "signed")),
        ("The warrant", ("warrant", "warrant_signer", "warrant_signed_by", "warrant_signed_on")),
    )
    return [(title, [form[name] for name in names]) for title, names in parts]


def _sealed_off(response: HttpResponse) -> HttpResponse:
    """Mark a stranger's bytes: never sniffed, never run, never framed, never used by another site."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _zone(user: User) -> ZoneInfo:
    return ZoneInfo(user.agency.time_zone)
