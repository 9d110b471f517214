"""The sign-in form."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """User name and password, with an error that says what to do."""

    error_messages = {
        "invalid_login": "No one signs in with this user name and password. Check both; capital letters count.",
        "inactive": "This account is closed. Ask your agency's administrator.",
    }
