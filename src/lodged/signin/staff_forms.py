"""The forms of the staff pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from lodged.register.models import Role
from lodged.web.forms import DesignedForm, dress


class AddStaffForm(DesignedForm):
    """Who is added, and what for."""

    username = forms.CharField(
        label="User name", max_length=150, help_text="Letters, digits and @ . + - _ only."
    )
    role = forms.ChoiceField(label="Role", choices=Role.choices)


class FirstPasswordForm(SetPasswordForm):
    """A password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress every widget."""
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = "At least 12 characters, and not a common password."
        dress(self)
