"""What the board can be asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from lodged.casework.board import STATE_WORDS, Filters, State
from lodged.register.models import Facility
from lodged.web.forms import DesignedForm

MOST_PAGES = 400


class BoardForm(DesignedForm):
    """Search and filters; an answer that makes no sense is left out rather than refused."""

    q = forms.CharField(label="Name or booking number", required=False, max_length=100)
    facility = forms.ModelChoiceField(
        queryset=Facility.objects.none(), label="Facility", required=False, empty_label="All facilities"
    )
    on = forms.DateField(
        label="Release on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    state = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "Everyone"), *[(state.value, words) for state, words in STATE_WORDS.items()]],
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, facilities: QuerySet[Facility], **named: Any) -> None:
        """Offer the facilities that whoever is signed in may see."""
        super().__init__(*arguments, **named)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]

    @property
    def filters(self) -> Filters:
        """Return what was asked and could be understood."""
        cleaned: dict[str, Any] = self.cleaned_data if self.is_bound and self.is_valid() is not None else {}
        facility = cleaned.get("facility")
        return Filters(
            facility=facility.pk if facility else None,
            on=cleaned.get("on"),
            state=State(cleaned["state"]) if cleaned.get("state") else None,
            words=cleaned.get("q") or "",
            page=cleaned.get("page") or 1,
        )
