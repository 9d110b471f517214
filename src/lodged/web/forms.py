"""Forms in the design system's clothes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.widgets import Input

from lodged.web.uploads import MAXIMUM_UPLOAD_BYTES

MOST_BYTES = "data-most-bytes"
"""The attribute of a file input that says how large a file may be."""
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    # Lay choices and a single checkbox out with ``c-choices`` and ``c-tick``.
    (forms.CheckboxSelectMultiple, "usa-checkbox__input"),
    (forms.RadioSelect, "usa-radio__input"),
    (forms.CheckboxInput, "usa-checkbox__input"),
    (forms.Select, "usa-select"),
    (forms.Textarea, "usa-textarea"),
    # The design system's own file input renames itself to assistive technology; a plain one keeps its label.
    (forms.FileInput, "plain-file-input"),
    (Input, "usa-input"),
)


class DesignedForm(forms.Form):
    """A form whose widgets carry the design system's classes; lay fields out with the ``c-field`` component."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress every widget."""
        super().__init__(*args, **kwargs)
        dress(self)


def dress(form: forms.BaseForm) -> None:
    """Give each widget of a form its design system class."""
    for field in form.fields.values():
        for kind, name in _CLASSES:
            if isinstance(field.widget, kind):
                field.widget.attrs["class"] = name
                break
        if isinstance(field.widget, forms.FileInput):
            # The page says it before a large file is sent; what is sent all the same is told the same words.
            field.widget.attrs.setdefault(MOST_BYTES, str(MAXIMUM_UPLOAD_BYTES))
