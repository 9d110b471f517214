"""What the law of a place, on a date, allows, requires and forbids.

>>> from datetime import date
>>> from lodged.law import Action, decide, load_rulebooks
>>> facts = {"facility_class": "county_jail", "county": "Hennepin", "form": "I-247A", "detainer_only": True}
>>> decision = decide(load_rulebooks(), "us-mn", facts, date(2026, 1, 13))
>>> decision.action(Action.HOLD_DETAINER_ONLY).outcome.value
'prohibited'
"""

from lodged.law.actions import ACTION_MEANINGS, Action, Effect, Grade, Outcome, SourceKind, Weight
from lodged.law.book_export import law_book, law_book_schema, write_law_book
from lodged.law.decision import ActionDecision, Decision, Review, RuleTrace
from lodged.law.due import Due, DueKind, due
from lodged.law.engine import decide
from lodged.law.errors import FactError, LawError, RulebookError, UnknownJurisdictionError
from lodged.law.explanation import Explanation, explain
from lodged.law.fact_spec import FactSpec, FactType
from lodged.law.law_on_day import law_changes
from lodged.law.loader import load_rulebooks
from lodged.law.model import Rulebook, Rulebooks
from lodged.law.overview import (
    JurisdictionRow,
    LawOn,
    difference,
    jurisdictions,
    rule_difference,
    rules_by_action,
)
from lodged.law.texts import LawText, Span, Texts, load_texts, without_words
from lodged.law.vocabulary import Vocabulary, vocabulary

__all__ = [
    "ACTION_MEANINGS",
    "Action",
    "ActionDecision",
    "Decision",
    "Due",
    "DueKind",
    "Effect",
    "Explanation",
    "FactError",
    "FactSpec",
    "FactType",
    "Grade",
    "JurisdictionRow",
    "LawError",
    "LawOn",
    "LawText",
    "Outcome",
    "Review",
    "RuleTrace",
    "Rulebook",
    "RulebookError",
    "Rulebooks",
    "SourceKind",
    "Span",
    "Texts",
    "UnknownJurisdictionError",
    "Vocabulary",
    "Weight",
    "decide",
    "difference",
    "due",
    "explain",
    "jurisdictions",
    "law_book",
    "law_book_schema",
    "law_changes",
    "load_rulebooks",
    "load_texts",
    "rule_difference",
    "rules_by_action",
    "vocabulary",
    "without_words",
    "write_law_book",
]
