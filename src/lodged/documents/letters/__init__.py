"""Letters of a custodian as tagged PDF: each is a frozen record of what it says."""

from lodged.documents.letters.commitment_notice import CommitmentNotice
from lodged.documents.letters.decision_record import DecisionRecord, JournalPlace
from lodged.documents.letters.document import Document
from lodged.documents.letters.fax_cover import FaxCover
from lodged.documents.letters.messages import lacking, languages, words_in
from lodged.documents.letters.no_show import NoShow, NoticeDetails
from lodged.documents.letters.packet import Line, Packet
from lodged.documents.letters.parties import Authority, Custodian, DetainerDetails, PersonDetails, authority
from lodged.documents.letters.persons_copy import PersonsCopy
from lodged.documents.letters.release_notice import ReleaseNotice
from lodged.documents.letters.return_slip import ReturnSlip
from lodged.documents.letters.setting import set_letter, show_letter
from lodged.documents.letters.subject_report import Section, SubjectReport

__all__ = [
    "Authority",
    "CommitmentNotice",
    "Custodian",
    "DecisionRecord",
    "DetainerDetails",
    "Document",
    "FaxCover",
    "JournalPlace",
    "Line",
    "NoShow",
    "NoticeDetails",
    "Packet",
    "PersonDetails",
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
