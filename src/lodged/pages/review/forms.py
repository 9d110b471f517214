"""What a reader fills in on a pair."""

from __future__ import annotations

from typing import Any

from django import forms

from lodged.register.vocabulary import PairDecision
from lodged.web.forms import DesignedForm

OTHER = "other"
GROUNDS = (
    ("records", "The records as they stand here"),
    ("facility", "Asked the facility"),
    ("papers", "Saw papers: photograph, fingerprints, court file"),
    ("issuer", "Asked the issuing office"),
    (OTHER, "Other, as written below"),
)


class DecisionForm(forms.Form):
    """A decision, which is the button pressed."""

    decision = forms.ChoiceField(choices=PairDecision.choices())
    shown = forms.IntegerField(min_value=0)


class ReasonForm(DesignedForm):
    """On what grounds; a settlement needs words of its own."""

    ground = forms.ChoiceField(label="On what grounds", choices=GROUNDS)
    note = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=1000,
        help_text="What you saw or were told. It is kept with the decision.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *arguments: Any, settles: bool = False, **named: Any) -> None:
        """Ask for words where the decision ``settles`` a disagreement."""
        super().__init__(*arguments, **named)
        self._settles = settles
        if settles:
            self.fields["note"].label = "Note"
            self.fields["note"].help_text = "Why this settles it. It is kept with the decision."

    def clean(self) -> dict[str, Any]:
        """Refuse a ground that says nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("note", "").strip() and (self._settles or cleaned.get("ground") == OTHER):
            self.add_error("note", "Write what the decision rests on.")
        return cleaned

    @property
    def reason(self) -> str:
        """The ground and the note in a line."""
        ground = dict(GROUNDS)[self.cleaned_data["ground"]]
        note = " ".join(self.cleaned_data["note"].split())
        if self.cleaned_data["ground"] == OTHER:
            return note
        return f"{ground}: {note}" if note else ground
