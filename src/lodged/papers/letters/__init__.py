"""Letters of a custodian as tagged PDF: each is a frozen record of what it says."""

from lodged.papers.letters.commitment_notice import CommitmentNotice
from lodged.papers.letters.decision_record import DecisionRecord, JournalPlace
from lodged.papers.letters.document import Document
from lodged.papers.letters.messages import lacking, languages, words_in
from lodged.papers.letters.no_show import NoShow, NoticeSaid
from lodged.papers.letters.packet import Line, Packet
from lodged.papers.letters.parties import Authority, Custodian, DetainerSaid, PersonSaid, authority
from lodged.papers.letters.persons_copy import PersonsCopy
from lodged.papers.letters.release_notice import ReleaseNotice
from lodged.papers.letters.return_slip import ReturnSlip
from lodged.papers.letters.setting import set_letter, show_letter
from lodged.papers.letters.subject_report import Section, SubjectReport

__all__ = [
    "Authority",
    "CommitmentNotice",
    "Custodian",
    "DecisionRecord",
    "DetainerSaid",
    "Document",
    "JournalPlace",
    "Line",
    "NoShow",
    "NoticeSaid",
    "Packet",
    "PersonSaid",
    "PersonsCopy",
    "ReleaseNotice",
    "ReturnSlip",
    "Section",
    "SubjectReport",
    "authority",
    "lacking",
    "languages",
    "set_letter",
    "show_letter",
    "words_in",
]
