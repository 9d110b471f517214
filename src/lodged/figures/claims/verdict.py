"""The verdict on a claim, and the sentences that say it.

It rests on the claim's plain meanings, what its words say to an ordinary reader. Another meaning may show where a
number came from; it can make a claim hold *only if* it is what was meant, never make it supported.
"""

from __future__ import annotations

from collections.abc import Sequence

from lodged.figures.claims.evidence import SOME_FACILITIES
from lodged.figures.claims.model import (
    Bound,
    Claim,
    Measure,
    MethodResult,
    NotCounted,
    Verdict,
    Weight,
)

MOST_LISTED = 3


def answers(claim: Claim, result: MethodResult) -> bool:
    """Return whether a count shows of a claim that it holds or that it doesn't.

    The least that a figure can be shows that it holds where it satisfies the words, unless they are "fewer than".
    """
    if result.weight is Weight.AT_LEAST:
        return result.satisfies and claim.figure.bound is not Bound.FEWER_THAN
    return result.weight is Weight.DECIDES


def verdict(
    claim: Claim, tried: Sequence[MethodResult], not_counted: Sequence[NotCounted], missing: Sequence[str]
) -> tuple[Verdict, str]:
    """Return the verdict and its words; ``not_counted`` are ways that have no count, ``missing`` what would help."""
    results = [one for one in tried if answers(claim, one)]
    counted = {one.method.meaning for one in results}
    plain = [one for one in results if claim.meanings[one.method.meaning].plain]
    plain_untested = any(one.plain and i not in counted for i, one in enumerate(claim.meanings))
    why = [one for one in whys(claim, tried, not_counted) if one != SOME_FACILITIES]
    if not plain or plain_untested:
        return _not_testable(claim, tried, plain, why, missing)
    if all(one.satisfies for one in plain):
        return Verdict.SUPPORTED, _supported(claim, plain, results)
    giving = [one for one in results if one.gives and one not in plain]
    holding = [one for one in plain if one.satisfies] or giving
    if holding:
        return Verdict.HOLDS_ONLY_IF, _only_if(claim, holding, results)
    if _ways_left(claim, results, tried, not_counted):
        return _not_testable(claim, tried, plain, why, missing)
    return Verdict.NOT_SUPPORTED, _not_supported(claim, plain, results)


def _ways_left(
    claim: Claim,
    results: Sequence[MethodResult],
    tried: Sequence[MethodResult],
    not_counted: Sequence[NotCounted],
) -> bool:
    """Whether a way of counting what the words say has no answer from any file, so that "no way" can't be said."""
    answered = {(one.method.meaning, one.method.definition, one.method.window) for one in results}
    ways = [(one.method.meaning, one.method.definition, one.method.window, one.weight) for one in tried]
    ways += [(one.meaning, one.definition, one.window, one.weight) for one in not_counted]
    return any(
        claim.meanings[meaning].plain
        and weight is not Weight.ANOTHER_UNIT
        and (meaning, definition, window) not in answered
        for meaning, definition, window, weight in ways
    )


def whys(claim: Claim, tried: Sequence[MethodResult], not_counted: Sequence[NotCounted]) -> tuple[str, ...]:
    """Return why ways of counting have no answer, those of what the words say first, each reason once."""
    reasons = [(one.meaning, one.why) for one in not_counted]
    reasons += [(one.method.meaning, one.why) for one in tried if not answers(claim, one)]
    reasons.sort(key=lambda one: not claim.meanings[one[0]].plain)
    return tuple(dict.fromkeys(why for _, why in reasons))


def value_words(claim: Claim, value: float) -> str:
    """Return a value in the claim's unit.

    >>> from lodged.figures.claims.loading import load_claims
    >>> claims = load_claims()
    >>> value_words(claims["strib-63"], 31.53), value_words(claims["dhs-1360"], 2207)
    ('+31.5 %', '2,207')
    """
    match claim.figure.unit:
        case Measure.PERCENT:
            return f"{value:.1f} %"
        case Measure.PERCENT_CHANGE:
            return f"{value:+.1f} %"
        case _:
            return f"{value:,.0f}"


def figure_words(claim: Claim) -> str:
    """Return the figure with its bound, as it was told."""
    number = f"{claim.figure.number:,.0f}"
    unit = " %" if claim.figure.unit in {Measure.PERCENT, Measure.PERCENT_CHANGE} else ""
    bound = "" if claim.figure.bound is Bound.EXACTLY else f"{claim.figure.bound.value} "
    return f"{bound}{number}{unit}"


def _not_testable(
    claim: Claim,
    tried: Sequence[MethodResult],
    plain: Sequence[MethodResult],
    why: Sequence[str],
    missing: Sequence[str],
) -> tuple[Verdict, str]:
    results = [one for one in tried if answers(claim, one)]
    needed = _reasons(why) + (" Needed to decide: " + " ".join(missing) if missing else "")
    needed += _at_least(claim, [one for one in tried if one.why == SOME_FACILITIES])
    statement = "What it says can't be counted from these files."
    if plain:
        statement = "A part of what it says can't be counted from these files."
    other = [one for one in results if one.gives and one not in plain]
    if other:
        methods = _listed(claim, other)
        return Verdict.HOLDS_ONLY_IF, (
            f"{statement} Another count gives {figure_words(claim)}, so it holds only if this is what was meant: "
            f"{methods}. That is not what its words say.{needed}"
        )
    counts = ""
    if results:
        counts = (
            f" {_tried(claim, results)} None of them gives that figure, and none counts what its words say."
        )
    return Verdict.CANT_BE_TESTED, f"{statement}{counts}{needed}"


def _reasons(why: Sequence[str]) -> str:
    if not why:
        return ""
    rest = len(why) - MOST_LISTED
    return f" Why: {'; '.join(why[:MOST_LISTED])}{f'; and {rest} more' if rest > 0 else ''}."


def _at_least(claim: Claim, partial: Sequence[MethodResult]) -> str:
    """Return what records of some facilities show: so many at least."""
    if not partial:
        return ""
    return (
        f" The custody records given count {_listed(claim, partial)}; they aren't known to be of every facility, so "
        "this is the least it can be. If they are, say --complete."
    )


def _supported(claim: Claim, plain: Sequence[MethodResult], results: Sequence[MethodResult]) -> str:
    words = f"Every way of counting what it says here satisfies it: {_listed(claim, plain)}."
    others = [one for one in results if one not in plain and not one.satisfies]
    if others:
        words += f" Counting something else gives another number: {_listed(claim, others)}."
    return words


def _only_if(claim: Claim, holding: Sequence[MethodResult], results: Sequence[MethodResult]) -> str:
    failing = [one for one in results if not one.satisfies]
    words = f"It holds only if it means this: {_listed(claim, holding)}."
    if failing:
        words += f" It doesn't hold counted so: {_listed(claim, failing)}."
    return words


def _not_supported(claim: Claim, plain: Sequence[MethodResult], results: Sequence[MethodResult]) -> str:
    nearest = min(plain, key=lambda one: abs(one.value - claim.figure.number))
    return (
        f"No way of counting what it says gives {figure_words(claim)} from these files. {_tried(claim, results)} "
        f"The nearest that counts what it says: {_listed(claim, [nearest])}. Another release may give another number."
    )


def _tried(claim: Claim, results: Sequence[MethodResult]) -> str:
    values = [one.value for one in results]
    low, high = value_words(claim, min(values)), value_words(claim, max(values))
    ways = (
        f"{len(results)} ways of counting were tried" if len(results) > 1 else "One way of counting was tried"
    )
    return f"{ways}; they give {low} to {high}." if low != high else f"{ways}; it gives {low}."


def _listed(claim: Claim, results: Sequence[MethodResult]) -> str:
    shown = [f"{value_words(claim, one.value)}: {one.method.words}" for one in results[:MOST_LISTED]]
    rest = len(results) - len(shown)
    return "; ".join(shown) + (f"; and {rest} more" if rest > 0 else "")
