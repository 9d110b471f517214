"""The tables of the record, one subject a module."""

from lodged.register.models.decisions import DecisionRecord, Hold, Override, StatedFact
from lodged.register.models.detainers import Detainer, Notice, Warrant
from lodged.register.models.directory import IceContact
from lodged.register.models.dispatches import Dispatch
from lodged.register.models.facilities import Facility
from lodged.register.models.history import (
    Event,
    JournalCheckpoint,
    JournalEntry,
    JournalFrontier,
    JournalHash,
)
from lodged.register.models.outcomes import CitizenshipClaim, Handover
from lodged.register.models.pairs import PairRuling
from lodged.register.models.papers import Document, Paper
from lodged.register.models.people import BirthDate, Person, PersonIdentifier, PersonName
from lodged.register.models.retention import Disposal, RetentionHold, RetentionRule
from lodged.register.models.returns import FacilityReturn, SavedMapping
from lodged.register.models.sharing import Sharing
from lodged.register.models.spans import CustodySpan, DetainerSpan
from lodged.register.models.staff import Agency, Role, User
from lodged.register.models.stays import Stay

__all__ = [
    "Agency",
    "BirthDate",
    "CitizenshipClaim",
    "CustodySpan",
    "DecisionRecord",
    "Detainer",
    "DetainerSpan",
    "Dispatch",
    "Disposal",
    "Document",
    "Event",
    "Facility",
    "FacilityReturn",
    "Handover",
    "Hold",
    "IceContact",
    "JournalCheckpoint",
    "JournalEntry",
    "JournalFrontier",
    "JournalHash",
    "Notice",
    "Override",
    "PairRuling",
    "Paper",
    "Person",
    "PersonIdentifier",
    "PersonName",
    "RetentionHold",
    "RetentionRule",
    "Role",
    "SavedMapping",
    "Sharing",
    "StatedFact",
    "Stay",
    "User",
    "Warrant",
]
