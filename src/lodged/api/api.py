"""The API as a whole: its parts, its document, and how it answers errors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from lodged.api import custody, detainers, figures, journal, notices, webhooks
from lodged.api.problems import MEDIA_TYPE, Problem, answer

VERSION = "1.0.0"
DESCRIPTION = (
    "Detainers, custody events, decisions, notices, figures and proofs of one agency, as a program may record and read "
    "them. Send a token (Authorization: Bearer) and, with every POST, an Idempotency-Key of your own. Every error is a "
    "problem document (RFC 9457). No answer names a person."
)
ERRORS = {
    "400": "The request can't be read.",
    "401": "No live token was sent.",
    "403": "The token's scopes or its role don't allow it.",
    "404": "Nothing of this identifier that the token may see.",
    "409": "It can't be recorded as the record stands.",
    "413": "The request is larger than 1 MB.",
    "422": "The request differs from this document; errors says where.",
    "429": "Too many requests with this token; see Retry-After.",
}


class Api(NinjaAPI):
    """The API, with problem documents in its OpenAPI document."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI 3.1 document."""
        document = super().get_openapi_schema(**options)
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        refused = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for methods in document["paths"].values():
            for operation in methods.values():
                for status, words in ERRORS.items():
                    operation["responses"].setdefault(status, {"description": words, **refused})
        return document

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Show every error as a problem document."""
        return answer(request, exc)


api = Api(
    title="Lodged",
    version=VERSION,
    description=DESCRIPTION,
    urls_namespace="api-v1",
    openapi_url="/openapi.json",
    docs_url=None,
)
for part in (custody, detainers, notices, figures, journal, webhooks):
    api.add_router("", part.router)
