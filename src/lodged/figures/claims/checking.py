"""Check a claim: run every reasonable way of counting it on the files at hand, and say what they show."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lodged.figures.claims.bounds import gives, satisfies
from lodged.figures.claims.loading import load_claims
from lodged.figures.claims.model import (
    AsManyFiled,
    Claim,
    ClaimCheck,
    Meaning,
    Measure,
    Method,
    MethodResult,
    SameFigure,
    Window,
)
from lodged.figures.claims.verdict import verdict
from lodged.figures.counting import figure
from lodged.figures.dataset import Material
from lodged.figures.definition import Definition, Source, chosen, load_definitions
from lodged.figures.figure import FigureError
from lodged.figures.question import Duplicates, Question, RollUp

TOLD_OFTEN = 20
"""Figures below this are told of many things; that two claims share one says nothing."""
_OF_SOME_FACILITIES = frozenset({Source.CUSTODY_RECORDS, Source.JAIL_BOOKINGS, Source.FACILITY_COUNTS})
"""Sources that have the facilities which reported, and not all."""


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
    without a jail's annex, in each window and each release; what a release can't tell is no result. ``complete`` says
    that the custody records are of every facility the claims are about; without it a count of theirs decides nothing.
    Raises DefinitionError for a meaning whose definition there isn't.
    """
    known = definitions if definitions is not None else load_definitions()
    found_all = _distinct(_results(claim, materials, known))
    results = tuple(replace(one, partial=one.partial and not complete) for one in found_all)
    missing = _missing(claim, results)
    found, words = verdict(claim, results, missing)
    return ClaimCheck(
        claim=claim,
        verdict=found,
        words=words,
        results=results,
        missing=missing,
        same_figure=same_figure(claim, claims if claims is not None else load_claims()),
        as_many_filed=tuple(_as_many_filed(claim, materials)),
        sources=tuple(_source(file, one.name) for one in materials for file in one.files),
    )


def same_figure(claim: Claim, claims: Mapping[str, Claim]) -> tuple[SameFigure, ...]:
    """Give the other claims of the same number about something else, oldest first: one figure told with a new noun."""

    def is_same(other: Claim) -> bool:
        alike = other.figure.number == claim.figure.number >= TOLD_OFTEN
        retold = other.retells == claim.id or claim.retells == other.id
        return other.id != claim.id and other.figure.counted != claim.figure.counted and (alike or retold)

    found = sorted(
        filter(is_same, claims.values()), key=lambda other: (str(other.said_on or "9999"), other.id)
    )
    return tuple(SameFigure(one.id, one.speaker, one.said_on, one.figure.counted) for one in found)


def _results(
    claim: Claim, materials: Sequence[Material], known: Mapping[str, Definition]
) -> Iterator[MethodResult]:
    for number, meaning in enumerate(claim.meanings):
        for name, material, window in itertools.product(meaning.definitions, materials, meaning.windows):
            definition = chosen(dict(known), name)
            if definition.source is not material.source:
                continue
            for duplicates, roll_up in itertools.product(_duplicates(material), _roll_ups(meaning)):
                value = _value(claim, definition, material, meaning, window, duplicates, roll_up)
                if value is None:
                    continue
                method = Method(
                    meaning=number,
                    definition=definition.id,
                    version=definition.version,
                    title=definition.title,
                    duplicates=duplicates,
                    roll_up=roll_up,
                    window=window,
                    release=material.name,
                )
                yield MethodResult(
                    method,
                    value,
                    satisfies(claim.figure, value),
                    gives(claim.figure, value),
                    partial=material.source in _OF_SOME_FACILITIES,
                )


def _duplicates(material: Material) -> tuple[Duplicates, ...]:
    """Where rows have no pseudonym nothing can be taken for a duplicate."""
    if material.source is not Source.FOIA_DETAINERS or material.missing(["repeats_earlier"]):
        return (Duplicates.KEPT,)
    return tuple(Duplicates)


def _roll_ups(meaning: Meaning) -> tuple[RollUp, ...]:
    names_a_facility = any(column == "facility" for column, _ in meaning.where)
    return tuple(RollUp) if names_a_facility else (RollUp.AS_WRITTEN,)


def _value(
    claim: Claim,
    definition: Definition,
    material: Material,
    meaning: Meaning,
    window: Window,
    duplicates: Duplicates,
    roll_up: RollUp,
) -> float | None:
    """Give the value as the claim tells it (a percentage in hundredths), or None where these files can't tell it."""
    question = Question(
        state=meaning.state,
        first=window.first,
        last=window.last,
        as_of=window.as_of,
        where=meaning.where,
        duplicates=duplicates,
        roll_up=roll_up,
    )
    if not _covers(material, window) or (window.before and not _covers(material, window.before)):
        return None
    value = _counted(definition, material, question)
    if claim.figure.unit is Measure.PERCENT_CHANGE:
        before = window.before or Window()
        earlier = _counted(definition, material, replace(question, first=before.first, last=before.last))
        return (value - earlier) / earlier * 100 if value is not None and earlier else None
    if claim.figure.unit is Measure.PERCENT and value is not None:
        return value * 100
    return value


def _counted(definition: Definition, material: Material, question: Question) -> float | None:
    """Count; None where the files don't have what the question needs."""
    try:
        found = figure(definition, material, question)
    except FigureError:
        return None
    return found.value if found.untold is None and found.rows_in else None


def _covers(material: Material, window: Window) -> bool:
    """Whether the files reach into the window at all: a count of what lies outside them is no count of none.

    A window that begins before the files, or ends after them, is counted as far as they go only when it is at most
    a month: a release that stops in October says nothing of a year's end in January.
    """
    span = material.span
    if span is None:
        return True
    begins, ends = span
    asked_first, asked_last = window.first or begins, window.last or window.as_of or ends
    return (begins - asked_first).days <= SLACK_DAYS and (asked_last - ends).days <= SLACK_DAYS


SLACK_DAYS = 31


def _distinct(results: Iterable[MethodResult]) -> Iterator[MethodResult]:
    """Leave out a treatment of duplicates or a roll-up that changes nothing: it is no other method."""
    seen: set[tuple[Any, ...]] = set()
    for one in results:
        method = one.method
        key = (method.meaning, method.definition, method.window, method.release, one.value)
        if key not in seen:
            seen.add(key)
            yield one


def _missing(claim: Claim, results: Sequence[MethodResult]) -> tuple[str, ...]:
    """What would have to be published for the meanings that nothing here can count, plain ones first."""
    counted = {one.method.meaning for one in results if not one.partial}
    untested = [one for i, one in enumerate(claim.meanings) if i not in counted]
    untested.sort(key=lambda one: not one.plain)
    return tuple(dict.fromkeys(f"{one.words}: {one.needs}." for one in untested))


def _as_many_filed(claim: Claim, materials: Sequence[Material]) -> Iterator[AsManyFiled]:
    """How far back the newest filings reach that add up to the figure, before the day it was told."""
    if claim.figure.unit not in {Measure.DETAINER, Measure.PERSON} or claim.said_on is None:
        return
    states = {meaning.state for meaning in claim.meanings}
    if len(states - {None}) != 1:
        return
    (state,) = states - {None}
    for material in materials:
        if material.source is Source.FOIA_DETAINERS and not material.missing(["prepared", "state"]):
            found = material.reach_back(int(claim.figure.number), claim.said_on, str(state))
            if found:
                yield AsManyFiled(int(claim.figure.number), *found, material.name)


def _source(file: Any, release: str) -> dict[str, Any]:
    return {"name": file.name, "sha256": file.sha256, "rows": file.rows_out, "release": release}
