"""What is wrong with a rulebook that can be read: each finding with file, line and fix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import z3

from lodged.core.yaml_with_lines import Place
from lodged.law.actions import Action, Effect, SourceKind, Weight
from lodged.law.cases import run_cases
from lodged.law.examined import PLACE, PLACES, reaching
from lodged.law.model import DatedFact, Examined, Rule, Rulebook, Rulebooks
from lodged.law.model import Finding as Examination
from lodged.law.vocabulary import Vocabulary
from lodged.law.z3_model import alphabet

CASES_WANTED = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to fix, and where."""

    place: Place
    what: str
    fix: str

    def __str__(self) -> str:
        """Write the place first."""
        return f"{self.place}: {self.what} {self.fix}"


def lint(rulebooks: Rulebooks, jurisdiction: str) -> list[Finding]:
    """Find what is wrong with one rulebook, in the order of its lines."""
    book = rulebooks.book(jurisdiction)
    findings = [
        *_sources(book),
        *_dates(book),
        *_overlaps(book, rulebooks.vocabulary),
        *_dead(book, rulebooks.vocabulary),
        *_cells(rulebooks, book),
        *_cases(rulebooks, book),
    ]
    return sorted(findings, key=lambda finding: finding.place.line)


def _sources(book: Rulebook) -> Iterator[Finding]:
    used = {source.id for rule in book.rules for source in rule.sources}
    used |= {fact.source for fact in book.dated_facts}
    for source in book.sources.values():
        if source.id not in used:
            yield Finding(source.place, f"the source [{source.id}] is not used.", "Cite or remove it.")
    for rule in book.rules:
        if all(source.kind is SourceKind.BILL for source in rule.sources):
            yield Finding(
                rule.place,
                f"[{rule.id}] rests on bills alone.",
                "A bill is not law: cite law, or remove the rule.",
            )
        if rule.weight is Weight.NONE and rule.effect in (Effect.PROHIBITED, Effect.REQUIRED):
            yield Finding(
                rule.place,
                f"[{rule.id}] is {rule.effect.value} but no source binds or persuades.",
                "Cite authority, or make it permitted.",
            )


def _dates(book: Rulebook) -> Iterator[Finding]:
    for rule in book.rules:
        late = [s for s in rule.sources if s.dated and s.dated > rule.in_force.since]
        if late and len(late) == len(rule.sources):
            yield Finding(
                rule.place,
                f"[{rule.id}] is in force from [{rule.in_force.since}], before every source it cites.",
                "Begin it with its source, or cite an older one.",
            )


def _overlaps(book: Rulebook, vocabulary: Vocabulary) -> Iterator[Finding]:
    for one, other in combinations(book.dated_facts, 2):
        if _same_place(one, other) and not vocabulary.facts[one.fact].strongest and one.value != other.value:
            yield Finding(
                other.place, f"[{other.id}] overlaps [{one.id}] and says otherwise.", "End the earlier one."
            )
    for first, second in combinations(book.rules, 2):
        if _same_law(first, second):
            yield Finding(
                second.place, f"[{second.id}] repeats [{first.id}] on overlapping dates.", "End or merge one."
            )


def _same_place(one: DatedFact, other: DatedFact) -> bool:
    same = one.fact == other.fact and one.where == other.where and one.otherwise == other.otherwise
    return same and one.in_force.overlaps(other.in_force)


def _same_law(one: Rule, other: Rule) -> bool:
    same = (one.when, one.effect, one.actions, one.sources) == (
        other.when,
        other.effect,
        other.actions,
        other.sources,
    )
    return same and one.in_force.overlaps(other.in_force)


def _dead(book: Rulebook, vocabulary: Vocabulary) -> Iterator[Finding]:
    for rule in book.rules:
        displacing = [
            other
            for other in book.rules
            if rule.id in other.overrides
            and set(rule.actions) <= set(other.actions)
            and other.in_force.since <= rule.in_force.since
            and (other.in_force.until is None or other.in_force.until == rule.in_force.until)
        ]
        letters = alphabet(vocabulary, [rule.when, *(other.when for other in displacing)])
        solver = z3.Solver()
        solver.add(*letters.axioms(), letters.truth(rule.when).surely)
        solver.add(*(z3.Not(letters.truth(other.when).surely) for other in displacing))
        if solver.check() == z3.unsat:
            yield Finding(
                rule.place,
                f"[{rule.id}] is dead: no combination of facts makes it apply.",
                "Fix its condition, or the rule that overrides it.",
            )


def _cells(rulebooks: Rulebooks, book: Rulebook) -> Iterator[Finding]:
    """Find cells of the matrix of examined law that are empty, said twice, or at odds with the rules."""
    if book.parent is None or rulebooks.book(book.parent).parent is not None:
        return
    for place in PLACES:
        for action in Action:
            yield from _cell(book, place, action)


def _cell(book: Rulebook, place: str, action: Action) -> Iterator[Finding]:
    cells = [cell for cell in book.examined if place in cell.places and action in cell.actions]
    name = f"{place}, {action.value}"
    if not any(cell.in_force.until is None for cell in cells):
        yield Finding(
            book.place,
            f"the cell [{name}] of `examined` is empty.",
            "Say rules, silent (with why and from) or not_examined.",
        )
    for one, other in combinations(cells, 2):
        if one.in_force.overlaps(other.in_force):
            yield Finding(other.place, f"the cell [{name}] is said twice.", "Say it once for each day.")
    rules = list(reaching(book, place, action))
    surely = [rule for rule in rules if rule.when.holds({PLACE: place}) is True]
    for cell in cells:
        if cell.finding is Examination.RULES and not any(_during(rule, cell) for rule in rules):
            yield Finding(cell.place, f"no rule speaks in the cell [{name}].", "Say silent or not_examined.")
        if cell.finding is not Examination.RULES and any(_during(rule, cell) for rule in surely):
            yield Finding(
                cell.place, f"a rule speaks in the cell [{name}], which is said to have none.", "Say rules."
            )


def _during(rule: Rule, cell: Examined) -> bool:
    return rule.in_force.overlaps(cell.in_force)


def _cases(rulebooks: Rulebooks, book: Rulebook) -> Iterator[Finding]:
    for rule in book.rules:
        cases = [case for case in book.cases if rule.id in case.tests]
        if len(cases) < CASES_WANTED:
            yield Finding(
                rule.place,
                f"[{rule.id}] has {len(cases)} of {CASES_WANTED} cases.",
                "Add examples that test it.",
            )
    for result in run_cases(rulebooks, book.jurisdiction):
        if not result.passed:
            yield Finding(
                result.case.place,
                f"[{result.case.id}] expects {result.action.value} [{result.expected.value}]"
                f" but gets [{result.actual.value}].",
                "Fix the case or the rule.",
            )
