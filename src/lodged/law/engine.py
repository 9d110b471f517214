"""The engine: facts and law in, a decision out. Pure: the same rulebooks, facts and day give the same decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from lodged.law.actions import Action, Outcome
from lodged.law.conditions import Facts, FactValue
from lodged.law.decision import ActionDecision, Decision, ReferralNotice, Review, RuleTrace
from lodged.law.did_you_mean import did_you_mean
from lodged.law.errors import FactError
from lodged.law.examined import PLACE
from lodged.law.law_on_day import MEMORY, ActionLaw, Daybook, daybook
from lodged.law.missing import missing_sets
from lodged.law.model import Rulebooks


def decide(rulebooks: Rulebooks, jurisdiction: str, facts: Mapping[str, object], on: date) -> Decision:
    """Apply the law of a jurisdiction on a day to facts, for every action.

    ``facts`` maps names of the vocabulary to values; a fact left out (or ``None``) is unknown, and no unknown
    ever becomes a permission. Raises :class:`~lodged.law.errors.FactError` for a fact that isn't in the
    vocabulary, has the wrong type, or names a county the jurisdiction hasn't, and
    :class:`~lodged.law.errors.UnknownJurisdictionError`.
    """
    book = daybook(rulebooks, jurisdiction, on)
    stated = check_facts(rulebooks, jurisdiction, facts)
    resolution = book.resolver.resolve(stated)
    known = resolution.facts
    doubted = frozenset(name for conflict in resolution.conflicts for name in conflict.facts)
    return Decision(
        jurisdiction=jurisdiction,
        on=on,
        rulebook_sha256=rulebooks.sha256(jurisdiction),
        facts=tuple(resolution.resolved[name] for name in sorted(known)),
        conflicts=resolution.conflicts,
        referrals=_referrals(rulebooks, {**stated, **known}),
        actions=tuple(_decided(law, known, doubted) for law in book.actions.values()),
    )


def outcomes(book: Daybook, stated: Mapping[str, FactValue]) -> dict[Action, Outcome]:
    """Return the bare outcomes for facts already checked: what proofs and comparisons ask a hundred thousand times."""
    facts = book.resolver.resolve(stated).facts
    return {action: law.settlement(facts).outcome for action, law in book.actions.items()}


def check_facts(rulebooks: Rulebooks, jurisdiction: str, facts: Mapping[str, object]) -> dict[str, FactValue]:
    """Check facts against vocabulary and place; a county is written as the rulebook writes it.

    Where the rulebook lists no counties, one that its law names is known by its name alone (Cook County is Cook),
    and any other stays as it was written.
    """
    known = rulebooks.vocabulary.checked(facts)
    given = known.get("county")
    if isinstance(given, str):
        chain = rulebooks.chain(jurisdiction)
        counties = next((book.counties for book in reversed(chain) if book.counties), ())
        if counties:
            known["county"] = _county(given, counties)
        else:
            named = (county for book in chain for county in book.named_counties)
            known["county"] = _same_county(given, named) or given
    return known


def _county(given: str, counties: tuple[str, ...]) -> str:
    county = _same_county(given, counties)
    if county is None:
        raise FactError(f"The fact county [{given}] is not a county there. {did_you_mean(given, counties)}")
    return county


def _same_county(given: str, counties: Iterable[str]) -> str | None:
    written = _folded_county(given)
    return next((county for county in counties if _folded_county(county) == written), None)


def _folded_county(name: str) -> str:
    alone = name.strip().casefold().removesuffix(" county").removesuffix(" parish")
    return "".join(letter for letter in alone if letter.isalnum())


def _referrals(rulebooks: Rulebooks, facts: Facts) -> tuple[ReferralNotice, ...]:
    return tuple(
        ReferralNotice(referral.id, referral.why)
        for referral in rulebooks.vocabulary.referrals
        if referral.when.holds(facts) is True
    )


def _decided(law: ActionLaw, facts: Facts, doubted: frozenset[str]) -> ActionDecision:
    known = tuple((name, facts[name]) for name in law.bears_on if name in facts)
    decided = _decided_for(law, known, doubted)
    return replace(decided, review=tuple(_reviews(law, facts))) if law.watches else decided


@lru_cache(maxsize=MEMORY)
def _decided_for(
    law: ActionLaw, known: tuple[tuple[str, FactValue], ...], doubted: frozenset[str]
) -> ActionDecision:
    facts = dict(known)
    settlement = law.settlement(facts)
    trace = tuple(
        RuleTrace(
            rule=ranked.rule.id,
            jurisdiction=ranked.jurisdiction,
            effect=ranked.rule.effect,
            weight=ranked.rule.weight,
            fate=fate,
            citation=ranked.rule.citation,
            reason=ranked.rule.because,
            grade=ranked.rule.grade,
            note=ranked.rule.note,
            limit=ranked.rule.limit,
        )
        for ranked, fate in zip(law.rules, settlement.fates, strict=True)
    )
    missing = missing_sets(law, facts, doubted) if settlement.outcome is Outcome.UNKNOWN else ()
    return ActionDecision(law.action, settlement.outcome, trace, missing)


def _reviews(law: ActionLaw, facts: Facts) -> Iterator[Review]:
    kind = facts.get(PLACE)
    for watch in law.watches:
        if kind is None or kind in watch.places:
            yield Review(watch.id, watch.what, watch.on, watch.why)
