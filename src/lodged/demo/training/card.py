"""The fairness card: errors by naming tradition, as a page."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from lodged.demo.traditions import tradition
from lodged.demo.training.measuring import SEED, Errors, Rate, make, measure, more_than_twice
from lodged.linkage.model import load_model

SMALL = 200
"""People of each tradition in the small run, which a test makes again."""

_HEAD = """\
# Errors by naming tradition

Made by `lodged linkage measure --sets {sets} --people {people} --out docs/linkage-fairness.md`.

Model `{model}`: clear from {clear} bits, for review
from {possible}.

**The hardest world first.** This page measures pairs, by names, birth and numbers alone, as a list of names or intake
uses them. A reconciliation decides rows with all evidence; how often that is right, worst tradition first, stands in
[Who is who](linkage.md#how-often-it-is-right), measured on people and slips of others than these.

**All labels are synthetic.** The people are made up, {people:,} of each tradition in each set ({sets} in all), each set
linked by itself, and written down by the demonstration's offices (seeds from {seed} on); the model was trained on other
people, with other slips made by other code. What real offices do to names is not known: the figures say how the model
treats one tradition beside another, not how often a real list is wrong. Names come from short lists, so there are far
more namesakes than in a real state. Traditions are known here because the people are made up;
the model is never told one.

{rows:,} rows of lists are compared with some {stays:,} custody records a list; half of the rows are of people who are
in custody. {strangers:,} pairs of a row and another person's record stand behind the false matches. Intervals hold
the true rate at 95 %.
"""
_COLUMNS = (
    "tradition",
    "rows",
    "clearly linked to another person",
    "true pairs",
    "clear",
    "for review",
    "missed",
    "rows of people not in custody that go to review",
)
_NOT_BEYOND = (
    "Beyond chance no tradition's rate is more than twice another's (exact test of every pair, at 5 % shared among "
    "them). With so few false matches that says that a large difference would have been seen, not that there is none."
)
_SMALL_HEAD = """\
## A small run

The same with {people} people of each tradition, which the tests make again and hold against this page.
"""


def page(errors: Sequence[Errors], people: int, sets: int) -> str:
    """Write the whole card: errors of ``sets`` sets of ``people`` of each tradition, and the small run's beside."""
    small = _SMALL_HEAD.format(people=SMALL)
    return (
        "\n".join(
            [_head(errors, people, sets), table(errors), "", _judgement(errors), "", small, small_table()]
        )
        + "\n"
    )


def small_table() -> str:
    """Measure the small run, and write its table."""
    return table(measure(make(SMALL)))


def table(errors: Sequence[Errors]) -> str:
    """Write measured errors as a table, a row a tradition."""
    rule = "| --- |" + " ---: |" * (len(_COLUMNS) - 1)
    return "\n".join([f"| {' | '.join(_COLUMNS)} |", rule, *(_row(entry) for entry in errors)])


def _head(errors: Sequence[Errors], people: int, sets: int) -> str:
    model = load_model()
    return _HEAD.format(
        model=model.id,
        clear=model.clear,
        possible=model.possible,
        people=people,
        sets=sets,
        seed=SEED,
        rows=sum(entry.rows for entry in errors),
        stays=(errors[0].strangers + errors[0].true_pairs) // errors[0].rows,
        strangers=sum(entry.strangers for entry in errors),
    )


def _row(entry: Errors) -> str:
    cells = (
        tradition(entry.tradition).label.split(",")[0],
        f"{entry.rows:,}",
        _rate(entry.false_matches),
        f"{entry.true_pairs:,}",
        f"{entry.clear / entry.true_pairs:.1%}",
        f"{entry.review / entry.true_pairs:.1%}",
        _rate(entry.missed),
        f"{entry.absent_in_review / entry.absent:.1%}",
    )
    return f"| {' | '.join(cells)} |"


def _rate(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.seen}: {rate.share:.2%} ({low:.2%} to {high:.2%})"


def _judgement(errors: Sequence[Errors]) -> str:
    """Return whether a tradition's false-match rate is more than twice another's."""
    in_all = Rate(sum(entry.linked_to_others for entry in errors), sum(entry.rows for entry in errors))
    most = max(errors, key=lambda entry: entry.false_matches.share)
    least = min(errors, key=lambda entry: entry.false_matches.share)
    beyond = more_than_twice(errors)
    most_and_least = f"most often of {_name(most)}, least often of {_name(least)}"
    sentences = [
        f"In all {_rate(in_all)} of the rows are clearly linked to another person; {most_and_least}."
    ]
    sentences.append(_twice(most, least))
    if beyond:
        pairs = "; ".join(f"{_name(one)} and {_name(other)}" for one, other in beyond)
        sentences.append(f"Beyond chance, the first is more than twice the second for: {pairs}.")
    else:
        sentences.append(_NOT_BEYOND)
    worst, best = (chosen(errors, key=lambda entry: entry.missed.share) for chosen in (max, min))
    sentences.append(
        f"True pairs are missed most often of {_name(worst)} ({_rate(worst.missed)}) and least of {_name(best)} "
        f"({_rate(best.missed)}): there the model is not even, and rows of the first end too often as not found."
    )
    return fill(" ".join(sentences), 120)


def _twice(most: Errors, least: Errors) -> str:
    if not least.linked_to_others:
        return "The lowest rate seen is 0, so no ratio can be given."
    ratio = most.false_matches.share / least.false_matches.share
    return f"The highest rate seen is {ratio:.1f} times the lowest."


def _name(entry: Errors) -> str:
    return tradition(entry.tradition).label.split(",")[0]
