"""The agency's directory of ICE offices: whom to call, fax or write to, and when they can be reached.

Numbers read off received forms are proposed until somebody puts them in or the directory has them already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lodged.casework.deeds import DeedRefusedError, deed
from lodged.core.folding import comparison_key
from lodged.register import acts
from lodged.register.actor import Actor
from lodged.register.models import Detainer, IceContact
from lodged.register.vocabulary import Channel

FEWEST_DIGITS, MOST_DIGITS = 7, 20
MOST_LINES, LONGEST_LINE = 4, 90
"""Lines of a letterhead under the agency's name, and letters of a line."""
_DIGITS = re.compile(r"\D+")
_EXTENSION = re.compile(r"\s*(?:,|;|#|\bext(?:ension)?\b\.?|\bx\b|x(?=\d))\s*(\d{1,6})\s*$", re.IGNORECASE)
NATIONAL_DIGITS = 10
_SAME_NUMBER, _SAME_OFFICE, _ON_FORM, _OTHER = range(4)


@dataclass(frozen=True)
class ContactEntered:
    """What the directory says of one office."""

    office: str
    phone: str = ""
    fax: str = ""
    email: str = ""
    hours: str = ""
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One way to reach an office: what a clerk picks to tell ICE."""

    key: str
    """Names it in a form: the contact and the channel."""
    channel: Channel
    office: str
    value: str
    """The number or address."""
    hours: str = ""
    from_form: bool = False
    """Read off the form, not in the directory."""

    @property
    def sent_to(self) -> str:
        """Return the office and the number, as a notice records them."""
        return f"{self.office}, {self.value}"

    @property
    def link(self) -> str:
        """Return the address that dials or writes; empty for a fax."""
        match self.channel:
            case Channel.PHONE:
                return dial_link(self.value)
            case Channel.EMAIL:
                return f"mailto:{self.value}"
        return ""


@dataclass(frozen=True)
class Proposal:
    """A number that a received form says to call, which the directory doesn't have."""

    office: str
    phone: str
    received_at: datetime
    detainer: UUID


def dial_link(phone: str) -> str:
    """Return the ``tel:`` link of a number as people write it; empty where there is none in it.

    >>> dial_link("(612) 555-0100 ext. 12")
    'tel:+1-612-555-0100;ext=12'
    >>> dial_link("ask the desk")
    ''
    """
    extension = _EXTENSION.search(phone)
    digits = _DIGITS.sub("", phone[: extension.start()] if extension else phone)
    national = digits.removeprefix("1") if len(digits) == NATIONAL_DIGITS + 1 else digits
    if len(digits) < FEWEST_DIGITS:
        return ""
    number = (
        f"+1-{national[:3]}-{national[3:6]}-{national[6:]}" if len(national) == NATIONAL_DIGITS else digits
    )
    return f"tel:{number}{f';ext={extension[1]}' if extension else ''}"


def contacts() -> list[IceContact]:
    """Return the offices in use, as far as whoever is acting may see them."""
    return list(IceContact.objects.filter(retired_at=None))


def proposals() -> list[Proposal]:
    """Return the numbers that received forms say to call and the directory lacks, the newest first, each once."""
    known = {_number(one.phone) for one in IceContact.objects.all()}
    proposed: dict[str, Proposal] = {}
    rows = Detainer.objects.exclude(issuer_phone="").order_by("-received_at", "pk")
    for row in rows.only("id", "issued_by", "issuer_phone", "received_at"):
        number = _number(row.issuer_phone)
        if number and number not in known:
            proposed.setdefault(number, Proposal(row.issued_by, row.issuer_phone, row.received_at, row.id))
    return list(proposed.values())


def lines_for(detainer: Detainer | None) -> list[Line]:
    """Return every way to reach ICE: first the office whose number the form has, then the office that issued it.

    The number on the form comes next where the directory lacks it, and then every other office.
    """
    office = comparison_key(detainer.issued_by) if detainer else ""
    number = _number(detainer.issuer_phone) if detainer else ""
    ranked = [(_rank(one, office, number), line) for one in contacts() for line in _lines(one)]
    if detainer is not None and number and all(_number(line.value) != number for _, line in ranked):
        ranked.append(
            (_ON_FORM, Line("form", Channel.PHONE, detainer.issued_by, detainer.issuer_phone, from_form=True))
        )
    return [line for _, line in sorted(ranked, key=lambda one: one[0])]


@deed
def keep_contact(
    actor: Actor, at: datetime, entered: ContactEntered, *, contact: UUID | None = None
) -> Iterator[acts.Act]:
    """Put an office into the directory, or change what it says of one."""
    _check(entered)
    if contact is not None and not IceContact.objects.filter(pk=contact, retired_at=None).exists():
        raise DeedRefusedError("The directory has no such contact in use. Open the directory again.")
    yield acts.KeepContact(at=at, contact=contact or uuid4(), **vars(entered))


@deed
def retire_contact(actor: Actor, at: datetime, contact: UUID, reason: str) -> Iterator[acts.Act]:
    """Offer an office no more."""
    if not reason.strip():
        raise DeedRefusedError("Say why this contact is retired, for example that the number changed.")
    yield acts.RetireContact(at=at, contact=contact, reason=reason)


@deed
def set_letterhead(actor: Actor, at: datetime, lines: Iterable[str]) -> Iterator[acts.Act]:
    """Set the lines under the agency's name on its letters."""
    kept = tuple(line.strip() for line in lines if line.strip())
    if len(kept) > MOST_LINES or any(len(line) > LONGEST_LINE for line in kept):
        raise DeedRefusedError(
            f"A letterhead has up to {MOST_LINES} lines of up to {LONGEST_LINE} characters. Shorten it."
        )
    yield acts.SetLetterhead(at=at, lines=kept)


@deed
def set_victim_line(actor: Actor, at: datetime, line: str) -> Iterator[acts.Act]:
    """Set where victims register to be told of a release; it is shown to staff, and nothing is sent there."""
    if len(line) > LONGEST_LINE:
        raise DeedRefusedError(f"Give VINE's number or address in up to {LONGEST_LINE} characters.")
    yield acts.SetVictimLine(at=at, line=line.strip())


def _check(entered: ContactEntered) -> None:
    if not entered.office.strip():
        raise DeedRefusedError("Give the name of the office.")
    if not (entered.phone or entered.fax or entered.email):
        raise DeedRefusedError("Give a telephone number, a fax number or an e-mail address.")
    for name, value in (("telephone", entered.phone), ("fax", entered.fax)):
        if value and not FEWEST_DIGITS <= len(_DIGITS.sub("", value)) <= MOST_DIGITS:
            raise DeedRefusedError(
                f"[{value}] can't be dialed as a {name} number: give it with its area code, for example (612) 555-0100."
            )
    if entered.email:
        try:
            validate_email(entered.email)
        except ValidationError as error:
            raise DeedRefusedError(
                f"[{entered.email}] isn't an e-mail address. Write it like name@example.gov."
            ) from error


def _lines(contact: IceContact) -> Iterator[Line]:
    for channel, value in (
        (Channel.PHONE, contact.phone),
        (Channel.FAX, contact.fax),
        (Channel.EMAIL, contact.email),
    ):
        if value:
            yield Line(f"{contact.pk}:{channel.value}", channel, contact.office, value, contact.hours)


def _rank(contact: IceContact, office: str, number: str) -> int:
    """Return where a contact stands among those offered, the lowest first."""
    if number and number in {_number(contact.phone), _number(contact.fax)}:
        return _SAME_NUMBER
    name = comparison_key(contact.office)
    same = office and name and (office.startswith(name) or name.startswith(office))
    return _SAME_OFFICE if same else _OTHER


def _number(phone: str) -> str:
    """Return a number as it compares: its digits without the country's 1."""
    digits = _DIGITS.sub("", phone)
    return digits.removeprefix("1") if len(digits) > NATIONAL_DIGITS else digits
