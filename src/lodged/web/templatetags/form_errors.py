"""What the summary of a form's errors counts."""

from __future__ import annotations

from django import template
from django.forms import BaseForm

register = template.Library()


@register.filter
def error_count(form: BaseForm) -> int:
    """Return how many errors a form has, those of the whole form included."""
    return sum(len(errors) for errors in form.errors.values())
