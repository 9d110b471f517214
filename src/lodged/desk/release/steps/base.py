"""What a step is: when it is offered, what it asks, and the acts it records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone

from lodged.desk.release.moments import MINUTE, MomentField, for_input
from lodged.desk.release.situations import Situation
from lodged.register.acts import Act
from lodged.register.models import Detainer, Role, User
from lodged.register.permissions import MAY_RECORD
from lodged.register.vocabulary import Listed
from lodged.web.forms import DesignedForm

Offer = Callable[[Situation], str | None]
"""Why a step is not offered, as a full sentence; None where it is."""


class StepForm(DesignedForm):
    """A step's form. The versions shown go along, so that what changed in between is noticed."""

    stay_version = forms.IntegerField(widget=forms.HiddenInput)
    detainer_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    at = MomentField(label="When")
    at_label: ClassVar[str] = "When"

    def __init__(self, *arguments: Any, situation: Situation, user: User, **named: Any) -> None:
        """Show the present versions and the present minute."""
        shown = {
            "stay_version": situation.stay.version,
            "detainer_version": situation.detainer.version if situation.detainer else None,
            "at": for_input(timezone.now(), situation.zone),
        }
        super().__init__(*arguments, initial=shown | self.first_values(situation, user), **named)
        self.situation, self.user = situation, user
        for field in self.fields.values():
            if isinstance(field, MomentField):
                field.zone = situation.zone
        moment = self.fields["at"]
        moment.label = self.at_label
        moment.help_text = f"On the facility's clock ({situation.zone.key})."

    def first_values(self, situation: Situation, user: User) -> dict[str, Any]:
        """What stands in the form at first."""
        return {}

    def clean_at(self) -> datetime:
        """Within the minute typed, not before what is on record in the same minute."""
        typed: datetime = self.cleaned_data["at"]
        return max([typed, *(mark for mark in self.situation.marks if typed <= mark < typed + MINUTE)])

    def acts(self) -> list[Act]:
        """The acts that the cleaned form records, in their order."""
        raise NotImplementedError

    @property
    def shown_versions(self) -> dict[UUID, int | None]:
        """The versions that were shown with the form."""
        versions = {self.situation.stay.id: self.cleaned_data["stay_version"]}
        if self.situation.detainer is not None and self.cleaned_data.get("detainer_version"):
            versions[self.situation.detainer.id] = self.cleaned_data["detainer_version"]
        return versions

    @property
    def detainer(self) -> Detainer:
        """The detainer that counts; a step on a detainer is offered only where there is one."""
        if self.situation.detainer is None:
            raise ValueError("This step needs a detainer.")
        return self.situation.detainer


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
    roles: frozenset[Role] = MAY_RECORD
    grave: bool = False
    """Whether it ends or restrains custody, so that the page says who is meant once more."""


def listed(kind: type[Listed], label: str, *, required: bool = True, **named: Any) -> forms.ChoiceField:
    """A choice from a closed list, with the meaning of each value."""
    left_out = {"not_stated"}
    choices = [("", "Choose one"), *[pair for pair in kind.choices() if pair[0] not in left_out]]
    return forms.ChoiceField(label=label, choices=choices, required=required, **named)


def here(situation: Situation) -> str | None:
    """Offered while the person is in custody."""
    if situation.gone:
        return f"Custody has ended ({situation.state.value}). Nothing more is done here; see the file."
    return None


def on_open_detainer(situation: Situation) -> str | None:
    """Offered while the person is here and a detainer is open."""
    if situation.detainer is None:
        return "No detainer is on record for this stay."
    if not situation.is_open:
        return (
            here(situation)
            or f"The detainer is [{situation.detainer_state.value if situation.detainer_state else ''}]."
        )
    return None


def on_detainer(situation: Situation) -> str | None:
    """Offered where a detainer counts, whatever became of the stay."""
    return None if situation.detainer is not None else "No detainer is on record for this stay."


def text(label: str, *, lines: int = 0, **named: Any) -> forms.CharField:
    """A line of text, or several."""
    if lines:
        named["widget"] = forms.Textarea(attrs={"rows": lines})
    named.setdefault("max_length", 2000 if lines else 200)
    return forms.CharField(label=label, **named)


def own_name(user: User) -> str:
    """How a member of staff is written on a paper."""
    return user.get_full_name() or user.get_username()
