"""Check a claim: run every reasonable way of counting it on the files at hand, and say what they show."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lodged.figures.claims.bounds import gives, satisfies
from lodged.figures.claims.evidence import another_shape, refuse_unresolved, weight, why_not_counted
from lodged.figures.claims.loading import load_claims
from lodged.figures.claims.model import (
    AsManyFiled,
    CheckedFile,
    Claim,
    ClaimCheck,
    Meaning,
    Measure,
    Method,
    MethodResult,
    NotCounted,
    SameFigure,
    Verdict,
    Weight,
    Window,
)
from lodged.figures.claims.verdict import answers, verdict, whys
from lodged.figures.counting import figure
from lodged.figures.dataset import Material
from lodged.figures.definition import Definition, Source, chosen, load_definitions
from lodged.figures.figure import FigureError
from lodged.figures.question import Duplicates, Question, RollUp

REPEATED_FROM = 20
"""Figures below this are told of many things; that two claims share one says nothing."""


def check_claim(
    claim: Claim,
    materials: Sequence[Material],
    *,
    claims: Mapping[str, Claim] | None = None,
    definitions: Mapping[str, Definition] | None = None,
    complete: bool = False,
) -> ClaimCheck:
    """Check a claim against files that were read (:func:`lodged.figures.reading.read_materials`).

    Each meaning is counted by each of its definitions, with suspected duplicates kept, once and not at all, with and
    without a jail's annex, in each window and each release; what a release can't tell is no result, and why is said.
    Nothing is decided by files of other days than the claim's, without a window, or by a definition of another unit
    (:mod:`lodged.figures.claims.evidence`). ``complete`` says that the custody records are of every facility the claims
    are about; without it a count of theirs decides nothing. Raises DefinitionError for a meaning whose definition there
    isn't, and ClaimError where ``complete`` is said of records with names of facilities that are not resolved.
    """
    if complete:
        refuse_unresolved(materials)
    known = definitions if definitions is not None else load_definitions()
    tried = list(_tried(claim, materials, known, complete=complete))
    results = tuple(_distinct(one for one in tried if isinstance(one, MethodResult)))
    not_counted = tuple(dict.fromkeys(one for one in tried if isinstance(one, NotCounted)))
    missing = _missing(claim, results)
    outcome, words = verdict(claim, results, not_counted, missing)
    return ClaimCheck(
        claim=claim,
        verdict=outcome,
        words=words,
        results=results,
        missing=missing,
        same_figure=same_figure(claim, claims if claims is not None else load_claims()),
        as_many_filed=tuple(_as_many_filed(claim, materials)),
        sources=tuple(
            CheckedFile(file.name, file.sha256, file.rows_out, one.name, file.profile)
            for one in materials
            for file in one.files
        ),
        not_counted=not_counted,
        undecided=whys(claim, results, not_counted) if outcome is Verdict.CANT_BE_TESTED else (),
    )


def same_figure(claim: Claim, claims: Mapping[str, Claim]) -> tuple[SameFigure, ...]:
    """Return the other claims of the same number about something else, oldest first: one figure with a new noun."""

    def is_same(other: Claim) -> bool:
        alike = other.figure.number == claim.figure.number >= REPEATED_FROM
        retold = other.retells == claim.id or claim.retells == other.id
        return other.id != claim.id and other.figure.counted != claim.figure.counted and (alike or retold)

    same = sorted(
        filter(is_same, claims.values()), key=lambda other: (str(other.said_on or "9999"), other.id)
    )
    return tuple(SameFigure(one.id, one.speaker, one.said_on, one.figure.counted) for one in same)


def _tried(
    claim: Claim, materials: Sequence[Material], known: Mapping[str, Definition], *, complete: bool
) -> Iterator[MethodResult | NotCounted]:
    for number, meaning in enumerate(claim.meanings):
        for name, material, window in itertools.product(meaning.definitions, materials, meaning.windows):
            definition = chosen(dict(known), name)
            if definition.source is material.source:
                yield from _Way(claim, number, definition, material, window).tried(complete=complete)


@dataclass(frozen=True, slots=True)
class _Way:
    """One definition on one release in one window."""

    claim: Claim
    number: int
    definition: Definition
    material: Material
    window: Window

    @property
    def meaning(self) -> Meaning:
        """The meaning that is counted."""
        return self.claim.meanings[self.number]

    def tried(self, *, complete: bool) -> Iterator[MethodResult | NotCounted]:
        """Count with every treatment of duplicates and roll-up, or say why that can't be."""
        figure = self.claim.figure
        shape = another_shape(figure.unit, self.definition)
        why = shape or why_not_counted(self.definition, self.material, self.meaning, self.window)
        if why:
            yield self._not_counted(why, Weight.ANOTHER_UNIT if shape else Weight.NOTHING)
            return
        weighs, reason = weight(figure.unit, self.definition, self.material, self.window, complete=complete)
        for duplicates, roll_up in itertools.product(_duplicates(self.material), _roll_ups(self.meaning)):
            try:
                value = self._value(duplicates, roll_up)
            except FigureError as error:
                yield self._not_counted(str(error).rstrip("."))
                continue
            satisfied, given = satisfies(figure, value), gives(figure, value)
            yield MethodResult(self._method(duplicates, roll_up), value, satisfied, given, weighs, reason)

    def _not_counted(self, why: str, weighs: Weight = Weight.NOTHING) -> NotCounted:
        return NotCounted(self.number, self.definition.id, self.window, self.material.name, why, weighs)

    def _method(self, duplicates: Duplicates, roll_up: RollUp) -> Method:
        return Method(
            meaning=self.number,
            definition=self.definition.id,
            version=self.definition.version,
            title=self.definition.title,
            duplicates=duplicates,
            roll_up=roll_up,
            window=self.window,
            release=self.material.name,
        )

    def _value(self, duplicates: Duplicates, roll_up: RollUp) -> float:
        """Give the value as the claim tells it, a percentage in hundredths; raises FigureError where there is none."""
        question = Question(
            state=self.meaning.state,
            first=self.window.first,
            last=self.window.last,
            as_of=self.window.as_of,
            where=self.meaning.where,
            duplicates=duplicates,
            roll_up=roll_up,
        )
        value = self._counted(question)
        if self.claim.figure.unit is Measure.PERCENT_CHANGE:
            before = self.window.before or Window()
            earlier = self._counted(replace(question, first=before.first, last=before.last))
            if not earlier:
                raise FigureError(f"{self.material.name} has nothing before to measure a change from")
            return (value - earlier) / earlier * 100
        return value * 100 if self.claim.figure.unit is Measure.PERCENT else value

    def _counted(self, question: Question) -> float:
        counted = figure(self.definition, self.material, question)
        if counted.value is None or counted.untold or not counted.rows_in:
            reason = counted.untold or "there is nothing to count"
            raise FigureError(f"[{self.definition.id}] in {self.material.name}: {reason}")
        if counted.between:
            raise FigureError(
                f"[{self.definition.id}] in {self.material.name}: cells that decide could not be read, so it is only "
                f"known to lie between {counted.between[0]:g} and {counted.between[1]:g}"
            )
        return counted.value


def _duplicates(material: Material) -> tuple[Duplicates, ...]:
    """Return the treatments of duplicates to try; without pseudonyms nothing can be taken for one."""
    if material.source is not Source.FOIA_DETAINERS or material.missing(["repeats_earlier"]):
        return (Duplicates.KEPT,)
    return tuple(Duplicates)


def _roll_ups(meaning: Meaning) -> tuple[RollUp, ...]:
    names_a_facility = any(column == "facility" for column, _ in meaning.where)
    return tuple(RollUp) if names_a_facility else (RollUp.AS_WRITTEN,)


def _distinct(results: Iterable[MethodResult]) -> Iterator[MethodResult]:
    """Leave out a treatment of duplicates or a roll-up that changes nothing: it is no other method."""
    seen: set[tuple[object, ...]] = set()
    for one in results:
        method = one.method
        key = (method.meaning, method.definition, method.window, method.release, one.value)
        if key not in seen:
            seen.add(key)
            yield one


def _missing(claim: Claim, results: Sequence[MethodResult]) -> tuple[str, ...]:
    """Return what would have to be published for the meanings that nothing here can count, plain ones first."""
    counted = {one.method.meaning for one in results if answers(claim, one)}
    untested = [one for i, one in enumerate(claim.meanings) if i not in counted]
    untested.sort(key=lambda one: not one.plain)
    return tuple(dict.fromkeys(f"{one.words}: {one.needs}." for one in untested))


def _as_many_filed(claim: Claim, materials: Sequence[Material]) -> Iterator[AsManyFiled]:
    """Yield how far back the newest filings reach that add up to the figure, before the day it was told."""
    counts_people = claim.figure.unit in {Measure.DETAINER, Measure.PERSON}
    if not counts_people or claim.said_on is None or claim.figure.number < 1:
        return
    states = {meaning.state for meaning in claim.meanings}
    if len(states - {None}) != 1:
        return
    (state,) = states - {None}
    for material in materials:
        if material.source is Source.FOIA_DETAINERS and not material.missing(["prepared", "state"]):
            reach = material.reach_back(int(claim.figure.number), claim.said_on, str(state))
            if reach:
                yield AsManyFiled(int(claim.figure.number), *reach, material.name)
