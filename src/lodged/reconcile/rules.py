"""The rules that put one row of a federal list into its one category, with the reason in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from lodged.linkage import Link, Verdict
from lodged.reconcile.categories import Category
from lodged.reconcile.coverage import Coverage
from lodged.reconcile.records import AsOf, ListedDetainer, Stay
from lodged.reconcile.unread import UnreadRows
from lodged.reconcile.variants import combinations, unread_of
from lodged.sources.tables import ReleaseReason


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a row falls and why; the link and stay it rests on, where it rests on one."""

    category: Category
    reason: str
    link: Link | None = None
    stay: Stay | None = None


@dataclass(frozen=True)
class Situation:
    """All that the rules may look at besides the row: the question asked and both lists.

    ``unread`` are the custody records that could not be read.
    """

    state: str
    as_of: AsOf
    stays: Mapping[int, Stay]
    coverage: Coverage
    superseded_by: Mapping[int, ListedDetainer]
    unread: UnreadRows = field(default_factory=UnreadRows)


def place(row: ListedDetainer, links: Sequence[Link], now: Situation) -> Placing:
    """Put a row into the first category that holds; ``links`` are the row's, the best first."""
    on_its_face = _by_the_list(row, now)
    if on_its_face is not None:
        return on_its_face
    kept_out = now.unread.of(row.who, row.place)
    if kept_out is not None:
        return Placing(Category.NEEDS_REVIEW, kept_out.words)
    begun = [link for link in links if now.stays[link.right].begun_by(now.as_of)]
    clear = [link for link in begun if link.verdict is Verdict.CLEAR]
    if not clear and begun:
        return _review(begun[0], now)
    if clear:
        return _by_custody(row, clear, now, [link for link in begun if link.verdict is Verdict.REVIEW])
    return _without_custody(row, later_only=bool(links), now=now)


def _by_the_list(row: ListedDetainer, now: Situation) -> Placing | None:
    """Answer from the list and the directory alone."""
    place = row.place
    if place.state is not None and place.state != now.state:
        return Placing(Category.OUTSIDE_STATE, f"{place.name} is in {place.state}, not in {now.state}.")
    if place.is_federal:
        return Placing(Category.FEDERAL_FACILITY, f"{place.name} is a federal facility.")
    later = now.superseded_by.get(row.row)
    if later is not None:
        return Placing(
            Category.DUPLICATE,
            f"Detainer {later.detainer_id} ({_issued(later.issued_on)}) is for the same person at the same facility "
            "and supersedes this one.",
        )
    if row.lifted_on is not None and row.lifted_on <= now.as_of.day:
        why = f" ({row.lift_reason})" if row.lift_reason else ""
        return Placing(Category.LIFTED, f"The list says it was lifted on {_day(row.lifted_on)}{why}.")
    if row.lifted_on is None and row.lift_reason:
        return Placing(Category.LIFTED, f"The list says it was lifted ({row.lift_reason}), without a date.")
    return None


def _review(link: Link, now: Situation) -> Placing:
    stay = now.stays[link.right]
    return Placing(
        Category.NEEDS_REVIEW,
        f"Booking {stay.booking_id} at {stay.place.name} may be this person ({link.evidence}).",
        link,
        stay,
    )


def _by_custody(
    row: ListedDetainer, links: Sequence[Link], now: Situation, doubtful: Sequence[Link] = ()
) -> Placing:
    """Answer from the stays that are clearly the person's, unless a doubtful one would change the answer."""
    answer = _by_read_cells(row, links, now)
    for link in doubtful:
        if _by_read_cells(row, [*links, link], now).category is not answer.category:
            return _review(link, now)
    return answer


def _by_read_cells(row: ListedDetainer, links: Sequence[Link], now: Situation) -> Placing:
    """Answer from stays, unless what a cell that couldn't be read may have said would change the answer."""
    impaired = [link for link in links if unread_of(now.stays[link.right])]
    if not impaired:
        return _by_stays(row, links, now)
    answers: dict[Category, Placing] = {}
    for variant in combinations([now.stays[link.right] for link in impaired], now.as_of):
        stays = {
            **{link.right: now.stays[link.right] for link in links},
            **{stay.row: stay for stay in variant},
        }
        placing = _by_stays(row, links, replace(now, stays=stays))
        answers.setdefault(placing.category, placing)
        if len(answers) > 1:
            return _unread_cell(impaired[0], now)
    (answer,) = answers.values()
    return answer


def _unread_cell(link: Link, now: Situation) -> Placing:
    stay = now.stays[link.right]
    file, sheet, number = stay.source
    where = f"{file}, sheet {sheet}, row {number}" if sheet else f"{file}, row {number}"
    columns = " and ".join(unread_of(stay))
    return Placing(
        Category.NEEDS_REVIEW,
        f"Booking {stay.booking_id} at {stay.place.name} is this person's, but its {columns} could not be read "
        f"({where}), and the answer hangs on it.",
        link,
        stay,
    )


def _by_stays(row: ListedDetainer, links: Sequence[Link], now: Situation) -> Placing:
    held = [link for link in links if now.stays[link.right].held_on(now.as_of)]
    if held:
        here = [link for link in held if _same_place(row, now.stays[link.right])]
        link = max(here or held, key=lambda link: _preference(now.stays[link.right].booked_at, link, now))
        return _held(row, link, now)
    last = max(links, key=lambda link: _preference(_ended(now.stays[link.right]), link, now))
    return _departed(row, last, now)


def _held(row: ListedDetainer, link: Link, now: Situation) -> Placing:
    stay = now.stays[link.right]
    since = f"held at {stay.place.name} since {_moment(stay.booked_at)}"
    if not _same_place(row, stay):
        named = row.place.name or "no facility"
        return Placing(Category.ELSEWHERE, f"The list names {named}; the person was {since}.", link, stay)
    if stay.on_file_by(now.as_of):
        received = stay.detainer_received_on
        on = f", received {_day(received)}" if received else ""
        return Placing(
            Category.IN_CUSTODY, f"The person was {since}, with a detainer on file{on}.", link, stay
        )
    if stay.detainer_on_file is None:
        lacking = "the records don't say that a detainer is on file"
    elif stay.detainer_on_file:
        lacking = f"its detainer was received only on {_day(stay.detainer_received_on)}"
    else:
        lacking = "the facility has no detainer on file"
    return Placing(Category.NOT_ON_FILE, f"The person was {since}, but {lacking}.", link, stay)


def _departed(row: ListedDetainer, link: Link, now: Situation) -> Placing:
    stay = now.stays[link.right]
    when = f"on {_moment(_ended(stay))} from {stay.place.name}"
    match stay.release_reason:
        case ReleaseReason.TRANSFERRED_TO_ICE:
            return Placing(
                Category.TRANSFERRED_TO_ICE, f"The person was transferred to ICE {when}.", link, stay
            )
        case ReleaseReason.TRANSFERRED_TO_AGENCY:
            reason = f"The person was transferred to another agency {when}."
            return Placing(Category.TRANSFERRED_TO_AGENCY, reason, link, stay)
        case ReleaseReason.RELEASED:
            return _released(row, link, stay, when)
        case ReleaseReason.DIED:
            return Placing(Category.ENDED_OTHERWISE, f"The person died {when}.", link, stay)
        case ReleaseReason.OTHER:
            return Placing(
                Category.ENDED_OTHERWISE, f"Custody ended {when} in another recorded way.", link, stay
            )
        case None:
            reason = f"Custody ended {when}; the records don't say how."
            return Placing(Category.ENDED_OTHERWISE, reason, link, stay)


def _released(row: ListedDetainer, link: Link, stay: Stay, when: str) -> Placing:
    if row.issued_on is None:
        # Which side of the issue date the release fell on would be a finding about a custodian: never guessed.
        reason = f"The person was released {when}, but the list doesn't say when the detainer was issued."
        return Placing(Category.NEEDS_REVIEW, reason, link, stay)
    if _ended(stay).date() >= row.issued_on:
        reason = f"The person was released {when}; the detainer was issued {_day(row.issued_on)}."
        return Placing(Category.RELEASED_AFTER, reason, link, stay)
    reason = f"The person was released {when}, before the detainer was issued {_day(row.issued_on)}."
    return Placing(Category.RELEASED_BEFORE, reason, link, stay)


def _without_custody(row: ListedDetainer, *, later_only: bool, now: Situation) -> Placing:
    record = "The only matching custody began after that day" if later_only else "No custody record matches"
    if not row.place.key:
        return Placing(Category.NO_ROSTER, f"{record}, and the list names no facility.")
    if now.coverage.covers(row.place.key, now.as_of):
        return Placing(
            Category.NOT_FOUND, f"{record}, although {row.place.name} reported for {_day(now.as_of.day)}."
        )
    unknown = "" if row.place.is_known else " (a name that the facility directory doesn't know)"
    return Placing(
        Category.NO_ROSTER,
        f"{record}, and {row.place.name}{unknown} has not reported for {_day(now.as_of.day)}.",
    )


def _preference(moment: datetime, link: Link, now: Situation) -> tuple[datetime, float, str, str]:
    """Prefer the later stay, then the better match, then what the records say, never where they stand in a file."""
    stay = now.stays[link.right]
    return (moment, link.weight, stay.place.key, stay.booking_id)


def _same_place(row: ListedDetainer, stay: Stay) -> bool:
    return row.place.key == stay.place.key


def _ended(stay: Stay) -> datetime:
    return stay.released_at or stay.booked_at


def _issued(day: date | None) -> str:
    return f"issued {_day(day)}" if day else "issue date not given"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day not given"


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())} at {moment:%H:%M}"
