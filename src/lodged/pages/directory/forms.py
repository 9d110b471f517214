"""What the directory asks: an office with its numbers, why one is retired, and the letterhead."""

from __future__ import annotations

from django import forms

from lodged.casework.directory import LONGEST_LINE, MOST_LINES, ContactEntered
from lodged.web.forms import DesignedForm


class ContactForm(DesignedForm):
    """An office of ICE, or a desk of it, and how it is reached."""

    office = forms.CharField(
        label="Office",
        max_length=200,
        help_text="As detainers name it, for example: ERO St. Paul, duty desk.",
    )
    phone = forms.CharField(
        label="Telephone",
        required=False,
        max_length=64,
        help_text="With area code, for example (612) 555-0100 ext. 4.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    fax = forms.CharField(
        label="Fax",
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(label="E-mail", required=False, max_length=254)
    hours = forms.CharField(
        label="Hours", required=False, max_length=200, help_text="For example: 24 hours, or weekdays 8 to 4."
    )
    note = forms.CharField(label="Note (optional)", required=False, max_length=300)

    def entered(self) -> ContactEntered:
        """Return what was entered."""
        return ContactEntered(**self.cleaned_data)


class RetireForm(DesignedForm):
    """Why an office is offered no more."""

    reason = forms.CharField(
        label="Reason", max_length=300, help_text="For example: the number changed. It stays in the history."
    )


class VictimLineForm(DesignedForm):
    """Where victims register to be told of a release."""

    line = forms.CharField(
        label="VINE telephone number or address",
        required=False,
        max_length=LONGEST_LINE,
        help_text="Shown to staff at a release. Nothing is sent there.",
    )


class LetterheadForm(DesignedForm):
    """The lines under the agency's name on letters."""

    lines = forms.CharField(
        label="Lines under the agency's name on letters",
        required=False,
        max_length=(LONGEST_LINE + 2) * MOST_LINES,
        help_text=f"Address and numbers, up to {MOST_LINES} lines.",
        widget=forms.Textarea(attrs={"rows": MOST_LINES}),
    )
