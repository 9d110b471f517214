"""The closed sets of the law room: what is asked, what a rule says, what comes out."""

from __future__ import annotations

from enum import Enum


class Action(Enum):
    """A thing a custodian may be asked to do; each has its own answer."""

    HOLD_DETAINER_ONLY = "hold.detainer_only"
    """Keep a person past release on the detainer and nothing else."""
    HOLD_ADMINISTRATIVE_WARRANT = "hold.administrative_warrant"
    """Keep a person past release on a Form I-200 or I-205, which an immigration officer signed."""
    HOLD_JUDICIAL_WARRANT = "hold.judicial_warrant"
    """Keep a person on a judge's warrant or on a criminal hold, by that paper's own authority."""
    NOTIFY_COMMITMENT = "notify.commitment"
    """Tell immigration officers that a person has been committed to the facility."""
    NOTIFY_RELEASE = "notify.release"
    """Tell immigration officers when a person will be released."""
    ALLOW_INTERVIEW = "allow.interview"
    """Let immigration officers interview the person in the facility."""
    TRANSFER_AT_RELEASE = "transfer.at_release"
    """Hand the person to immigration officers who are there at the moment of release, with no delay."""
    SERVE_COPY = "serve.copy"
    """Give the person a copy of the detainer or of what was asked."""
    RECORD_DECISION = "record.decision"
    """Keep a record of the request and of what was done about it."""
    REPORT_STATISTICS = "report.statistics"
    """Report counts of requests and what was done to a public body."""

    @property
    def is_hold(self) -> bool:
        """Whether doing it keeps a person from leaving."""
        return self.value.startswith("hold.")


ACTION_MEANINGS = {
    Action.HOLD_DETAINER_ONLY: "keep the person past release on the detainer alone",
    Action.HOLD_ADMINISTRATIVE_WARRANT: "keep the person past release on an immigration officer's I-200 or I-205",
    Action.HOLD_JUDICIAL_WARRANT: "keep the person on a judge's warrant or a criminal hold",
    Action.NOTIFY_COMMITMENT: "tell immigration officers of the person's commitment",
    Action.NOTIFY_RELEASE: "tell immigration officers of the person's release date and time",
    Action.ALLOW_INTERVIEW: "let immigration officers interview the person",
    Action.TRANSFER_AT_RELEASE: "hand the person to immigration officers at the moment of release",
    Action.SERVE_COPY: "give the person a copy of the detainer",
    Action.RECORD_DECISION: "keep a record of the request and what was done",
    Action.REPORT_STATISTICS: "report counts to a public body",
}


class Effect(Enum):
    """What one rule says about its action."""

    PROHIBITED = "prohibited"
    """The action must not be done."""
    PERMITTED = "permitted"
    """The action may be done; nobody must."""
    REQUIRED = "required"
    """The action must be done."""
    UNSETTLED = "unsettled"
    """Competent sources disagree or none has decided, and the rule says which."""
    NOT_RESEARCHED = "not_researched"
    """Nobody has examined the law of the place on the action. No rulebook writes it: the engine adds it."""

    @property
    def words(self) -> str:
        """The effect as people write it."""
        return self.value.replace("_", " ")


class Outcome(Enum):
    """What all rules together say about an action, for the facts given."""

    PROHIBITED = "prohibited"
    """It must not be done."""
    PERMITTED = "permitted"
    """It may be done."""
    REQUIRED = "required"
    """It must be done."""
    SILENT = "silent"
    """No rule here speaks to it. Silence is not authority to hold anyone."""
    UNSETTLED = "unsettled"
    """Sources of equal rank collide, or none has decided; ask counsel. Not authority to hold anyone."""
    UNKNOWN = "unknown"
    """The facts given don't decide it; the missing ones are named. Not authority to hold anyone."""
    NOT_RESEARCHED = "not_researched"
    """Nobody has examined the law of the place on it, and higher law alone permits nothing there. Ask counsel."""

    @property
    def words(self) -> str:
        """The outcome as people write it."""
        return self.value.replace("_", " ")


class SourceKind(Enum):
    """What kind of paper a rule rests on."""

    CONSTITUTION = "constitution"
    """A constitution."""
    STATUTE = "statute"
    """An act of a legislature in force."""
    REGULATION = "regulation"
    """A rule made by an agency under a statute."""
    APPELLATE_DECISION = "appellate_decision"
    """A decision of a court that reviews other courts."""
    TRIAL_DECISION = "trial_decision"
    """A decision or order of a court of first instance."""
    AG_OPINION = "ag_opinion"
    """A written opinion of an attorney general."""
    EXECUTIVE_DIRECTIVE = "executive_directive"
    """An order of an executive office to those under it."""
    POLICY = "policy"
    """An agency's own practice or policy."""
    AGREEMENT = "agreement"
    """A contract, such as one under 8 U.S.C. 1357(g), or a list of them."""
    FORM = "form"
    """The text printed on a form."""
    BILL = "bill"
    """A proposal that is not law."""
    HOUSE_RULE = "house_rule"
    """A caution of this program itself, which is no law and is never said to be."""


class Grade(Enum):
    """How the words of a source are known to this rulebook, the surest first."""

    TEXT = "text"
    """Somebody read the operative words."""
    OFFICIAL_SUMMARY = "official_summary"
    """The words are known from a summary by the body that made the law, or by a court or its staff."""
    REPORT = "report"
    """They are known from an account: a newspaper, a tracker of bills, a digest, a complaint."""
    GENERAL_KNOWLEDGE = "general_knowledge"
    """Nobody saw anything: they are written down as generally known, to be confirmed."""

    @property
    def words(self) -> str:
        """The grade as people write it."""
        return "text seen" if self is Grade.TEXT else self.value.replace("_", " ")


class Weight(Enum):
    """How far a source decides."""

    BINDING = "binding"
    """Those it speaks to must follow it."""
    PERSUASIVE = "persuasive"
    """Courts and officers give it weight, but it doesn't bind them as a statute does."""
    NONE = "none"
    """It informs and binds nobody (a practice, a list, a bill)."""
