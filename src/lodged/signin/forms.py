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
from lodged.signin.log import note
from lodged.signin.models import Kind
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


UNREADABLE = (forms.ValidationError, KeyError, TypeError, ValueError, AttributeError)
"""What the library raises where an answer of a key isn't one."""


def _no_key() -> forms.ValidationError:
    return forms.ValidationError(adapters.FactorAdapter.error_messages["incorrect_code"])


class _Key(_Dressed):
    """A passkey or security key; one that doesn't fit is noted."""

    user: Any

    def clean_credential(self) -> Any:
        """Check what the key signed."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE as error:
            note(Kind.REFUSED, self.user, request=context.request, words="webauthn")
            raise _no_key() from error


class KeySignInForm(_Key, webauthn.LoginWebAuthnForm):
    """A key alone."""


class KeyForm(_Key, webauthn.AuthenticateWebAuthnForm):
    """A key as second factor."""


class ConfirmKeyForm(_Key, webauthn.ReauthenticateWebAuthnForm):
    """A key to confirm who one is."""


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

    def clean(self) -> Any:
        """Check what the key answered."""
        try:
            return super().clean()
        except UNREADABLE as error:
            raise _no_key() from error


class RenamePasskeyForm(_Dressed, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the name is of."""
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of the key"
