"""The page on which an agency's administrator adds and revokes tokens."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lodged.api import tokens
from lodged.api.models import Token
from lodged.api.scopes import Scope
from lodged.core.errors import LodgedError
from lodged.register.models import Role
from lodged.register.permissions import MAY_READ
from lodged.signin.staff import MAY_MANAGE
from lodged.web.access import on_record, private, staff_of
from lodged.web.forms import DesignedForm


class TokenForm(DesignedForm):
    """What a token is for."""

    name = forms.CharField(label="Name", max_length=40, help_text="The program, for example jail-system.")
    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, role.label) for role in Role if role in MAY_READ],
        initial=Role.RELEASE_DESK,
    )
    scopes = forms.MultipleChoiceField(
        label="Scopes", choices=Scope.choices(), widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label="Days it lives", min_value=1, max_value=tokens.MOST_DAYS, initial=tokens.DEFAULT_DAYS
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(MAY_MANAGE)
def tokens_page(request: HttpRequest) -> HttpResponse:
    """List the agency's tokens, and add one; its secret is shown this once."""
    by = staff_of(request)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            token, secret = tokens.add(
                by.agency, cleaned["name"], cleaned["role"], cleaned["scopes"], days=cleaned["days"], by=by
            )
        except LodgedError as error:
            form.add_error("name", str(error))
        else:
            return private(render(request, "api/token.html", {"token": token, "secret": secret}))
    context = {
        "form": form,
        "tokens": Token.objects.filter(agency=by.agency).select_related("user", "added_by"),
        "now": timezone.now(),
    }
    return private(render(request, "api/tokens.html", context, status=422 if form.is_bound else 200))


@require_POST
@on_record(MAY_MANAGE)
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token."""
    by = staff_of(request)
    token = get_object_or_404(Token, pk=token_id, agency=by.agency)
    tokens.revoke(token, by=by)
    messages.success(request, f"The token {token} is revoked.")
    return redirect("tokens")
