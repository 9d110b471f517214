"""A checked claim as it is written for programs: the fields of the JSON, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lodged.figures.claims.model import (
    Bound,
    CheckedFile,
    Claim,
    ClaimCheck,
    ClaimSource,
    Measure,
    MethodResult,
    SameFigure,
    Verdict,
    Weight,
)
from lodged.figures.question import Duplicates, RollUp


@dataclass(frozen=True, slots=True)
class WrittenMeaning:
    """One thing the words might mean."""

    words: str
    plain: bool
    definitions: tuple[str, ...]
    needs: str


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """A published figure with its meanings and where it was read."""

    id: str
    words: str
    speaker: str
    said_on: date | None
    number: float
    bound: Bound
    unit: Measure
    counted: str
    meanings: tuple[WrittenMeaning, ...]
    sources: tuple[ClaimSource, ...]
    note: str
    retells: str | None


@dataclass(frozen=True, slots=True)
class WrittenMethod:
    """One way of counting with its value; ``window`` is in words, ``meaning`` indexes the claim's."""

    meaning: int
    plain: bool
    definition: str
    version: int
    duplicates: Duplicates
    roll_up: RollUp
    window: str
    release: str
    value: float
    satisfies: bool
    gives: bool
    partial: bool
    weight: Weight
    why: str


@dataclass(frozen=True, slots=True)
class WrittenNotCounted:
    """A way of counting that a release can't give, and why."""

    meaning: int
    definition: str
    window: str
    release: str
    why: str


@dataclass(frozen=True, slots=True)
class WrittenCheck:
    """A claim, what came of checking it, and the files it was checked on."""

    claim: WrittenClaim
    verdict: Verdict
    words: str
    low: float | None
    high: float | None
    methods: tuple[WrittenMethod, ...]
    not_counted: tuple[WrittenNotCounted, ...]
    undecided: tuple[str, ...]
    missing: tuple[str, ...]
    same_figure: tuple[SameFigure, ...]
    as_many_filed: tuple[str, ...]
    sources: tuple[CheckedFile, ...]


def written_claim(claim: Claim) -> WrittenClaim:
    """Return a claim as it is written."""
    return WrittenClaim(
        id=claim.id,
        words=claim.words,
        speaker=claim.speaker,
        said_on=claim.said_on,
        number=claim.figure.number,
        bound=claim.figure.bound,
        unit=claim.figure.unit,
        counted=claim.figure.counted,
        meanings=tuple(
            WrittenMeaning(one.words, one.plain, one.definitions, one.needs) for one in claim.meanings
        ),
        sources=claim.sources,
        note=claim.note,
        retells=claim.retells,
    )


def written_check(check: ClaimCheck) -> WrittenCheck:
    """Return a check as it is written."""
    return WrittenCheck(
        claim=written_claim(check.claim),
        verdict=check.verdict,
        words=check.words,
        low=check.low,
        high=check.high,
        methods=tuple(_method(check.claim, one) for one in check.results),
        not_counted=tuple(
            WrittenNotCounted(one.meaning, one.definition, one.window.words, one.release, one.why)
            for one in check.not_counted
        ),
        undecided=check.undecided,
        missing=check.missing,
        same_figure=check.same_figure,
        as_many_filed=tuple(one.words for one in check.as_many_filed),
        sources=check.sources,
    )


def _method(claim: Claim, result: MethodResult) -> WrittenMethod:
    method = result.method
    return WrittenMethod(
        meaning=method.meaning,
        plain=claim.meanings[method.meaning].plain,
        definition=method.definition,
        version=method.version,
        duplicates=method.duplicates,
        roll_up=method.roll_up,
        window=method.window.words,
        release=method.release,
        value=result.value,
        satisfies=result.satisfies,
        gives=result.gives,
        partial=result.partial,
        weight=result.weight,
        why=result.why,
    )
