"""What a step is: when it is offered, what it asks, and the deed it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone

from lodged.casework.case import Case
from lodged.casework.deeds import Planned
from lodged.casework.moments import MINUTE, zone_name
from lodged.law import Action
from lodged.pages.moment_field import MomentField, for_input
from lodged.register.acts import Act
from lodged.register.models import Detainer, Role, User
from lodged.register.permissions import ROLES
from lodged.register.vocabulary import Listed
from lodged.web.forms import DesignedForm

Offer = Callable[[Case], str | None]
"""Why a step is not offered, as a full sentence; None where it is."""


class StepForm(DesignedForm):
    """A step's form. The versions shown go along, so that what changed in between is noticed."""

    stay_version = forms.IntegerField(widget=forms.HiddenInput)
    detainer_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    at = MomentField(label="When")
    at_label: ClassVar[str] = "When"

    def __init__(self, *arguments: Any, case: Case, user: User, **named: Any) -> None:
        """Show the present versions and the present minute."""
        shown = {
            "stay_version": case.stay.version,
            "detainer_version": case.detainer.version if case.detainer else None,
            "at": for_input(timezone.now(), case.zone),
        }
        super().__init__(*arguments, initial=shown | self.first_values(case, user), **named)
        self.case, self.user = case, user
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = case.zone
        moment = self.fields["at"]
        moment.label = self.at_label
        moment.help_text = f"{zone_name(case.zone)}."

    def first_values(self, case: Case, user: User) -> dict[str, Any]:
        """Return what stands in the form at first."""
        return {}

    def clean_at(self) -> datetime:
        """Within the minute typed, not before what is on record in the same minute."""
        typed: datetime = self.cleaned_data["at"]
        return max([typed, *(mark for mark in self.case.marks if typed <= mark < typed + MINUTE)])

    def deed(self) -> Planned:
        """Return the deed that the cleaned form asks for."""
        raise NotImplementedError

    @property
    def shown_versions(self) -> dict[UUID, int | None]:
        """The versions that were shown with the form."""
        versions = {self.case.stay.id: self.cleaned_data["stay_version"]}
        if self.case.detainer is not None and self.cleaned_data.get("detainer_version"):
            versions[self.case.detainer.id] = self.cleaned_data["detainer_version"]
        return versions

    @property
    def detainer(self) -> Detainer:
        """The detainer that counts; a step on a detainer is offered only where there is one."""
        if self.case.detainer is None:
            raise ValueError("This step needs a detainer.")
        return self.case.detainer


@dataclass(frozen=True)
class Step:
    """A step: its address, its words, who may take it and when."""

    slug: str
    title: str
    button: str
    form: type[StepForm]
    offered: Offer
    done: str
    """What is said once it is recorded."""
    records: tuple[type[Act], ...]
    """The acts it may end with: the newest of them, by the same person a moment ago, is this step sent twice."""
    law: tuple[Action, ...] = ()
    """The answers of the law that stand beside it."""
    grave: bool = False
    """Whether it ends or restrains custody, so that the page says who is meant once more."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that may take it: those that may record whatever it ends with."""
        return frozenset.intersection(*(ROLES[act.right] for act in self.records))


def listed(kind: type[Listed], label: str, *, required: bool = True, **named: Any) -> forms.ChoiceField:
    """Return a choice from a closed list, with the meaning of each value."""
    left_out = {"not_stated"}
    choices = [("", "Choose one"), *[pair for pair in kind.choices() if pair[0] not in left_out]]
    return forms.ChoiceField(label=label, choices=choices, required=required, **named)


def text(label: str, *, lines: int = 0, **named: Any) -> forms.CharField:
    """Return a line of text, or several."""
    if lines:
        named["widget"] = forms.Textarea(attrs={"rows": lines})
    named.setdefault("max_length", 2000 if lines else 200)
    return forms.CharField(label=label, **named)
