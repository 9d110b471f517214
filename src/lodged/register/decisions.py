"""The law's decision on a detainer: what the record says of the case, in the words of the law's facts.

The record's own facts come first. What it doesn't say (convictions, consent, an agreement) staff state with its
source; what nobody stated stays unknown, and an unknown never becomes a permission.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID, uuid4

from lodged.core.errors import LodgedError
from lodged.law import Action, Decision, FactError, decide, load_rulebooks
from lodged.law.clocks import HoldClock, hold_clock
from lodged.law.conditions import FactValue
from lodged.law.engine import check_facts
from lodged.register import acts
from lodged.register.lifecycle.stays import Claim
from lodged.register.models import Detainer, Facility, Stay
from lodged.register.vocabulary import CustodyBasis, FacilityKind, FormFamily, Reliance, WarrantKind

FEDERAL = "us"
_CLASSES = {
    FacilityKind.COUNTY_JAIL: "county_jail",
    FacilityKind.STATE_PRISON: "state_prison",
    FacilityKind.LOCKUP: "police",
    FacilityKind.JUVENILE: "juvenile",
    FacilityKind.FEDERAL: "federal",
}
"""Of a hospital the law's vocabulary knows nothing, so that its class stays unknown."""
_CRIMINAL = frozenset({CustodyBasis.CHARGE, CustodyBasis.SENTENCE, CustodyBasis.VIOLATION})
_OFFICERS_WARRANTS = frozenset({WarrantKind.I_200, WarrantKind.I_205})

STATABLE = (
    "convictions",
    "federal_criminal_immigration_warrant",
    "held_to_answer",
    "final_order_by_federal_judge",
    "final_order",
    "proof_of_lawful_status",
    "proof_of_us_citizenship",
    "on_file_as_minor",
    "federal_criminal_warrant",
    "judicial_subpoena",
    "consent_to_interview",
    "agreement_287g",
    "county_board_approved",
    "magistrate_order",
    "other_statutory_ground",
    "listed_charge",
    "offense_after_law_start",
    "criminal_hold",
    "facility_class",
    "form",
    "administrative_warrant_attached",
)
"""Facts that staff may state. Where the record itself says the fact, the record counts."""


class NoRulebookError(LodgedError):
    """No rulebook speaks for the place, so nothing there may rest on the law's decision."""


class NotAuthorizedError(LodgedError):
    """The law's decision does not allow the act, and no confirmed override stands behind it."""


def decide_for(stay: Stay, detainer: Detainer, at: datetime, *, at_release: bool = False) -> Decision:
    """Apply the law of the stay's facility, on the day of `at` there, to what the record says.

    With `at_release` the person is taken to be entitled to release: the answer for a release to come.
    Raises NoRulebookError where the facility's state has no rulebook.
    """
    facts = facts_of(stay, detainer, at, at_release=at_release)
    known = tuple(sorted(facts.items()))
    return _decided(jurisdiction_of(stay.facility), known, at.astimezone(stay.facility.zone).date())


def facts_of(
    stay: Stay, detainer: Detainer, at: datetime, *, at_release: bool = False
) -> dict[str, FactValue]:
    """Return what is known of the case at `at`, by the names of ``facts.yaml``; what isn't is left out."""
    stated = {name: value for name, value in _stated(stay, at).items() if name in STATABLE}
    recorded = {
        **_of_place(stay),
        **_of_papers(detainer, at),
        **_of_custody(stay, at, at_release=at_release),
    }
    if recorded["otherwise_releasable"] and not recorded["judicial_warrant"]:
        # Who is entitled to release, with no judge's paper on file, is kept by nothing else.
        recorded["detainer_only"] = True
    # A statement about what the record says otherwise is not believed over it.
    return {**stated, **{name: value for name, value in recorded.items() if value is not None}}


def jurisdiction_of(facility: Facility) -> str:
    """Return the rulebook that speaks for a facility.

    Raises NoRulebookError.
    """
    if facility.kind == FacilityKind.FEDERAL:
        return FEDERAL
    name = f"us-{facility.agency.state.lower()}"
    if name not in load_rulebooks().books:
        raise NoRulebookError(
            f"There is no rulebook for [{facility.agency.state}], so nobody can be held there on a detainer. "
            "Ask counsel what may be told and done."
        )
    return name


def clock_of(
    decision: Decision, stay: Stay, otherwise: datetime | None = None, *, received_at: datetime | None = None
) -> HoldClock | None:
    """Return how long a hold may last in the facility's zone, from entitlement or else from `otherwise`.

    ``received_at`` is when the detainer arrived: some law counts from it.
    """
    begins = stay.entitled_at or otherwise
    if begins is None:
        return None
    return hold_clock(decision, begins.astimezone(stay.facility.zone), received_at=received_at)


def decided(
    stay: Stay, detainer: Detainer, at: datetime, reliance: Reliance, *, reference: UUID | None = None
) -> acts.Decide:
    """Return the act that keeps the decision as it stands at `at`, for what it is relied on."""
    at_release = reliance is not Reliance.HOLD
    decision = decide_for(stay, detainer, at, at_release=at_release)
    return acts.Decide(
        at=at,
        detainer=detainer.id,
        reference=reference or uuid4(),
        decision=decision.to_json(),
        rulebook_sha256=decision.rulebook_sha256,
        relied_on_for=reliance,
    )


def check_statement(facts: Mapping[str, object]) -> None:
    """Refuse facts that the vocabulary hasn't, of another type, or that the record says by itself.

    Raises FactError.
    """
    if not facts:
        raise FactError("No fact was stated. Choose at least one.")
    own = [name for name in facts if name not in STATABLE]
    words = load_rulebooks().vocabulary
    if own and own[0] in words.facts:
        raise FactError(
            f"The record itself says [{own[0]}], so it isn't stated by hand. Record the act instead."
        )
    words.checked(facts)


def check_county(state: str, county: str) -> str:
    """Return the county as the state's rulebook writes it; any name where the rulebook lists none.

    Raises FactError with the nearest name.
    """
    books, name = load_rulebooks(), f"us-{state.lower()}"
    if not county or name not in books.books:
        return county.strip()
    return str(check_facts(books, name, {"county": county})["county"])


def authorizes_handover(decision: Decision) -> bool:
    """Return whether the person may pass to ICE's officers at the moment of release."""
    return decision.action(Action.TRANSFER_AT_RELEASE).authorizes


@lru_cache(maxsize=20_000)
def _decided(jurisdiction: str, facts: tuple[tuple[str, FactValue], ...], on: date) -> Decision:
    return decide(load_rulebooks(), jurisdiction, dict(facts), on)


def _stated(stay: Stay, at: datetime) -> dict[str, FactValue]:
    """Return the newest statement of each fact by `at`."""
    newest: dict[str, FactValue] = {}
    for fact in sorted(stay.stated_facts.all(), key=lambda fact: (fact.stated_at, fact.pk)):
        if fact.stated_at <= at:
            newest.pop(fact.name, None)
            if fact.value is not None:
                newest[fact.name] = tuple(fact.value) if isinstance(fact.value, list) else fact.value
    return newest


def _of_place(stay: Stay) -> dict[str, FactValue | None]:
    facility = stay.facility
    # Whose custody a rented bed is in, the booking alone does not say.
    rented = stay.basis == CustodyBasis.FEDERAL_CONTRACT and facility.kind != FacilityKind.FEDERAL
    return {
        "facility_class": None if rented else _CLASSES.get(FacilityKind.of(facility.kind)),
        "county": facility.county or None,
        "city": facility.city or None,
    }


def _of_papers(detainer: Detainer, at: datetime) -> dict[str, FactValue | None]:
    # A detainer known from a roster only: nobody has seen its papers.
    seen = detainer.form != FormFamily.NOT_STATED
    kinds = {WarrantKind.of(warrant.kind) for warrant in detainer.warrants.all() if warrant.attached_at <= at}
    officers = bool(kinds & _OFFICERS_WARRANTS)
    return {
        "form": str(FormFamily.of(detainer.form)) if seen else None,
        "administrative_warrant_attached": officers if officers or seen else None,
        "judicial_warrant": True if WarrantKind.JUDICIAL in kinds else None,
        "served_on_person": detainer.served_at is not None and detainer.served_at <= at,
    }


def _of_custody(stay: Stay, at: datetime, *, at_release: bool) -> dict[str, FactValue | None]:
    entitled = at_release or (stay.entitled_at is not None and stay.entitled_at <= at)
    held_for_crime = not entitled and CustodyBasis.of(stay.basis) in _CRIMINAL
    return {
        "claims_us_citizenship": stay.claim in {Claim.OPEN.value, Claim.UPHELD.value},
        "otherwise_releasable": True if entitled else False if held_for_crime else None,
        "criminal_hold": True if held_for_crime else None,
    }
