"""The pages of the reconciliation."""

from __future__ import annotations

import io
import zipfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from lodged.casework import profiles, reconciliations
from lodged.casework.models import ReconciliationRun, RunStatus
from lodged.casework.permissions import check_can_reconcile, check_can_see_run, why_not_reconcile
from lodged.casework.reviews import read_review
from lodged.pages.reconcile.forms import ReconciliationForm
from lodged.reconcile.answer import answer_of
from lodged.reconcile.bridge import Step
from lodged.reconcile.chart import waterfall_svg
from lodged.reconcile.files import RESULT_FILES
from lodged.reconcile.likely_words import headline
from lodged.reconcile.marks import pictures
from lodged.reconcile.summary import Summary
from lodged.register.acting import acting_as
from lodged.register.models import User

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def reconcile(request: HttpRequest) -> HttpResponse:
    """Explain the job, take the files, and list the runs one may see."""
    user = request.user if isinstance(request.user, User) else None
    may = user is not None and not why_not_reconcile(user)
    layouts = profiles.choices(user) if user and may else ()
    form = ReconciliationForm(request.POST or None, request.FILES or None, layouts=layouts)
    if request.method == "POST":
        check_can_reconcile(request.user)
        if form.is_valid() and user is not None:
            run = reconciliations.ask(user, reconciliations.Request(**form.cleaned_data))
            return redirect("reconciliation", run_id=run.id)
    context = {
        "form": form,
        "refusal": why_not_reconcile(request.user),
        "runs": _visible_runs(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "reconcile/reconcile.html", context, status=status)


@require_safe
def reconciliation(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show how far a run has come, and its result when it is done."""
    run = _run(request, run_id)
    if run.status == RunStatus.DONE:
        with as_asker(request):
            waiting = len(read_review(run).waiting)
        return render(request, "reconcile/result.html", {**_result(run), "waiting": waiting})
    return render(request, "reconcile/progress.html", {"run": run})


@require_safe
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show the piece of the page that shows how far a run has come; reload the page when it ended."""
    run = _run(request, run_id)
    response = render(request, "reconcile/progress_bar.html", {"run": run})
    if run.status in {RunStatus.DONE, RunStatus.FAILED}:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def category(request: HttpRequest, run_id: UUID, category_id: str) -> HttpResponse:
    """Show the list's rows of one category, each with its reason."""
    run = finished_run(request, run_id)
    summary = reconciliations.summary(run)
    chosen = next((c for c in summary.categories if c.id == category_id), None)
    if chosen is None:
        raise Http404("There is no such category.")
    rows = reconciliations.rows(run, category_id).collect().to_dicts()
    return render(
        request,
        "reconcile/category.html",
        {"run": run, "category": chosen, **_page(request, rows)},
    )


@require_safe
def not_on_list(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show the custody records with a detainer on file that no row of the list matches."""
    run = finished_run(request, run_id)
    rows = reconciliations.not_on_list(run).collect().to_dicts()
    return render(request, "reconcile/not_on_list.html", {"run": run, **_page(request, rows)})


@require_safe
def problems(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show what was wrong in the files."""
    run = finished_run(request, run_id)
    rows = reconciliations.problems(run).collect().to_dicts()
    return render(request, "reconcile/problems.html", {"run": run, **_page(request, rows)})


@require_safe
def download(request: HttpRequest, run_id: UUID, name: str) -> FileResponse:
    """Send one file of the result."""
    run = finished_run(request, run_id)
    if name not in RESULT_FILES:
        raise Http404("There is no such file.")
    return FileResponse((run.result / name).open("rb"), as_attachment=True, filename=name)


@require_safe
def download_all(request: HttpRequest, run_id: UUID) -> FileResponse:
    """Send the whole result as one archive."""
    run = finished_run(request, run_id)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in RESULT_FILES:
            bundle.write(run.result / name, arcname=str(Path(f"reconciliation-{run.as_of}") / name))
    archive.seek(0)
    return FileResponse(archive, as_attachment=True, filename=f"reconciliation-{run.state}-{run.as_of}.zip")


def as_asker(request: HttpRequest) -> AbstractContextManager[None]:
    """Return what the database shows to whoever asks: without a sign-in, the demonstration's runs."""
    return acting_as(request.user) if isinstance(request.user, User) else nullcontext()


def _visible_runs(request: HttpRequest) -> list[ReconciliationRun]:
    visible = Q(is_demonstration=True)
    if not why_not_reconcile(request.user) and isinstance(request.user, User):
        visible |= Q(agency_id=request.user.agency_id)
    with as_asker(request):
        return list(ReconciliationRun.objects.filter(visible).select_related("asked_by")[:20])


def _run(request: HttpRequest, run_id: UUID) -> ReconciliationRun:
    with as_asker(request):
        run = get_object_or_404(ReconciliationRun, id=run_id)
    check_can_see_run(request.user, run)
    return run


def finished_run(request: HttpRequest, run_id: UUID) -> ReconciliationRun:
    """Return a run that is done and that whoever asks may see."""
    run = _run(request, run_id)
    if run.status != RunStatus.DONE:
        raise Http404("This reconciliation has no result yet.")
    return run


def _result(run: ReconciliationRun) -> dict[str, Any]:
    summary = reconciliations.summary(run)
    steps = summary.bridge
    return {
        "run": run,
        "summary": summary,
        "has_intervals": bool(summary.estimates),
        # The chart escapes every text it holds.
        "chart": mark_safe(waterfall_svg(steps)),  # noqa: S308
        "bridge": [{"step": step, "address": _address(run, step)} for step in steps],
        **answer_context(run, summary),
        "downloads": RESULT_FILES,
    }


def answer_context(run: ReconciliationRun, summary: Summary) -> dict[str, Any]:
    """Return what a page shows of the answer; each group of marks leads to its only category, or to its row below."""
    answer = answer_of(summary)
    addresses = {
        entry.group: reverse("reconciliation-category", args=[run.id, entry.parts[0][0].value])
        if len(entry.parts) == 1
        else f"{reverse('reconciliation', args=[run.id])}#categories"
        for entry in answer.groups
    }
    likely = headline(summary.estimates, summary.as_of) if summary.estimates else ()
    # The pictures escape every text they hold.
    return {"answer": answer, "marks": mark_safe(pictures(answer, addresses)), "likely": likely}  # noqa: S308


def _address(run: ReconciliationRun, step: Step) -> str | None:
    """Return where the rows behind a step are."""
    if step.opens is None:
        return None
    if step.opens == "not-on-list":
        return reverse("reconciliation-not-on-list", args=[run.id])
    return reverse("reconciliation-category", args=[run.id, step.opens])


def _page(request: HttpRequest, rows: list[dict[str, Any]]) -> dict[str, Any]:
    paginator = Paginator(rows, ROWS_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    return {"page": page, "pages": paginator.get_elided_page_range(page.number, on_each_side=1)}
