"""The closed lists of the record. Every value has a meaning; a test walks them all.

Plain Python, so that the lifecycle and a notebook can use them; the tables take them as ``choices``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Listed(StrEnum):
    """A value of a closed list, with its meaning in plain words."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """Keep the meaning beside the stored value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """Return the member stored as `value`; the database refuses any other."""
        return next(member for member in cls if member.value == value)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and meaning of each, for a form or a column."""
        return [(member.value, member.meaning) for member in cls]


class FacilityKind(Listed):
    """What a facility is, since a count of jails isn't a count of prisons."""

    COUNTY_JAIL = "county_jail", "County jail"
    STATE_PRISON = "state_prison", "State correctional facility"
    LOCKUP = "lockup", "Police lock-up"
    HOSPITAL = "hospital", "Secure hospital"
    JUVENILE = "juvenile", "Juvenile facility"
    FEDERAL = "federal", "Federal facility (Bureau of Prisons, US Marshals, ICE)"


class NameKind(Listed):
    """How a person came to be written under a name."""

    BOOKED = "booked", "The name under which the person was booked"
    ALIAS = "alias", "Another name the person uses or used"
    AS_ON_FORM = "as_on_form", "The name as it stands on a detainer"


class IdentifierKind(Listed):
    """Who gave an identifier."""

    A_NUMBER = "a_number", "A-number, given by the Department of Homeland Security"
    FBI_NUMBER = "fbi_number", "FBI number (universal control number)"
    STATE_ID = "state_id", "State identification number"
    SUBJECT_ID = "subject_id", "Subject ID on a detainer"
    LOCAL_ID = "local_id", "The custodian's own permanent number for the person"


class CustodyBasis(Listed):
    """Why the custodian holds the person. A civil detainer is none of these."""

    CHARGE = "charge", "A pending criminal charge"
    SENTENCE = "sentence", "A sentence being served"
    VIOLATION = "violation", "An alleged violation of probation or supervised release"
    COURT_ORDER = "court_order", "Another order of a court"
    OTHER_AGENCY = "other_agency", "Held for another state or county"
    FEDERAL_CONTRACT = "federal_contract", "Held for a federal agency under contract"
    OTHER = "other", "Another basis, described in the note"
    NOT_STATED = "not_stated", "The source does not say"


class EntitlementBasis(Listed):
    """What made the person entitled to release."""

    BAIL = "bail", "Bail was posted or bond was given"
    SENTENCE_END = "sentence_end", "The sentence ended"
    COURT_ORDER = "court_order", "A court ordered release"
    DISMISSAL = "dismissal", "The charges were dismissed or not filed in time"
    SUPERVISED_RELEASE = "supervised_release", "The person passes to supervised release"


class DepartureReason(Listed):
    """How a stay ended; the values of a custody file's ``release_reason``."""

    RELEASED = "released", "Released from custody"
    TRANSFERRED_TO_ICE = "transferred_to_ice", "Transferred to ICE custody"
    TRANSFERRED_TO_AGENCY = "transferred_to_agency", "Transferred to another agency"
    DIED = "died", "Died in custody"
    OTHER = "other", "Ended otherwise, for example by escape"
    NOT_STATED = "not_stated", "The source says that it ended, and not how"


class FormFamily(Listed):
    """The form; what it asks differs, so it is never lost."""

    I_247A = "I-247A", "Immigration Detainer - Notice of Action (since April 2017)"
    I_247 = "I-247", "Immigration Detainer - Notice of Action (to June 2015)"
    I_247D = "I-247D", "Request for Voluntary Action (2015-17), asked for a hold"
    I_247N = "I-247N", "Request for Voluntary Notification (2015-17), asked for notice only"
    I_247X = "I-247X", "Request for Voluntary Transfer (2015-17), for other grounds"
    NOT_STATED = "other", "The source says that a detainer is on file, and not which form"


class ProbableCause(Listed):
    """Box 1 of Form I-247A: what the officer says probable cause rests on."""

    FINAL_ORDER = "final_order", "A final order of removal"
    PENDING_PROCEEDINGS = "pending_proceedings", "Pending removal proceedings"
    BIOMETRICS = "biometrics", "Biometric confirmation and a records check"
    STATEMENTS = "statements", "The person's statements or other reliable evidence"


class Channel(Listed):
    """How a paper or a message travelled."""

    EMAIL = "email", "E-mail"
    FAX = "fax", "Fax"
    PHONE = "phone", "Telephone"
    PORTAL = "portal", "A portal or data link"
    IN_PERSON = "in_person", "By hand"
    MAIL = "mail", "Post"
    NOT_STATED = "not_stated", "The source does not say"


class WarrantKind(Listed):
    """A paper attached to a detainer. Only one of them is a judge's."""

    I_200 = "I-200", "Warrant for Arrest (administrative, signed by an immigration officer)"
    I_205 = "I-205", "Warrant of Removal (administrative, signed by an immigration officer)"
    JUDICIAL = "judicial", "Warrant or order signed by a judge or magistrate"


class ServiceManner(Listed):
    """How the person was given the copy (Form I-247A, the custodian's block)."""

    IN_PERSON = "in_person", "In person"
    INMATE_MAIL = "inmate_mail", "By inmate mail"
    OTHER = "other", "Otherwise, described in the note"


class LiftReason(Listed):
    """Why the issuer lifted a detainer, as its own release of records writes it."""

    BOOKED = "booked", "Booked into Detention"
    CASE_CLOSED = "case_closed", "Case Closed"
    DIED = "died", "Died"
    LACK_OF_FUNDS = "lack_of_funds", "Lifted - Lack of Funds"
    LACK_OF_SPACE = "lack_of_space", "Lifted - Lack of Space"
    LIFTED = "lifted", "Lifted"
    NOT_DEPORTABLE = "not_deportable", "Alien Not Subject to Deportation"
    TRANSFERRED = "transferred", "Transferred"
    CITIZEN_INTERVIEWED = "citizen_interviewed", "United States Citizen Interviewed"
    DECLINED = "declined", "Detainer Declined by LEA"
    DISCRETION = "discretion", "Prosecutorial Discretion"
    EARLY_RELEASE = "early_release", "Early Release"
    INSUFFICIENT_NOTICE = "insufficient_notice", "Insufficient Notice to ICE"
    NO_LONGER_HELD = "no_longer_held", "No longer in State, Local, or Federal Custody"
    SUPERSEDED = "superseded", "Superseding - New Form Issued"
    DUPLICATE = "duplicate", "Duplicate"
    RESOURCES = "resources", "ICE Temporary Resource Constraint"
    NOT_AMENABLE = "not_amenable", "Not Amenable to Removal"
    CITIZENSHIP_CLAIM = "citizenship_claim", "USC or Presumptive Claim to US Citizenship"
    JUDICIAL_REVIEW = "judicial_review", "Judicial Review"
    NOT_STATED = "not_stated", "The issuer gave no reason"

    @property
    def niem(self) -> str | None:
        """NIEM 6.0 ``im:DetentionDetainerLiftCode``; None where NIEM has no code for the value.

        ``A`` for declined is our extension: ICE's own records use it, NIEM's list does not have it.
        """
        return _NIEM.get(self)


_NIEM = {
    LiftReason.BOOKED: "B",
    LiftReason.CASE_CLOSED: "C",
    LiftReason.DIED: "D",
    LiftReason.LACK_OF_FUNDS: "F",
    LiftReason.LIFTED: "L",
    LiftReason.NOT_DEPORTABLE: "N",
    LiftReason.LACK_OF_SPACE: "S",
    LiftReason.TRANSFERRED: "T",
    LiftReason.CITIZEN_INTERVIEWED: "U",
    LiftReason.DECLINED: "A",
}


class DeclineReason(Listed):
    """Why the custodian did not do what a detainer asked."""

    LAW_FORBIDS = "law_forbids", "The law here does not allow it; the decision is cited"
    NO_WARRANT = "no_warrant", "No warrant of the kind required was attached"
    NOT_SERVED = "not_served", "No copy was served on the person, so it did not take effect"
    COURT_ORDER = "court_order", "A court ordered release"
    CITIZENSHIP = "citizenship", "A claim of US citizenship was open or was upheld"
    ICE_DID_NOT_COME = "ice_did_not_come", "ICE was told and did not come in time"
    POLICY = "policy", "The agency's written policy"


class Answer(Listed):
    """What ICE answered to a notice."""

    COMING = "coming", "Coming to take custody"
    NOT_COMING = "not_coming", "Not coming"
    NO_REPLY = "no_reply", "No reply within the time the notice named"


class Ruling(Listed):
    """What a named person found on a claim of US citizenship."""

    CITIZEN = "citizen", "The evidence shows, or makes probable, that the person is a US citizen"
    NOT_SHOWN = "not_shown", "The evidence was examined and does not support the claim"


class Reliance(Listed):
    """What a decision of the law was relied on for."""

    HOLD = "hold", "Keeping the person past entitlement to release"
    HAND_OVER = "hand_over", "Handing the person over at release"
    NOTIFY = "notify", "Telling ICE of the release"
    DECLINE = "decline", "Declining what the detainer asks"
    RELEASE = "release", "Releasing the person"


class Overridable(Listed):
    """What may be done against the law's decision, on an authority that a second person confirms."""

    HOLD = "hold", "Keep the person past entitlement to release"
    HAND_OVER = "hand_over", "Hand the person over to ICE at release"


class DelayReason(Listed):
    """Why a person left later than they were entitled to."""

    PAPERS = "papers", "Papers or a court's order came late"
    IDENTITY = "identity", "Identity or the booking had to be checked"
    OTHER_HOLD = "other_hold", "Another agency's hold or warrant had to be cleared"
    MEDICAL = "medical", "Medical care, or a safe discharge"
    TRANSPORT = "transport", "Transport or a safe way home, at the person's wish"
    STAFFING = "staffing", "Staff not available"
    SYSTEM = "system", "A computer system was down"
    WAITED_FOR_ICE = "waited_for_ice", "Staff waited for ICE"
    OTHER = "other", "Another reason, described in the note"


class PaperOutcome(Listed):
    """What became of a paper that was received."""

    WAITING = "waiting", "Received, and nobody has decided on it yet"
    LODGED = "lodged", "Recorded as a detainer"
    KEPT = "kept", "Kept and not honored; the least record was made"
    RETURNED = "returned", "Returned to the sender"


class ReturnReason(Listed):
    """Why a paper goes back to whoever sent it."""

    NOT_HELD = "not_held", "The person it names is not in this facility's custody"
    WRONG_FACILITY = "wrong_facility", "It is addressed to another facility or agency"
    WRONG_PERSON = "wrong_person", "Its particulars are not those of the person held here under that name"
    DUPLICATE = "duplicate", "It is a copy of one that is recorded already"
    UNREADABLE = "unreadable", "It can't be read"
    NOT_A_DETAINER = "not_a_detainer", "It is not a detainer"


class Program(Listed):
    """What may act on the record for a member of staff, some time after they asked for it."""

    OUTBOX = "outbox", "The outbox, which sends notices by e-mail"
    LOAD = "load", "The load of a file, which takes its rows into the record"
    API = "api", "A jail's own system, by the API"


class DispatchState(Listed):
    """How far an e-mail to ICE has come."""

    QUEUED = "queued", "Waiting for its next attempt"
    SENDING = "sending", "Being sent now"
    HELD = "held", "Waiting for a person to decide; nothing is sent"
    DELIVERED = "delivered", "Taken by the mail server"
    FAILED = "failed", "Given up; give the notice another way"
    WITHDRAWN = "withdrawn", "Stopped by a person"


class RetentionKind(Listed):
    """What a retention schedule has a line for."""

    PERSON_FILE = "person_file", "A person's file, after the end of the last stay"
    RECONCILIATION = "reconciliation", "Files and result of a reconciliation, after it was asked for"


class Source(Listed):
    """Where a fact was learned."""

    DESK = "desk", "Entered by staff"
    ROSTER = "roster", "A facility's roster or custody file"
    FEDERAL_LIST = "federal_list", "A list from the federal agency"
    FORM = "form", "A detainer or the papers with it"
    PERSON = "person", "The person's own words"
    COURT = "court", "A court's record"


class PairDecision(Listed):
    """What a reader says of a detainer on a list and a custody record."""

    SAME = "same", "One and the same person"
    DIFFERENT = "different", "Two different people"
    UNSURE = "unsure", "It can't be told from these records"
