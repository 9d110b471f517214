"""The rules that put one row of a federal list into its one category, with the reason in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from lodged.linkage import Link, Verdict
from lodged.reconcile.categories import Category
from lodged.reconcile.custody import by_stays
from lodged.reconcile.placing import Placing, RuleInputs
from lodged.reconcile.records import ListedDetainer
from lodged.reconcile.unread import UnreadRow
from lodged.reconcile.variants import combinations, unread_of
from lodged.reconcile.wording import day_words, row_words


def place(row: ListedDetainer, links: Sequence[Link], now: RuleInputs) -> Placing:
    """Put a row into the first category that holds; ``links`` are the row's, the best first."""
    return _by_the_list(row, now) or by_records(row, links, now)


def by_records(row: ListedDetainer, links: Sequence[Link], now: RuleInputs) -> Placing:
    """Answer from the custody records, whatever the list itself says."""
    begun = [link for link in links if now.stays[link.right].begun_by(now.as_of)]
    clear = [link for link in begun if link.verdict is Verdict.CLEAR]
    if not clear and begun:
        return _review(begun[0], now)
    if clear:
        answer = _by_custody(row, clear, now, [link for link in begun if link.verdict is Verdict.REVIEW])
    else:
        answer = _without_custody(row, later_only=bool(links), now=now)
    return _impaired(row, answer, links, now) or answer


def _by_the_list(row: ListedDetainer, now: RuleInputs) -> Placing | None:
    """Answer from the list and the directory alone."""
    place = row.place
    if place.state is None:
        subject = f"The row names {place.name}" if place.name else "The row names no facility"
        return Placing(
            Category.STATE_NOT_TOLD, f"{subject} and no state, so in which state it is can't be told."
        )
    if place.state != now.state:
        return Placing(Category.OUTSIDE_STATE, f"{place.name} is in {place.state}, not in {now.state}.")
    if place.is_federal:
        return Placing(Category.FEDERAL_FACILITY, f"{place.name} is a federal facility.")
    if row.issued_on is not None and row.issued_on > now.as_of.day:
        issued, day = day_words(row.issued_on), day_words(now.as_of.day)
        return Placing(Category.ISSUED_LATER, f"It was issued only on {issued}: on {day} there was none.")
    later = now.superseded_by.get(row.row)
    if later is not None:
        return Placing(
            Category.DUPLICATE,
            f"Detainer {later.detainer_id} ({_issued(later.issued_on)}) is for the same person at the same facility "
            "and supersedes this one.",
        )
    return _order_unknown(row, now) or _lifted(row, now)


def _lifted(row: ListedDetainer, now: RuleInputs) -> Placing | None:
    if row.lifted_on is not None and row.lifted_on <= now.as_of.day:
        why = f" ({row.lift_reason})" if row.lift_reason else ""
        return Placing(Category.LIFTED, f"The list says it was lifted on {day_words(row.lifted_on)}{why}.")
    if "lifted_on" in row.unread:
        reason = f"The day it was lifted could not be read ({row_words(row.source)}). Correct it and reconcile again."
        return Placing(Category.CANNOT_TELL, reason)
    if row.lifted_on is None and row.lift_reason:
        return Placing(Category.LIFTED, f"The list says it was lifted ({row.lift_reason}), without a date.")
    return None


def _order_unknown(row: ListedDetainer, now: RuleInputs) -> Placing | None:
    other = now.order_unknown.get(row.row)
    if other is None:
        return _perhaps_by_unread(row, now)
    return Placing(
        Category.CANNOT_TELL,
        f"Detainer {other.detainer_id} may be for the same person at the same facility and supersede this one, but of "
        "one of the two the list lacks a name, a birth, the facility or the day of issue. Complete the list.",
    )


def _perhaps_by_unread(row: ListedDetainer, now: RuleInputs) -> Placing | None:
    for other in now.unread_listed.of(row.who):
        if other.place is None or other.place.key == row.place.key:
            reason = (
                f"A row of the list that could not be read ({other.where}: {other.problem.reason}) may be for the same "
                "person at the same facility and supersede this one. Correct it and reconcile again."
            )
            return Placing(Category.CANNOT_TELL, reason)
    return None


def _review(link: Link, now: RuleInputs) -> Placing:
    stay = now.stays[link.right]
    return Placing(
        Category.NEEDS_REVIEW,
        f"Booking {stay.booking_id} at {stay.place.name} may be this person ({link.evidence}).",
        link,
        stay,
    )


def _by_custody(
    row: ListedDetainer, links: Sequence[Link], now: RuleInputs, doubtful: Sequence[Link] = ()
) -> Placing:
    """Answer from the stays that are clearly the person's, unless a doubtful one would change the answer."""
    answer = _by_read_cells(row, links, now)
    for link in doubtful:
        if _by_read_cells(row, [*links, link], now).category is not answer.category:
            return _review(link, now)
    return answer


def _by_read_cells(row: ListedDetainer, links: Sequence[Link], now: RuleInputs) -> Placing:
    """Answer from stays, unless what a cell that couldn't be read may have said would change the answer."""
    impaired = [link for link in links if unread_of(now.stays[link.right])]
    if not impaired:
        return by_stays(row, links, now)
    answers: dict[Category, Placing] = {}
    rights = [link.right for link in impaired]
    for variant in combinations([now.stays[right] for right in rights], now.as_of):
        stays = {link.right: now.stays[link.right] for link in links} | dict(
            zip(rights, variant, strict=True)
        )
        placing = by_stays(row, links, replace(now, stays=stays))
        answers.setdefault(placing.category, placing)
        if len(answers) > 1:
            return _unread_cells(impaired, now)
    (answer,) = answers.values()
    return answer


def _unread_cells(impaired: Sequence[Link], now: RuleInputs) -> Placing:
    stays = [now.stays[link.right] for link in impaired]
    cells = "; ".join(
        f"of booking {stay.booking_id} at {stay.place.name} the {' and '.join(unread_of(stay))} could not be read "
        f"({row_words(stay.source)})"
        for stay in stays
    )
    reason = f"{cells[0].upper()}{cells[1:]}, and the answer hangs on it. Correct it in the file and reconcile again."
    return Placing(Category.CANNOT_TELL, reason, impaired[0], stays[0])


def _without_custody(row: ListedDetainer, *, later_only: bool, now: RuleInputs) -> Placing:
    record = "The only matching custody began after that day" if later_only else "No custody record matches"
    where, day = row.place, day_words(now.as_of.day)
    if not where.key:
        return Placing(Category.NO_ROSTER, f"{record}, and the list names no facility.")
    if now.coverage.covers(where.key, now.as_of):
        since = now.coverage.since(where.key)
        if row.issued_on is not None and since is not None and row.issued_on < since:
            reason = (
                f"{record}, but the records of {where.name} begin on {day_words(since)} and the detainer was issued on "
                f"{day_words(row.issued_on)}: the person may have left before. Ask it for its earlier records."
            )
            return Placing(Category.CANNOT_TELL, reason)
        return Placing(Category.NOT_FOUND, f"{record}, although {where.name} reported for {day}.")
    if now.coverage.is_unsure(where.key):
        reason = f"{record}, and whether {where.name} reported for {day} could not be read. See the problems."
        return Placing(Category.CANNOT_TELL, reason)
    if not where.is_known:
        reason = (
            f"{record}, and the facility directory doesn't know {where.name}, so whether it reported for {day} under "
            "another name can't be told. Find out which facility is meant."
        )
        return Placing(Category.CANNOT_TELL, reason)
    return Placing(Category.NO_ROSTER, f"{record}, and {where.name} has not reported for {day}.")


_HELD_HERE = frozenset({Category.IN_CUSTODY, Category.NOT_ON_FILE})


def _impaired(row: ListedDetainer, answer: Placing, links: Sequence[Link], now: RuleInputs) -> Placing | None:
    """Return why the answer can't be told after all: a record that could not be read whole may be this person's."""
    if answer.category in {Category.NEEDS_REVIEW, Category.CANNOT_TELL}:
        return None
    perhaps = _perhaps_begun(answer, links, now)
    if perhaps is not None:
        return perhaps
    linked = {link.right for link in links}
    for unread in now.unread.of(row.who):
        if unread.row not in linked and _may_be(row, unread, now) and _bears_on(unread, answer):
            return Placing(Category.CANNOT_TELL, unread.words, answer.link, answer.stay)
    if answer.category is Category.NOT_FOUND:
        vague = now.unread.vague_at(row.place)
        if vague is not None:
            return Placing(Category.CANNOT_TELL, _of_the_facility(vague, row, now))
        if now.unread_part:
            return Placing(Category.CANNOT_TELL, f"No custody record matches, but {now.unread_part}")
    return _unread_person(row, answer, linked, now)


def _perhaps_begun(answer: Placing, links: Sequence[Link], now: RuleInputs) -> Placing | None:
    """Return, of a later list that doesn't say since when, that custody may have begun by the day."""
    if answer.category in _HELD_HERE:
        return None
    for link in links:
        stay = now.stays[link.right]
        if not stay.start_is_known and not stay.begun_by(now.as_of):
            reason = (
                f"{stay.place.name} has the person on its list of {day_words(stay.booked_at.date())}, which doesn't "
                f"say since when: whether it held them on {day_words(now.as_of.day)} can't be told. Ask it since when."
            )
            return Placing(Category.CANNOT_TELL, reason, link, stay)
    return None


def _may_be(row: ListedDetainer, unread: UnreadRow, now: RuleInputs) -> bool:
    """Return whether a record may be the row's person's; what was kept out, nobody could weigh."""
    return unread.row is None or now.may_be(row.row, unread.row)


def _bears_on(unread: UnreadRow, answer: Placing) -> bool:
    """Whether an unread record may change the answer: where the person is held there, only one of that booking."""
    if answer.category not in _HELD_HERE or answer.stay is None:
        return True
    return unread.is_of_booking(answer.stay.booking_id, answer.stay.place.key)


def _of_the_facility(vague: UnreadRow, row: ListedDetainer, now: RuleInputs) -> str:
    read = now.coverage.rows.get(row.place.key)
    scope = f"Only {read.words}: " if read else ""
    return f"{scope}{vague.words}"


def _unread_person(row: ListedDetainer, answer: Placing, linked: set[int], now: RuleInputs) -> Placing | None:
    """Look among all records where it is the row of the list whose person could not be read."""
    if not row.is_doubtful or answer.category in _HELD_HERE:
        return None
    for known in now.everybody.of(row.who):
        if known.row is None or known.row in linked or not now.may_be(row.row, known.row):
            continue
        if now.stays[known.row].begun_by(now.as_of):
            stay = now.stays[known.row]
            reason = (
                f"The row doesn't say, or not readably, all of name, birth and number ({row_words(row.source)}), and "
                f"booking {stay.booking_id} at {stay.place.name} may be this person's. Complete it and reconcile again."
            )
            return Placing(Category.CANNOT_TELL, reason, answer.link, answer.stay)
    return None


def _issued(day: date | None) -> str:
    return f"issued {day_words(day)}" if day else "issue date not given"
