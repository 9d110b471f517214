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

_ANSWERS = {
    PairDecision.SAME: "One person",
    PairDecision.DIFFERENT: "Two people",
    PairDecision.UNSURE: "Can't tell",
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
        pair = review.find(pair_id)
        if pair is None:
            raise Http404("There is no such pair in this reconciliation.")
        settles = pair.place is Place.SETTLE
        form = ReasonForm(request.POST or None, settles=settles)
        if request.method != "POST":
            return _shown(request, run, review, pair, form)
    return _decide(request, run, pair, form)


def _decide(request: HttpRequest, run: ReconciliationRun, pair: Pair, form: ReasonForm) -> HttpResponse:
    """Record the decision, put it into effect, and lead to the next pair."""
    user = staff_of(request)
    pressed = DecisionForm(request.POST)
    if not pressed.is_valid():
        form.add_error(None, "Press one of the buttons to decide.")
    elif _is_repeat(pair, user, pressed):
        return _on_to_the_next(user, run, pair)
    elif pressed.cleaned_data["shown"] != len(pair.present):
        form.add_error(
            None, "Somebody decided on this pair since you opened it. Look at it again, then decide."
        )
    if form.is_valid():
        before = kept_rulings(run.agency_id)
        try:
            ruling = rule(user, pair, PairDecision.of(pressed.cleaned_data["decision"]), form.reason)
        except LodgedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{_ANSWERS[PairDecision.of(ruling.decision)]}: recorded.")
            if kept_rulings(run.agency_id) != before:
                _put_into_effect(request, run, pair)
            return _on_to_the_next(user, run, pair)
    with acting_as(user):
        review = read_review(run)
        return _shown(request, run, review, review.find(pair.id) or pair, form)


def _is_repeat(pair: Pair, user: User, pressed: DecisionForm) -> bool:
    """Return whether the same button was pressed twice."""
    mine, shown = pair.rulings_by(user), pressed.cleaned_data["shown"]
    return (
        bool(mine)
        and shown == len(pair.present) - 1
        and mine[-1].decision == pressed.cleaned_data["decision"]
    )


def _put_into_effect(request: HttpRequest, run: ReconciliationRun, pair: Pair) -> None:
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
        after = read_review(run).find(pair.id)
    if after is not None and after.category is not pair.category:
        messages.info(
            request,
            f"Detainer {pair.data.detainer_id} went from [{pair.category.label}] to [{after.category.label}].",
        )


def _on_to_the_next(user: User, run: ReconciliationRun, pair: Pair) -> HttpResponse:
    with acting_as(user):
        following = read_review(run).next_for(user, after=pair.id)
    if following is None:
        return redirect("review", run_id=run.id)
    return redirect("review-pair", run_id=run.id, pair_id=following.id)


def _shown(
    request: HttpRequest, run: ReconciliationRun, review: Review, pair: Pair, form: ReasonForm
) -> HttpResponse:
    user = request.user
    may_review = can_review(user, run)
    of_list, of_record = pair_shown.asides(pair)
    mine = pair.rulings_by(user) if isinstance(user, User) else ()
    # A second reader decides without knowing what the first one wrote.
    blind = pair.place is Place.SECOND and not mine
    following = review.next_for(user, after=pair.id) if isinstance(user, User) and may_review else None
    waiting = [one.id for one in review.waiting]
    context = {
        "run": run,
        "pair": pair,
        "data": pair.data,
        "lines": pair_shown.lines(pair),
        "of_list": of_list,
        "of_record": of_record,
        "waterfall": pair_shown.waterfall(pair, review.possible_from, review.clear_from),
        "possible": review.possible_from,
        "clear": review.clear_from,
        "blind": blind,
        "could_not_tell": pair.place is Place.SECOND and bool(mine),
        "rulings": [] if blind else pair.history.rulings,
        "shown": len(pair.present),
        "number": waiting.index(pair.id) + 1 if pair.id in waiting else None,
        "waiting": len(waiting),
        "is_open": pair.place in QUEUE,
        "may_review": may_review,
        "may_take": isinstance(user, User) and may_review and _may_take(pair, user),
        "settles": pair.place is Place.SETTLE,
        "form": form,
        "next": following,
    }
    return private(render(request, "review/review_pair.html", context, status=422 if form.is_bound else 200))


def _may_take(pair: Pair, user: User) -> bool:
    """Whether the buttons are offered: in the queue to those it waits for, and on decided pairs to any reader."""
    if pair.place in QUEUE:
        return pair.waits_for(user) or (pair.place is Place.SECOND and bool(pair.rulings_by(user)))
    return not any(ruling.settles for ruling in pair.present)
