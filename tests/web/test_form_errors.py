"""The summary that stands above a form with errors."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string


class Booking(forms.Form):
    """Two fields that must be filled."""

    number = forms.CharField(label="Booking number")
    booked_on = forms.DateField(label="Booked on")


@pytest.mark.parametrize(
    ("sent", "count", "fields"),
    [
        ({}, "Fix 2 errors", ["Booking number", "Booked on"]),
        ({"number": "SYN-1", "booked_on": "later"}, "Fix 1 error,", ["Booked on"]),
    ],
)
def test_it_says_how_many_errors_there_are_and_of_which_field(
    sent: dict[str, str], count: str, fields: list[str]
) -> None:
    page = render_to_string("cotton/form_errors.html", {"form": Booking(sent)})
    assert "There is a problem" in page
    assert count in page
    assert [label for label in ("Booking number", "Booked on") if f">{label}</a>" in page] == fields


def test_an_error_of_the_whole_form_is_counted_too() -> None:
    form = Booking({"number": "SYN-1"})
    form.add_error(None, "Somebody recorded something here.")
    page = render_to_string("cotton/form_errors.html", {"form": form})
    assert "Fix 2 errors" in page
    assert "Somebody recorded something here." in page


def test_a_form_without_errors_has_no_summary() -> None:
    page = render_to_string(
        "cotton/form_errors.html", {"form": Booking({"number": "1", "booked_on": "2026-01-13"})}
    )
    assert "problem" not in page
