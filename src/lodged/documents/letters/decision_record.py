"""The decision record: what the law said of each action, from which facts, and where the journal stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lodged.documents.letters.document import Block, Document, Facts, Heading, Items, Note, Paragraph, Table
from lodged.documents.letters.parties import NOT_ADVICE, Custodian, DetainerDetails, PersonDetails, day
from lodged.law import ACTION_MEANINGS, Decision, Rulebooks
from lodged.law.explanation import shown


@dataclass(frozen=True)
class JournalPlace:
    """Where the journal stood: the newest entry about the detainer, and the whole journal's size and root."""

    entry: int
    event: str
    size: int
    root: str


@dataclass(frozen=True)
class DecisionRecord:
    """A decision with everything needed to make it again."""

    custodian: Custodian
    person: PersonDetails
    booking_number: str
    detainer: DetainerDetails
    decided_for: datetime
    made_at: datetime
    rulebooks: Rulebooks
    decision: Decision
    journal: JournalPlace

    def document(self) -> Document:
        """Return the letter."""
        decision = self.decision
        title = self.rulebooks.book(decision.jurisdiction).title
        blocks: list[Block] = [
            Paragraph(
                f"What the law of {title} on {day(decision.on)} says about this detainer, computed from the facts "
                f"recorded by {self.custodian.moment(self.decided_for)}. The program decided nothing: people do."
            ),
            *(Paragraph(notice.why, strong=True) for notice in decision.referrals),
            Table(
                "Outcome of each action",
                ("Action", "Outcome", "Sources"),
                tuple(
                    (
                        _sentence(ACTION_MEANINGS[item.action]),
                        item.outcome.value,
                        "; ".join(dict.fromkeys(rule.citation for rule in item.because)) or "none",
                    )
                    for item in decision.actions
                ),
                (5, 2, 6),
            ),
            *self._reasons(),
            Heading("Facts"),
            *self._facts(),
            *self._missing(),
            Heading("The person and the detainer"),
            Facts(
                (
                    *self.person.facts(),
                    ("Booking number", self.booking_number),
                    *self.detainer.facts(self.custodian),
                )
            ),
            Heading("How to check this"),
            Facts(
                (
                    ("Jurisdiction", f"{title} ({decision.jurisdiction})"),
                    ("Law of", day(decision.on)),
                    ("Rulebook, SHA-256", decision.rulebook_sha256),
                    (
                        "Newest journal entry about the detainer",
                        f"{self.journal.entry}, event {self.journal.event}",
                    ),
                    ("Journal when printed", f"{self.journal.size} entries, root {self.journal.root}"),
                    ("Printed", self.custodian.moment(self.made_at)),
                )
            ),
            Note(f"The same facts under the same rulebook give the same decision again. {NOT_ADVICE}"),
        ]
        return Document(
            title="Decision record",
            sender=self.custodian.sender,
            made_at=self.made_at.astimezone(self.custodian.zone),
            blocks=tuple(blocks),
            footing=f"Decision record, booking {self.booking_number}, rulebook {decision.rulebook_sha256[:12]}",
        )

    def _reasons(self) -> list[Block]:
        rules = {
            rule.rule: f"{rule.reason} ({rule.citation}; {rule.weight.value}, {rule.grade.words})"
            for item in self.decision.actions
            for rule in item.because
        }
        return [Heading("Reasons"), Items(tuple(rules.values()))] if rules else []

    def _facts(self) -> list[Block]:
        specs = self.rulebooks.vocabulary.facts
        rows = tuple(
            (
                specs[fact.name].label,
                shown(fact.value).replace("_", " "),
                f"{fact.origin.value}{f' ({fact.by})' if fact.by else ''}",
            )
            for fact in self.decision.facts
            if fact.name in specs
        )
        blocks: list[Block] = []
        if rows:
            blocks.append(Table("Facts used", ("Fact", "Value", "How it is known"), rows, (5, 3, 4)))
        else:
            blocks.append(Paragraph("No fact was recorded."))
        if self.decision.conflicts:
            blocks.append(Paragraph("These can't all be true and count as unknown:"))
            blocks.append(
                Items(
                    tuple(
                        f"{', '.join(conflict.facts)}: {conflict.why}" for conflict in self.decision.conflicts
                    )
                )
            )
        return blocks

    def _missing(self) -> list[Block]:
        specs = self.rulebooks.vocabulary.facts
        wanted = tuple(
            f"To {ACTION_MEANINGS[item.action]}: "
            + "; or ".join(" and ".join(specs[name].label for name in names) for names in item.missing)
            for item in self.decision.actions
            if item.missing
        )
        if not wanted:
            return []
        return [
            Heading("Facts that are missing"),
            Paragraph(
                "These are not recorded, and would settle what is unknown. A missing fact is no permission."
            ),
            Items(wanted),
        ]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
