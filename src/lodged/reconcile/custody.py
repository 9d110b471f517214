"""What the stays that are a person's say of one row of the list, as they were read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from lodged.linkage import Link
from lodged.reconcile.categories import Category
from lodged.reconcile.placing import Placing, RuleInputs
from lodged.reconcile.records import ListedDetainer, Stay
from lodged.reconcile.wording import day_words, moment_words
from lodged.sources.listings import Gone
from lodged.sources.tables import ReleaseReason


def by_stays(row: ListedDetainer, links: Sequence[Link], now: RuleInputs) -> Placing:
    """Answer from stays that have begun: held on the day, else how the last custody ended."""
    open_links = [link for link in links if now.stays[link.right].held_on(now.as_of)]
    held = [link for link in open_links if is_reported(now.stays[link.right], now)]
    if held:
        here = [link for link in held if same_place(row, now.stays[link.right])]
        link = max(here or held, key=lambda link: _preference(now.stays[link.right].booked_at, link, now))
        return _held(row, link, now)
    last = max(links, key=lambda link: _preference(_ended(now.stays[link.right]), link, now))
    if last in open_links:
        return _stale(last, now)
    return _departed(row, last, now)


def same_place(row: ListedDetainer, stay: Stay) -> bool:
    """Return whether the stay is at the facility that the row names."""
    return row.place.key == stay.place.key


def same_day(row: ListedDetainer, stay: Stay) -> bool:
    """Return whether the stay ended on the day the detainer was issued, so that which came first isn't recorded."""
    return stay.released_at is not None and stay.released_at.date() == row.issued_on


def is_reported(stay: Stay, now: RuleInputs) -> bool:
    """Return whether the records say of the day itself that the stay lasted."""
    return stay.released_at is not None or now.coverage.still_speaks_of(stay, now.as_of)


def _stale(link: Link, now: RuleInputs) -> Placing:
    stay = now.stays[link.right]
    return Placing(
        Category.CANNOT_TELL,
        f"The last that is known is custody at {stay.place.name} {_since(stay)}, but its records "
        f"stop before {day_words(now.as_of.day)}. Ask it for records through that day.",
        link,
        stay,
    )


def _held(row: ListedDetainer, link: Link, now: RuleInputs) -> Placing:
    stay = now.stays[link.right]
    since = f"held at {stay.place.name} {_since(stay)}"
    if not same_place(row, stay):
        return _held_elsewhere(row, link, stay, since)
    if stay.on_file_by(now.as_of):
        received = stay.detainer_received_on
        on = f", received {day_words(received)}" if received else ""
        reason = f"The person was {since}, with a detainer on file{on}{_first_after(row, stay)}."
        return Placing(Category.IN_CUSTODY, reason, link, stay)
    if stay.detainer_on_file is None:
        reason = f"The person was {since}; its records don't say whether a detainer is on file. Ask it and fill it in."
        return Placing(Category.CANNOT_TELL, reason, link, stay)
    lacking = (
        f"its detainer was received only on {day_words(stay.detainer_received_on)}"
        if stay.detainer_on_file
        else "the facility has no detainer on file"
    )
    return Placing(Category.NOT_ON_FILE, f"The person was {since}, but {lacking}.", link, stay)


def _held_elsewhere(row: ListedDetainer, link: Link, stay: Stay, since: str) -> Placing:
    if not row.place.key:
        reason = (
            f"The person was {since}; the list names no facility, so whether it means that one can't be told."
        )
        return Placing(Category.CANNOT_TELL, f"{reason} Ask which is meant.", link, stay)
    reason = f"The list names {row.place.name}; the person was {since}"
    unknown = [place.name for place in (row.place, stay.place) if not place.is_known]
    if unknown:
        which = " and ".join(unknown)
        reason += f". The facility directory doesn't know {which}: whether both are one place is for a person to say."
        return Placing(Category.NEEDS_REVIEW, reason, link, stay)
    return Placing(Category.ELSEWHERE, f"{reason}.", link, stay)


def _departed(row: ListedDetainer, link: Link, now: RuleInputs) -> Placing:
    stay = now.stays[link.right]
    if stay.gone is not None:
        return Placing(Category.CANNOT_TELL, _gone(stay, stay.gone), link, stay)
    when = f"on {moment_words(_ended(stay))} from {stay.place.name}"
    if stay.release_reason is ReleaseReason.RELEASED:
        return _released(row, link, stay, when)
    category, reason = _ENDS[stay.release_reason]
    return Placing(category, reason.format(when=when, after=_first_after(row, stay)), link, stay)


_ENDS = {
    ReleaseReason.TRANSFERRED_TO_ICE: (
        Category.TRANSFERRED_TO_ICE,
        "The person was transferred to ICE {when}{after}.",
    ),
    ReleaseReason.TRANSFERRED_TO_AGENCY: (
        Category.TRANSFERRED_TO_AGENCY,
        "The person was transferred to another agency {when}{after}.",
    ),
    ReleaseReason.DIED: (Category.ENDED_OTHERWISE, "The person died {when}."),
    ReleaseReason.OTHER: (Category.ENDED_OTHERWISE, "Custody ended {when} in another recorded way{after}."),
    None: (
        Category.CANNOT_TELL,
        "Custody ended {when}, but the records don't say how{after}. Ask the facility, and fill the cell.",
    ),
}


def _released(row: ListedDetainer, link: Link, stay: Stay, when: str) -> Placing:
    # Which side of the issue date the release fell on would be a finding about a custodian: never guessed.
    if row.issued_on is None:
        reason = f"The person was released {when}, but the list doesn't say when the detainer was issued."
        return Placing(Category.NEEDS_REVIEW, reason, link, stay)
    if same_day(row, stay):
        reason = f"The person was released {when}, the day the detainer was issued: which came first isn't recorded."
        return Placing(Category.NEEDS_REVIEW, reason, link, stay)
    issued = day_words(row.issued_on)
    if _ended(stay).date() > row.issued_on:
        reason = f"The person was released {when}; the detainer was issued {issued}{_first_after(row, stay)}."
        return Placing(Category.RELEASED_AFTER, reason, link, stay)
    reason = f"The person was released {when}, before the detainer was issued {issued}."
    return Placing(Category.RELEASED_BEFORE, reason, link, stay)


def _first_after(row: ListedDetainer, stay: Stay) -> str:
    """Say that a stay began only after the detainer was issued."""
    if row.issued_on is None or not stay.start_is_known or stay.booked_at.date() <= row.issued_on:
        return ""
    return f" (this custody began only on {day_words(stay.booked_at.date())}, after the detainer was issued)"


def _since(stay: Stay) -> str:
    """Return from when the custody is known."""
    if stay.start_is_known:
        return f"since {moment_words(stay.booked_at)}"
    return f"by its list of {day_words(stay.booked_at.date())}, which doesn't say since when"


def _preference(moment: datetime, link: Link, now: RuleInputs) -> tuple[datetime, float, str, str]:
    """Prefer the later stay, then the better match, then what the records say, never where they stand in a file."""
    stay = now.stays[link.right]
    return (moment, link.weight, stay.place.key, stay.booking_id)


def _gone(stay: Stay, gone: Gone) -> str:
    if not gone.is_sure:
        newer = f"its list of {day_words(gone.by)}" if gone.by else "a newer one"
        return (
            f"{stay.place.name} has the person on its list of {day_words(gone.after)} and not on {newer}, which isn't "
            "whole: whether custody ended can't be told. Ask it for the whole list."
        )
    newer = f"on that of {day_words(gone.by)}" if gone.by else "on a newer one"
    return (
        f"{stay.place.name} has the person on its list of {day_words(gone.after)} and no longer {newer}: custody ended "
        "between the two, and how isn't recorded. Ask it how."
    )


def _ended(stay: Stay) -> datetime:
    if stay.gone is not None:
        return datetime.combine(stay.gone.after, time())
    return stay.released_at or stay.booked_at
