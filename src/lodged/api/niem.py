"""Our words as NIEM 6.0 has them: a JSON-LD context for the API's answers, and the table in the documents.

Where NIEM has no word there is one of ours, under a namespace of its own, with what it means. Nothing is mapped to a
word that means something else: a detainer is a request to be notified and to hold, so it is no ``j:DetainerOrder``.
"""

from __future__ import annotations

from dataclasses import dataclass

from lodged.core.json import Plain
from lodged.register.vocabulary import LiftReason

NC = "https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/"
JUSTICE = "https://docs.oasis-open.org/niemopen/ns/model/domains/justice/6.0/"
IMMIGRATION = "https://docs.oasis-open.org/niemopen/ns/model/domains/immigration/6.0/"
OURS = "https://lodged.example/ns/niem-extension/1.0/"
PREFIXES = {"nc": NC, "j": JUSTICE, "im": IMMIGRATION, "lodged": OURS}


@dataclass(frozen=True)
class Term:
    """A field of the API and its word."""

    field: str
    term: str
    meaning: str
    kind: str | None = None
    """The JSON-LD type of its values, where it is not plain text."""


DATE_TIME, DATE = "xsd:dateTime", "xsd:date"
TERMS = (
    Term("id", "@id", "The record's identifier"),
    Term("booking_number", "j:BookingAgencyRecordIdentification", "The custodian's number of the stay"),
    Term("person_id", "j:BookingSubject", "The person, by the record's pseudonym", "@id"),
    Term("facility", "j:BookingFacility", "Where the person is held"),
    Term("booked_at", "j:BookingDate", "When custody began", DATE_TIME),
    Term("planned_for", "j:IncarcerationProjectedReleaseDate", "The planned release", DATE_TIME),
    Term("departed_at", "j:BookingReleaseDate", "When custody ended", DATE_TIME),
    Term(
        "entitled_at",
        "lodged:ReleaseEntitlementDate",
        "From when the person was entitled to release",
        DATE_TIME,
    ),
    Term("basis", "lodged:CustodyBasisCode", "Why the custodian holds the person"),
    Term("departure", "lodged:CustodyEndCode", "How custody ended"),
    Term("status", "lodged:StatusText", "What follows from the record now; never stored"),
    Term("stay_id", "j:Booking", "The stay the detainer was lodged against", "@id"),
    Term(
        "reference", "j:DetainerNotificationRequestIdentification", "The issuer's own number of the detainer"
    ),
    Term("form", "nc:DocumentCategoryText", "The form, for example I-247A"),
    Term("issued_on", "nc:DocumentIssuedDate", "When it was issued", DATE),
    Term("issued_by", "j:NotificationRequestAuthorityText", "Who issued it"),
    Term("received_at", "nc:DocumentReceivedDate", "When the custodian received it", DATE_TIME),
    Term("channel", "lodged:ReceiptChannelCode", "How it travelled"),
    Term("served_at", "lodged:CopyServedDate", "When the person was given a copy", DATE_TIME),
    Term(
        "declined_at", "lodged:DetainerDeclinedDate", "When the custodian did not do what it asked", DATE_TIME
    ),
    Term("superseded_at", "lodged:DetainerSupersededDate", "When a later form took its place", DATE_TIME),
    Term("lifted_at", "im:DetentionDetainerLiftDate", "When the issuer canceled it", DATE_TIME),
    Term("niem_lift_code", "im:DetentionDetainerLiftCode", "Why, by NIEM's code; A is our extension"),
    Term(
        "lift_reason",
        "lodged:DetainerLiftReasonCode",
        "Why, by the issuer's own list, which has more than NIEM",
    ),
    Term("detainer_id", "j:DetainerNotificationRequest", "The detainer a notice is about", "@id"),
    Term("due_at", "lodged:NoticeDueDate", "By when notice is to be given", DATE_TIME),
    Term("given_at", "lodged:NoticeGivenDate", "When notice was given", DATE_TIME),
    Term("release_at", "nc:ReleaseDate", "The release that was told of", DATE_TIME),
    Term("answer", "lodged:NoticeAnswerCode", "What was answered to the notice"),
    Term("answered_at", "lodged:NoticeAnsweredDate", "When it was answered", DATE_TIME),
)


def context() -> dict[str, Plain]:
    """Return the JSON-LD context of the API's stays, detainers and notices."""
    words: dict[str, Plain] = {
        "@version": 1.1,
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        **PREFIXES,
    }
    for term in TERMS:
        words[term.field] = {"@id": term.term, "@type": term.kind} if term.kind else term.term
    return {"@context": words}


def terms_table() -> str:
    """Return the table of the fields, in Markdown."""
    rows = [f"| `{term.field}` | `{term.term}` | {term.meaning} |" for term in TERMS]
    return "\n".join(["| our field | word | meaning |", "| --- | --- | --- |", *rows])


def lift_table() -> str:
    """Return the table of why detainers are lifted, in Markdown."""
    rows = [f"| `{reason.value}` | {reason.meaning} | {_code(reason)} |" for reason in LiftReason]
    return "\n".join(
        ["| our value | the issuer's words | `im:DetentionDetainerLiftCode` |", "| --- | --- | --- |", *rows]
    )


def _code(reason: LiftReason) -> str:
    if reason is LiftReason.DECLINED:
        return f"`{reason.niem}` (our extension)"
    return f"`{reason.niem}`" if reason.niem else "none: `lodged:DetainerLiftReasonCode` only"
