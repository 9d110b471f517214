"""The page that looks a published list of names up in the record."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lodged.casework.names import Checked, check_names
from lodged.core.errors import LodgedError
from lodged.names_check.files import read_people
from lodged.names_check.people import NamedPerson, as_rows, read_text
from lodged.names_check.table import table_of
from lodged.pages.names.forms import NamesForm
from lodged.sources.safe_cells import safe_csv_text
from lodged.web.access import on_record, private, staff_of


@require_http_methods(["GET", "HEAD", "POST"])
@on_record()
def names(request: HttpRequest) -> HttpResponse:
    """Take a list of names, and say of each who in the record may be meant; the looking is recorded."""
    form = NamesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            people = _people(form)
            checked = check_names(staff_of(request), people, form.cleaned_data["purpose"])
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            if "download" in request.POST:
                return private(_download(checked))
            return private(_answered(request, checked, people, form.cleaned_data["purpose"]))
    return private(render(request, "names/names.html", {"form": form}, status=422 if form.is_bound else 200))


def _people(form: NamesForm) -> list[NamedPerson]:
    today = timezone.localdate()
    file = form.cleaned_data["file"]
    return _from_file(file) if file else read_text(form.cleaned_data["text"], today=today)


def _from_file(file: UploadedFile) -> list[NamedPerson]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(file.name or "").name or "list.csv")
        with path.open("xb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return read_people(path, {}, today=timezone.localdate())[0]


def _download(checked: Checked) -> HttpResponse:
    response = HttpResponse(
        safe_csv_text(table_of(checked.answers, checked.moment)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="names-{checked.moment:%Y-%m-%d}.csv"'
    return response


def _answered(
    request: HttpRequest, checked: Checked, people: list[NamedPerson], purpose: str
) -> HttpResponse:
    answers = []
    for answer, shown in zip(checked.answers, checked.shown, strict=True):
        rows = [{"shown": one, "held": one.candidate.held(checked.moment)} for one in shown]
        answers.append({"answer": answer, "rows": rows})
    counts: dict[str, int] = {}
    for answer in checked.answers:
        counts[answer.sureness.value] = counts.get(answer.sureness.value, 0) + 1
    context = {
        "answers": answers,
        "counts": counts,
        "moment": checked.moment,
        "again": as_rows(people).write_csv(),
        "purpose": purpose,
    }
    return render(request, "names/names_answered.html", context)
