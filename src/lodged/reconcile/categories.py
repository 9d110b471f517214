"""The categories of a reconciliation: where each row of a federal list falls, exactly once."""

from __future__ import annotations

from enum import Enum


class Category(Enum):
    """A place for a row of the list. The order is the order of testing: a row takes the first that holds."""

    STATE_NOT_TOLD = "state-not-told"
    """The row names neither a state nor a facility that has one."""
    OUTSIDE_STATE = "outside-state"
    """The facility is not in the state asked about."""
    FEDERAL_FACILITY = "federal-facility"
    """The facility is federal."""
    ISSUED_LATER = "issued-later"
    """It was issued only after the as-of date, so on that day there was none."""
    DUPLICATE = "duplicate"
    """Another row is the same person at the same facility and supersedes it."""
    LIFTED = "lifted"
    """The list itself says it was lifted on or before the as-of date."""
    NEEDS_REVIEW = "needs-review"
    """A custody record may be this person: the match is neither clear nor clearly not."""
    IN_CUSTODY = "in-custody"
    """Held in the facility named, detainer on file."""
    NOT_ON_FILE = "in-custody-not-on-file"
    """Held in the facility named, which has no detainer on file."""
    ELSEWHERE = "in-custody-elsewhere"
    """Held in another reporting facility."""
    TRANSFERRED_TO_ICE = "transferred-to-ice"
    """The last custody ended in a transfer to ICE."""
    TRANSFERRED_TO_AGENCY = "transferred-to-agency"
    """The last custody ended in a transfer to another agency."""
    RELEASED_AFTER = "released-after-lodged"
    """The last custody ended in a release after the day the detainer was issued."""
    RELEASED_BEFORE = "released-before-lodged"
    """The last custody ended in a release before the detainer was issued."""
    ENDED_OTHERWISE = "custody-ended-otherwise"
    """The last custody ended in death or another recorded way."""
    CANNOT_TELL = "cannot-tell"
    """The evidence of the facility or person for that day is impaired."""
    NO_ROSTER = "no-roster"
    """No custody record, and the facility named has not reported for that time."""
    NOT_FOUND = "not-found"
    """No custody record although the facility did report."""

    @property
    def label(self) -> str:
        """Name it for a reader."""
        return _WORDS[self][0]

    @property
    def meaning(self) -> str:
        """Return in a sentence when a row is here."""
        return _WORDS[self][1]

    @property
    def is_held(self) -> bool:
        """Whether the row's person is in a reporting facility's custody on the as-of date."""
        return self in HELD


HELD = (Category.IN_CUSTODY, Category.NOT_ON_FILE, Category.ELSEWHERE)
NOT_ACTIVE = (Category.LIFTED, Category.ISSUED_LATER, Category.STATE_NOT_TOLD)
"""Rows that are no active detainer of the state on the day, whoever they are of."""

_WORDS = {
    Category.STATE_NOT_TOLD: (
        "State not given",
        "The row names neither a state nor a facility that has one, so it belongs to no state's total.",
    ),
    Category.OUTSIDE_STATE: ("Outside the state", "The facility named is not in the state asked about."),
    Category.FEDERAL_FACILITY: (
        "Federal facility",
        "The facility is federal (Bureau of Prisons, US Marshals, ICE itself), so no state or county holds the person.",
    ),
    Category.ISSUED_LATER: (
        "Issued after the day",
        "The detainer was issued only after the as-of date, so it doesn't count on that day.",
    ),
    Category.DUPLICATE: (
        "Duplicate or superseded",
        "A later row of the list is the same person at the same facility and supersedes this one.",
    ),
    Category.LIFTED: ("Lifted", "The list itself says the detainer was lifted on or before the as-of date."),
    Category.NEEDS_REVIEW: (
        "Needs review",
        "A custody record may be this person: the match is in doubt, or which came first is. A human must look.",
    ),
    Category.IN_CUSTODY: (
        "In custody, detainer on file",
        "The person was held on the as-of date in the facility named, which has the detainer on file.",
    ),
    Category.NOT_ON_FILE: (
        "In custody, not on file",
        "The person was held there on that date, but the facility has no detainer on file.",
    ),
    Category.ELSEWHERE: (
        "In custody elsewhere",
        "The person was held on that date in another reporting facility than the one named.",
    ),
    Category.TRANSFERRED_TO_ICE: (
        "Transferred to ICE",
        "The person's last custody ended in a transfer to ICE.",
    ),
    Category.TRANSFERRED_TO_AGENCY: (
        "Transferred to another agency",
        "The person's last custody ended in a transfer to an agency other than ICE.",
    ),
    Category.RELEASED_AFTER: (
        "Released after it was lodged",
        "The person's last custody ended in a release after the day the detainer was issued.",
    ),
    Category.RELEASED_BEFORE: (
        "Released before it was lodged",
        "The person's last custody ended in a release before the detainer was issued.",
    ),
    Category.ENDED_OTHERWISE: (
        "Custody ended otherwise",
        "The person's last custody ended in death or in another recorded way.",
    ),
    Category.CANNOT_TELL: (
        "Can't tell",
        "The evidence for that day is impaired: unread rows or cells, an end not known, records that stop early.",
    ),
    Category.NO_ROSTER: (
        "No roster",
        "There is no custody record, and the facility named has not reported for that time.",
    ),
    Category.NOT_FOUND: ("Not found", "There is no custody record, although the facility named did report."),
}
