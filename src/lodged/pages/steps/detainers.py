"""Steps on the detainer's papers: the copy served, warrants, facts for the law, what the issuer took back."""

from __future__ import annotations

from typing import Any

from django import forms

from lodged.casework import detainers
from lodged.casework.case import Case
from lodged.casework.deeds import Planned
from lodged.casework.detainers import WarrantReceived
from lodged.casework.languages import LANGUAGES
from lodged.documents.completeness import Signer
from lodged.law import Action, FactError, FactSpec, FactType, vocabulary
from lodged.pages.steps.base import Step, StepForm, listed, text
from lodged.register import acts
from lodged.register.decisions import STATABLE, check_statement
from lodged.register.models import User
from lodged.register.vocabulary import LiftReason, ServiceManner, Source, WarrantKind


class ServeForm(StepForm):
    """The copy was given to the person."""

    at_label = "Served at"
    served_by = text("Served by", help_text="The officer who gave the copy.")
    manner = listed(ServiceManner, "How")
    language = forms.ChoiceField(label="Language of the explanation", choices=LANGUAGES)
    refused = forms.BooleanField(
        label="The person refused to sign", required=False, help_text="Refusing to sign is service too."
    )

    def first_values(self, case: Case, user: User) -> dict[str, Any]:
        """Return who is signed in, who most often is the officer."""
        return {"served_by": user.written_name, "manner": ServiceManner.IN_PERSON.value}

    def deed(self) -> Planned:
        """Return the service."""
        cleaned = self.cleaned_data
        return detainers.serve_copy.of(
            self.detainer.id,
            cleaned["at"],
            cleaned["served_by"],
            ServiceManner.of(cleaned["manner"]),
            cleaned["language"],
            refused_to_sign=cleaned["refused"],
        )


class WarrantForm(StepForm):
    """A warrant came with the detainer, or after it."""

    at_label = "Received at"
    kind = listed(WarrantKind, "Which warrant")
    signed_by = text("Signed by", help_text="Name and office, as they stand on it.")
    signed_on = forms.DateField(
        label="Signed on (leave empty if it isn't dated)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def deed(self) -> Planned:
        """Return the warrant."""
        cleaned = self.cleaned_data
        kind = WarrantKind.of(cleaned["kind"])
        signer = Signer.JUDGE if kind is WarrantKind.JUDICIAL else Signer.OFFICER
        warrant = WarrantReceived(kind, signer, cleaned["signed_by"], cleaned["signed_on"])
        return detainers.attach_warrant.of(self.detainer.id, cleaned["at"], warrant)


class LiftForm(StepForm):
    """The issuer canceled the detainer."""

    at_label = "Canceled at"
    reason = listed(LiftReason, "Reason the issuer gave", help_text="Choose the nearest to what it wrote.")

    def deed(self) -> Planned:
        """Return the lifting."""
        cleaned = self.cleaned_data
        return detainers.lift.of(self.detainer.id, cleaned["at"], LiftReason.of(cleaned["reason"]))


NOT_STATED, NONE_AT_ALL = "", "(none)"


class FactsForm(StepForm):
    """What staff know for the law's decision, with where it stands. A fact left alone stays as it is."""

    at_label = "Known since"
    source = listed(Source, "Where you know it from")
    seen = text("Where it stands", help_text="For example the court's case number, or the page of the form.")

    def __init__(self, *arguments: Any, case: Case, user: User, **named: Any) -> None:
        """Ask for the facts that the decision misses; those that change nothing here are not asked."""
        super().__init__(*arguments, case=case, user=user, **named)
        specs = vocabulary().facts
        self.questions = [specs[name] for name in facts_to_ask(case)]
        for spec in self.questions:
            self.fields[spec.name] = _field(spec)
        from lodged.web.forms import dress

        dress(self)

    def clean(self) -> dict[str, Any]:
        """Turn what was chosen into facts of the law's vocabulary."""
        cleaned = super().clean() or {}
        facts = {
            spec.name: _value(spec, cleaned[spec.name]) for spec in self.questions if cleaned.get(spec.name)
        }
        if not self.errors:
            try:
                check_statement(facts)
            except FactError as error:
                raise forms.ValidationError(str(error)) from error
        cleaned["facts"] = facts
        return cleaned

    def deed(self) -> Planned:
        """Return the statement of everything said."""
        cleaned = self.cleaned_data
        return detainers.state_facts.of(
            self.case.stay.id, cleaned["at"], cleaned["facts"], Source.of(cleaned["source"]), cleaned["seen"]
        )


def facts_to_ask(case: Case) -> list[str]:
    """Facts staff may state that bear on the decision here: those missing, those assumed, those stated before."""
    if case.decision is None:
        return []
    missing = [name for action in case.decision.actions for name in action.missing_facts]
    assumed = case.decision.assumed
    stated = [fact.name for fact in case.stay.stated_facts.all()]
    always = ["convictions", "final_order"]
    return [name for name in dict.fromkeys([*missing, *assumed, *stated, *always]) if name in STATABLE]


def _field(spec: FactSpec) -> forms.Field:
    common: dict[str, Any] = {"label": spec.label, "help_text": spec.meaning, "required": False}
    match spec.type:
        case FactType.BOOLEAN:
            choices = [(NOT_STATED, "Nothing to say"), ("yes", "Yes"), ("no", "No")]
            return forms.ChoiceField(choices=choices, **common)
        case FactType.ENUM_LIST:
            options = [
                (value, f"{value.replace('_', ' ')}: {meaning}") for value, meaning in spec.values.items()
            ]
            return forms.MultipleChoiceField(
                choices=[(NONE_AT_ALL, "None (somebody has looked)"), *options],
                widget=forms.CheckboxSelectMultiple,
                **common,
            )
    options = [(value, f"{value.replace('_', ' ')}: {meaning}") for value, meaning in spec.values.items()]
    return forms.ChoiceField(choices=[(NOT_STATED, "Nothing to say"), *options], **common)


def _value(spec: FactSpec, value: Any) -> object:
    if spec.type is FactType.BOOLEAN:
        return value == "yes"
    if spec.type is FactType.ENUM_LIST:
        return [item for item in value if item != NONE_AT_ALL]
    return value


STEPS = (
    Step(
        "serve",
        "Serve the copy",
        "Serve the copy",
        ServeForm,
        detainers.may_serve,
        "The service of the copy is recorded.",
        (acts.ServeCopy,),
        law=(Action.SERVE_COPY,),
    ),
    Step(
        "warrant",
        "Attach a warrant",
        "Attach a warrant",
        WarrantForm,
        detainers.on_open_detainer,
        "The warrant is recorded.",
        (acts.AttachWarrant,),
    ),
    Step(
        "facts",
        "Add legal facts",
        "Add legal facts",
        FactsForm,
        detainers.on_detainer,
        "The facts are recorded, and the law's decision was made anew.",
        (acts.StateFacts,),
    ),
    Step(
        "lift",
        "The issuer canceled the detainer",
        "Canceled by ICE",
        LiftForm,
        detainers.on_open_detainer,
        "The detainer is recorded as canceled.",
        (acts.Lift,),
    ),
)
