"""The facts of a case as a form, made from the law's own vocabulary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from lodged.law import FactSpec, FactType, load_rulebooks
from lodged.web.forms import DesignedForm, dress

NOT_KNOWN = ""
NONE_AT_ALL = "(none)"
YES_OR_NO = ((NOT_KNOWN, "Not known"), ("yes", "Yes"), ("no", "No"))


class WhatIfForm(DesignedForm):
    """A jurisdiction, a day and whatever is known; a fact left alone is unknown, never false."""

    jurisdiction = forms.ChoiceField(label="Where")
    on = forms.DateField(
        label="On",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a field for each fact of the vocabulary."""
        super().__init__(*args, **kwargs)
        rulebooks = load_rulebooks()
        self.fields["jurisdiction"] = forms.ChoiceField(
            label="Where", choices=[(name, book.title) for name, book in sorted(rulebooks.books.items())]
        )
        self.specs = dict(rulebooks.vocabulary.facts)
        for name, spec in self.specs.items():
            self.fields[name] = _field(spec)
        dress(self)

    @property
    def facts(self) -> dict[str, object]:
        """The facts that were stated, in the vocabulary's types."""
        stated: dict[str, object] = {}
        for name, spec in self.specs.items():
            value = self.cleaned_data.get(name)
            if value not in (None, NOT_KNOWN, []):
                stated[name] = _value(spec, value)
        return stated

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        """The fields of the facts, in the vocabulary's order."""
        return [self[name] for name in self.specs]


def _field(spec: FactSpec) -> forms.Field:
    common: dict[str, Any] = {"label": spec.label, "help_text": spec.meaning, "required": False}
    match spec.type:
        case FactType.BOOLEAN:
            return forms.ChoiceField(choices=YES_OR_NO, **common)
        case FactType.ENUM:
            return forms.ChoiceField(choices=[(NOT_KNOWN, "Not known"), *_named(spec)], **common)
        case FactType.ENUM_LIST:
            choices = [(NONE_AT_ALL, "None (somebody has looked)"), *_named(spec)]
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case FactType.NUMBER:
            return forms.FloatField(**common)
    return forms.CharField(max_length=200, **common)


def _named(spec: FactSpec) -> list[tuple[str, str]]:
    return [(value, value.replace("_", " ")) for value in spec.values]


def _value(spec: FactSpec, value: Any) -> object:
    match spec.type:
        case FactType.BOOLEAN:
            return value == "yes"
        case FactType.ENUM_LIST:
            return [item for item in value if item != NONE_AT_ALL]
        case FactType.TEXT_LIST:
            return [item.strip() for item in value.split(",") if item.strip()]
    return value
