"""The two answers behind a row's category: how the custody it was lodged in ended, and where the person is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lodged.linkage import Link, Verdict
from lodged.reconcile.categories import Category
from lodged.reconcile.custody import is_reported, same_place
from lodged.reconcile.placing import Placing, RuleInputs
from lodged.reconcile.records import ListedDetainer, Stay
from lodged.reconcile.rules import by_records
from lodged.sources.tables import ReleaseReason


class Ended(Enum):
    """How the custody ended in which a detainer was lodged, by the end of the day asked about."""

    STILL_HELD = "still-held"
    TRANSFERRED_TO_ICE = "transferred-to-ice"
    TRANSFERRED_TO_AGENCY = "transferred-to-agency"
    RELEASED = "released"
    DIED = "died"
    OTHER = "other"
    NOT_KNOWN = "not-known"


class Now(Enum):
    """Where the person is on the day: in the facility named, in another, in none that reports, or not known."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOT_HELD = "not-held"
    NOT_KNOWN = "not-known"


class OnFileAtEnd(Enum):
    """Whether the detainer was on the custodian's file when the custody ended."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"
    """It ended on the day the detainer came, or the records don't say."""


@dataclass(frozen=True, slots=True)
class Answers:
    """``anchor`` is the custody in which the detainer was lodged; ``on_file_at_end`` is empty while it lasts."""

    ended: Ended
    now: Now
    on_file_at_end: OnFileAtEnd | None
    anchor: Stay | None


def answers_of(row: ListedDetainer, links: Sequence[Link], placing: Placing, now: RuleInputs) -> Answers:
    """Answer from the stays that are clearly the person's."""
    stays = [now.stays[link.right] for link in links if link.verdict is Verdict.CLEAR]
    begun = [stay for stay in stays if stay.begun_by(now.as_of)]
    anchor = _anchor(row, begun)
    ended = _ended(anchor, now) if anchor else Ended.NOT_KNOWN
    on_file = _on_file(row, anchor) if anchor and ended is not Ended.STILL_HELD else None
    if ended is Ended.NOT_KNOWN:
        on_file = OnFileAtEnd.UNDECIDED
    # What the list says of itself, that it was lifted for example, doesn't say where the person is.
    by_itself = placing.category in {Category.LIFTED, Category.DUPLICATE, Category.ISSUED_LATER}
    category = by_records(row, links, now).category if by_itself else placing.category
    where = _NOW.get(category, Now.NOT_KNOWN)
    if where is Now.NOT_KNOWN and _all_gone(begun, now):
        where = Now.NOT_HELD
    return Answers(ended, where, on_file, anchor)


def _all_gone(stays: Sequence[Stay], now: RuleInputs) -> bool:
    """Return whether the lists of the day, or before, no longer have a person whom none but lists tell of."""
    gone = [stay.gone for stay in stays]
    return bool(gone) and all(each and each.is_sure and each.by and each.by <= now.as_of.day for each in gone)


def _anchor(row: ListedDetainer, stays: Sequence[Stay]) -> Stay | None:
    """Give the stay that covers the day of receipt, else of issue: at the facility named before others, the latest."""
    covering = [stay for stay in stays if _covers(stay, stay.detainer_received_on or row.issued_on)]
    return max(
        covering,
        key=lambda stay: (same_place(row, stay), stay.booked_at, stay.place.key, stay.booking_id),
        default=None,
    )


def _covers(stay: Stay, day: date | None) -> bool:
    if day is None or stay.booked_at.date() > day:
        return False
    if stay.gone is not None:
        return stay.gone.by is None or day <= stay.gone.by
    return stay.released_at is None or day <= stay.released_at.date()


def _ended(stay: Stay, now: RuleInputs) -> Ended:
    if "released_at" in stay.unread:
        return Ended.NOT_KNOWN
    if stay.held_on(now.as_of):
        return Ended.STILL_HELD if is_reported(stay, now) else Ended.NOT_KNOWN
    return _ENDS[stay.release_reason]


_ENDS = {
    ReleaseReason.TRANSFERRED_TO_ICE: Ended.TRANSFERRED_TO_ICE,
    ReleaseReason.TRANSFERRED_TO_AGENCY: Ended.TRANSFERRED_TO_AGENCY,
    ReleaseReason.RELEASED: Ended.RELEASED,
    ReleaseReason.DIED: Ended.DIED,
    ReleaseReason.OTHER: Ended.OTHER,
    None: Ended.NOT_KNOWN,
}


def _on_file(row: ListedDetainer, stay: Stay) -> OnFileAtEnd:
    if stay.detainer_on_file is None or stay.released_at is None:
        return OnFileAtEnd.UNDECIDED
    if not stay.detainer_on_file:
        return OnFileAtEnd.NO
    if "detainer_received_on" in stay.unread:
        return OnFileAtEnd.UNDECIDED
    came, left = stay.detainer_received_on or row.issued_on, stay.released_at.date()
    if came is None or came == left:
        return OnFileAtEnd.UNDECIDED
    return OnFileAtEnd.YES if came < left else OnFileAtEnd.NO


_NOW = {
    Category.IN_CUSTODY: Now.HERE,
    Category.NOT_ON_FILE: Now.HERE,
    Category.ELSEWHERE: Now.ELSEWHERE,
    Category.TRANSFERRED_TO_ICE: Now.NOT_HELD,
    Category.TRANSFERRED_TO_AGENCY: Now.NOT_HELD,
    Category.RELEASED_AFTER: Now.NOT_HELD,
    Category.RELEASED_BEFORE: Now.NOT_HELD,
    Category.ENDED_OTHERWISE: Now.NOT_HELD,
    Category.NOT_FOUND: Now.NOT_HELD,
}
