"""One of each letter, about synthetic people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lodged.documents import letters
from lodged.documents.letters.document import Document
from lodged.law import Action, Outcome, decide, load_rulebooks

AT = datetime(2026, 1, 13, 20, 5, tzinfo=UTC)
JAIL = letters.Custodian("Synthetic County Sheriff", "Synthetic County Jail", ZoneInfo("America/Chicago"))
ADA = letters.PersonDetails(
    ("Synthetic Núñez, Ada", "SYNTHETIC, Ada Example"), (date(1990, 1, 2),), (("A-number", "A012 345 678"),)
)
DETAINER = letters.DetainerDetails(
    "I-247A", "Synthetic Field Office", AT - timedelta(days=3), "SYN2601-1", date(2026, 1, 9)
)
NO = letters.Authority(
    Outcome.PROHIBITED, ("Minn. Att'y Gen. Op., file 3-a (Feb. 6, 2025)", "Minn. Stat. 629.30")
)
MAY = letters.Authority(Outcome.PERMITTED, ("Minn. Att'y Gen. Op., file 3-a (Feb. 6, 2025)",))
NOTICES = (
    letters.NoticeDetails(AT, "E-mail", "ero@example.gov", "S. Clerk", False, AT + timedelta(days=2)),
    letters.NoticeDetails(
        AT + timedelta(hours=1),
        "Telephone",
        "555-0100",
        "S. Clerk",
        True,
        AT + timedelta(days=2),
        "Not coming",
        AT,
    ),
)


def _decision_record() -> letters.DecisionRecord:
    facts = {"facility_class": "county_jail", "county": "Anoka", "form": "I-247A", "detainer_only": True}
    books = load_rulebooks()
    decision = decide(books, "us-mn", facts, AT.date())
    place = letters.JournalPlace(17, "0b5c5d58-4f7e-4a3e-9c51-2f0c7d1d3a10", 18, "ab" * 32)
    return letters.DecisionRecord(JAIL, ADA, "SYN-1", DETAINER, AT, AT, books, decision, place)


def all_letters() -> dict[str, Document]:
    record = _decision_record()
    notify = letters.authority(record.decision, Action.NOTIFY_COMMITMENT)
    common = (JAIL, ADA, "SYN-1", DETAINER)
    notice = letters.ReleaseNotice(
        *common, AT + timedelta(days=2), "ero@example.gov", AT, "S. Clerk", NO, MAY, "Bail was posted"
    ).document()
    no_show = letters.NoShow(*common, NOTICES, AT, AT - timedelta(hours=2), AT, AT, "S. Clerk").document()
    copies = {
        f"persons-copy-{language}": letters.PersonsCopy(*common, AT, NO, MAY, language).document()
        for language in letters.languages()
    }
    return {
        "notice": notice,
        "commitment-notice": letters.CommitmentNotice(JAIL, ADA, "SYN-1", AT, "S. Clerk", notify).document(),
        **copies,
        "decision-record": record.document(),
        "return-slip": letters.ReturnSlip(
            JAIL,
            "Synthetic Field Office",
            AT,
            "E-mail",
            AT,
            "S. Clerk",
            "The person named on the form is not in the custody of this facility.",
            "Send the form to the facility that holds the person.",
            "SYNTHETIC, Bo",
            "SYN2601-2",
            "I-247A",
        ).document(),
        "no-show": no_show,
        "data-subject-report": letters.SubjectReport(
            JAIL,
            "Synthetic Núñez, Ada",
            (
                letters.Section(
                    "Names", ((("Last", "Synthetic"), ("First", "Ada")), (("Last", "SYN"), ("First", "A")))
                ),
                letters.Section("Handovers", (), "Handovers to ICE."),
            ),
            AT,
            "S. Clerk",
            (("version", "counts changes"),),
        ).document(),
        "packet": letters.Packet(
            JAIL,
            ADA,
            (("Booking number", "SYN-1"), ("Status", "held")),
            ((DETAINER, "lodged"),),
            NOTICES,
            (("Detainer, PDF", "13 January 2026", "ab" * 32),),
            tuple(letters.Line(AT + timedelta(minutes=n), "booked", "S. Clerk", n) for n in range(30)),
            AT,
            "S. Clerk",
            "SYN-1",
            (notice, record.document()),
        ).document(),
    }
