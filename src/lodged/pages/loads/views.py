"""The pages that take a file into the record: the difference first, then, on a person's word, the events."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lodged.casework import profiles, uploaded_loads
from lodged.core.errors import LodgedError
from lodged.pages.record.forms import LoadForm
from lodged.register.permissions import MAY_LOAD
from lodged.web.access import on_record, private, staff_of

MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_LOAD)
def load(request: HttpRequest) -> HttpResponse:
    """Take a file, and show what it would change."""
    user = staff_of(request)
    form = LoadForm(request.POST or None, request.FILES or None, layouts=profiles.choices(user))
    if request.method == "POST" and form.is_valid():
        kept = uploaded_loads.keep(
            form.cleaned_data["file"],
            is_list=form.cleaned_data["kind"] == "list",
            mapping=form.cleaned_data["mapping"],
            layout=form.cleaned_data["layout"],
        )
        try:
            comparison = kept.compare(user)
        except LodgedError as error:
            kept.put_aside()
            form.add_error(None, str(error))
        else:
            request.session[uploaded_loads.SESSION_KEY] = kept.to_session()
            return private(
                render(
                    request,
                    "loads/load_difference.html",
                    {
                        "load": kept,
                        "found": comparison,
                        "counts": [(kind.value, count) for kind, count in comparison.counts.most_common()],
                        "shown": comparison.changes[:MOST_SHOWN],
                        "reasons": Counter(problem.reason for problem in comparison.problems).most_common(),
                        "problems": comparison.problems[:MOST_SHOWN],
                        "fingerprint": uploaded_loads.fingerprint(comparison),
                    },
                )
            )
    return render(request, "loads/load.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@on_record(MAY_LOAD)
def record_load(request: HttpRequest) -> HttpResponse:
    """Record the difference that was shown, if it is still that one."""
    user = staff_of(request)
    kept = uploaded_loads.from_session(request.session.get(uploaded_loads.SESSION_KEY))
    if kept is None:
        messages.error(request, "The file is no longer here. Send it again.")
        return redirect("record-load")
    try:
        comparison = kept.compare(user)
        if uploaded_loads.fingerprint(comparison) != request.POST.get("fingerprint"):
            messages.error(
                request,
                "The record changed since the difference was shown. Nothing was recorded; send the file again.",
            )
            return redirect("record-load")
        recorded = kept.record(user, comparison)
    except LodgedError as error:
        messages.error(request, str(error))
        return redirect("record-load")
    del request.session[uploaded_loads.SESSION_KEY]
    messages.success(request, f"Recorded {recorded} events from {kept.name}.")
    return redirect("record-held")
