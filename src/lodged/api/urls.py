"""The addresses of the API."""

from __future__ import annotations

from django.urls import path

from lodged.api import pages, token_views
from lodged.api.api import api

urlpatterns = [
    path("api/v1/docs/", pages.documentation, name="api-documentation"),
    path("api/v1/context.jsonld", pages.context, name="api-context"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", pages.nothing, name="api-nothing"),
    path("staff/tokens/", token_views.tokens_page, name="tokens"),
    path("staff/tokens/<uuid:token_id>/revoke/", token_views.revoke, name="token-revoke"),
]
