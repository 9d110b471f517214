"""The forms of sign-in in the design system's clothes."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from lodged.signin import adapters
from lodged.web.forms import dress


class _Dressed(forms.Form):
    """Every widget in its class, and no placeholder: a label says it better."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_Dressed, account.LoginForm):
    """User name and password."""


class ConfirmForm(_Dressed, account.ReauthenticateForm):
    """The password once more."""


class NewPasswordForm(_Dressed, account.ChangePasswordForm):
    """The old password and a new one, twice."""

    def clean_oldpassword(self) -> str:
        """Check the old password, as one attempt of the account."""
        attempt = adapters.begin(context.request, self.user.get_username(), None)
        password: str = super().clean_oldpassword()
        attempt.succeeded()
        return password


class _Counted(_Dressed):
    """A code of a second factor; a wrong one counts as a failure of the account."""

    user: Any

    def clean_code(self) -> str:
        """Check the code, as one attempt of the account."""
        attempt = adapters.begin(context.request, self.user.get_username(), None)
        code: str = super().clean_code()  # type: ignore[misc]
        attempt.succeeded()
        return code


class CodeForm(_Counted, codes.AuthenticateForm):
    """A code while signing in."""


class ConfirmCodeForm(_Counted, codes.ReauthenticateForm):
    """A code to confirm who one is."""


class AddAppForm(_Dressed, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""


class AddPasskeyForm(_Dressed, webauthn.AddWebAuthnForm):
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer signing in with the key alone."""
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of the key"
        self.fields["passwordless"].label = "Sign in with this key alone"
        self.fields["passwordless"].help_text = "The key itself then asks for your PIN, fingerprint or face."
        self.fields["passwordless"].widget.attrs["class"] = "usa-checkbox__input"


class RenamePasskeyForm(_Dressed, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the name is of."""
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of the key"
