"""The pages on which people decide about pairs in doubt."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lodged.casework import reconciliations
from lodged.casework.models import ReconciliationRun
from lodged.casework.permissions import can_review, check_can_review
from lodged.casework.reviews import QUEUE, Pair, Place, Review, read_review, rule
from lodged.casework.rulings import kept_rulings
from lodged.core.errors import LodgedError
from lodged.pages.reconcile.views import ROWS_A_PAGE, as_asker, finished_run
from lodged.pages.review import pair_shown
from lodged.pages.review.forms import DecisionForm, ReasonForm
from lodged.register.acting import acting_as
from lodged.register.models import User
from lodged.register.vocabulary import PairDecision
from lodged.web.access import private, staff_of

_SAID = {
    PairDecision.SAME: "One person",
    PairDecision.DIFFERENT: "Two people",
    PairDecision.UNSURE: "Can't be told",
}


@require_safe
def queue(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show the pairs in doubt, how far they have come, and which is next."""
    run = finished_run(request, run_id)
    with as_asker(request):
        review = read_review(run)
        decided = [pair for pair in review.pairs if pair.place is Place.DECIDED]
        aside = [pair for pair in review.pairs if pair.place is Place.ASIDE]
        paginator = Paginator([*review.waiting, *decided, *aside], ROWS_A_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        user = request.user
        context = {
            "run": run,
            "counts": [(place, review.counts[place]) for place in Place if review.counts[place]],
            "read": len(decided),
            "all": len(decided) + len(review.waiting),
            "waiting": len(review.waiting),
            "next": review.next_for(user) if isinstance(user, User) and can_review(user, run) else None,
            "may_review": can_review(user, run),
            "page": page,
            "pages": paginator.get_elided_page_range(page.number, on_each_side=1),
        }
        return private(render(request, "review/review.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, run_id: UUID, pair_id: str) -> HttpResponse:
    """Show one pair, and take a decision on it."""
    run = finished_run(request, run_id)
    if request.method == "POST":
        check_can_review(request.user, run)
    with as_asker(request):
        review = read_review(run)
        found = review.find(pair_id)
        if found is None:
            raise Http404("There is no such pair in this reconciliation.")
        settles = found.place is Place.SETTLE
        form = ReasonForm(request.POST or None, settles=settles)
        if request.method != "POST":
            return _shown(request, run, review, found, form)
    return _decide(request, run, found, form)


def _decide(request: HttpRequest, run: ReconciliationRun, found: Pair, form: ReasonForm) -> HttpResponse:
    """Record the decision, put it into effect, and lead to the next pair."""
    user = staff_of(request)
    pressed = DecisionForm(request.POST)
    if not pressed.is_valid():
        form.add_error(None, "Press one of the buttons to decide.")
    elif _is_said_already(found, user, pressed):
        return _on_to_the_next(user, run, found)
    elif pressed.cleaned_data["shown"] != len(found.present):
        form.add_error(
            None, "Somebody decided on this pair since you opened it. Look at it again, then decide."
        )
    if form.is_valid():
        before = kept_rulings(run.agency_id)
        try:
            ruling = rule(user, found, PairDecision.of(pressed.cleaned_data["decision"]), form.reason)
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{_SAID[PairDecision.of(ruling.decision)]}: recorded.")
            if kept_rulings(run.agency_id) != before:
                _put_into_effect(request, run, found)
            return _on_to_the_next(user, run, found)
    with acting_as(user):
        review = read_review(run)
        return _shown(request, run, review, review.find(found.id) or found, form)


def _is_said_already(found: Pair, user: User, pressed: DecisionForm) -> bool:
    """Whether the same button was pressed twice."""
    mine, shown = found.said_by(user), pressed.cleaned_data["shown"]
    return (
        bool(mine)
        and shown == len(found.present) - 1
        and mine[-1].decision == pressed.cleaned_data["decision"]
    )


def _put_into_effect(request: HttpRequest, run: ReconciliationRun, found: Pair) -> None:
    """Work the categories out again, and say what became of the row."""
    try:
        done = reconciliations.bring_up_to_date(run)
    except LodgedError as error:
        messages.error(request, f"The categories could not be worked out again: {error}")
        return
    if not done:
        messages.info(
            request, "The categories are being worked out again. With lists of this size it takes minutes."
        )
        return
    with acting_as(staff_of(request)):
        after = read_review(run).find(found.id)
    if after is not None and after.category is not found.category:
        messages.info(
            request,
            f"Detainer {found.data.detainer_id} went from [{found.category.label}] to [{after.category.label}].",
        )


def _on_to_the_next(user: User, run: ReconciliationRun, found: Pair) -> HttpResponse:
    with acting_as(user):
        following = read_review(run).next_for(user, after=found.id)
    if following is None:
        return redirect("review", run_id=run.id)
    return redirect("review-pair", run_id=run.id, pair_id=following.id)


def _shown(
    request: HttpRequest, run: ReconciliationRun, review: Review, found: Pair, form: ReasonForm
) -> HttpResponse:
    user = request.user
    may_review = can_review(user, run)
    of_list, of_record = pair_shown.asides(found)
    mine = found.said_by(user) if isinstance(user, User) else ()
    # A second reader decides without knowing what the first one wrote.
    blind = found.place is Place.SECOND and not mine
    following = review.next_for(user, after=found.id) if isinstance(user, User) and may_review else None
    waiting = [one.id for one in review.waiting]
    context = {
        "run": run,
        "pair": found,
        "data": found.data,
        "lines": pair_shown.lines(found),
        "of_list": of_list,
        "of_record": of_record,
        "waterfall": pair_shown.waterfall(found, review.possible_from, review.clear_from),
        "possible": review.possible_from,
        "clear": review.clear_from,
        "blind": blind,
        "could_not_tell": found.place is Place.SECOND and bool(mine),
        "said": [] if blind else found.history.rulings,
        "shown": len(found.present),
        "number": waiting.index(found.id) + 1 if found.id in waiting else None,
        "waiting": len(waiting),
        "is_open": found.place in QUEUE,
        "may_review": may_review,
        "may_take": isinstance(user, User) and may_review and _may_take(found, user),
        "settles": found.place is Place.SETTLE,
        "form": form,
        "next": following,
    }
    return private(render(request, "review/review_pair.html", context, status=422 if form.is_bound else 200))


def _may_take(found: Pair, user: User) -> bool:
    """Whether the buttons are offered: in the queue to those it waits for, and on decided pairs to any reader."""
    if found.place in QUEUE:
        return found.waits_for(user) or (found.place is Place.SECOND and bool(found.said_by(user)))
    return not any(ruling.settles for ruling in found.present)
