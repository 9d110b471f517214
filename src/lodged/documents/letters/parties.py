"""Who a letter is from and about, as the record has it; and on what authority the law speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lodged.documents.letters.messages import BASE, words_in
from lodged.law import Action, Decision, Outcome

NOT_KNOWN = "not known"
NOT_RECORDED = "not recorded"
NOT_ADVICE = "This letter cites the law it rests on. It is not legal advice."


@dataclass(frozen=True)
class Custodian:
    """The agency and facility that write, and the zone of their clock."""

    agency: str
    facility: str
    zone: ZoneInfo

    @property
    def sender(self) -> str:
        """Both names on one line."""
        return f"{self.agency}, {self.facility}"

    def moment(self, at: datetime) -> str:
        """Return a moment in the facility's own time."""
        return words_in(BASE).moment(at.astimezone(self.zone))


@dataclass(frozen=True)
class PersonDetails:
    """What the record says of who the person is; two sources may differ, so each is listed."""

    names: tuple[str, ...]
    births: tuple[date, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    """Label and value of each number."""

    @property
    def name(self) -> str:
        """The first name recorded."""
        return self.names[0] if self.names else NOT_RECORDED

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return all of it, for a list of facts."""
        others = tuple(("Also recorded as", name) for name in self.names[1:])
        births = ", ".join(day(born) for born in self.births) or NOT_RECORDED
        return (("Name", self.name), *others, ("Date of birth", births), *self.numbers)


@dataclass(frozen=True)
class DetainerDetails:
    """A detainer as it was recorded."""

    form: str
    issued_by: str
    received_at: datetime
    reference: str = ""
    issued_on: date | None = None

    def facts(self, custodian: Custodian) -> tuple[tuple[str, str], ...]:
        """Return all of it, for a list of facts."""
        return (
            ("Form", self.form),
            ("Number on the form", self.reference or NOT_RECORDED),
            ("Issued by", self.issued_by),
            ("Date of issue", day(self.issued_on) if self.issued_on else NOT_RECORDED),
            ("Received here", custodian.moment(self.received_at)),
        )


@dataclass(frozen=True)
class Authority:
    """What the law says of one action, and the sources it rests on."""

    outcome: Outcome
    citations: tuple[str, ...] = ()

    @property
    def sources(self) -> str:
        """The sources on one line."""
        return "; ".join(self.citations) or "none found"


def authority(decision: Decision, action: Action) -> Authority:
    """Return what a decision says of an action."""
    result = decision.action(action)
    return Authority(result.outcome, tuple(dict.fromkeys(rule.citation for rule in result.because)))


def day(on: date) -> str:
    """Return a date as it can't be misread.

    >>> day(date(2026, 1, 2))
    '2 January 2026'
    """
    return f"{on.day} {on:%B %Y}"
