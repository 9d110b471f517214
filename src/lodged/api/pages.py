"""What anyone may read of the API: its documentation page, the JSON-LD context, and that an address is none."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from lodged.api import niem
from lodged.api.api import api
from lodged.api.problems import problem
from lodged.api.scopes import Scope


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI document as a page that needs no script."""
    return render(request, "api/documentation.html", {"body": _body()})


@lru_cache(maxsize=1)
def _body() -> str:
    """Return what the page says, which is the same as long as the program runs."""
    document = api.get_openapi_schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    kinds = sorted(document["components"]["schemas"].items())
    shapes = [(name, _fields(shape), shape.get("description", "")) for name, shape in kinds]
    context = {"document": document, "groups": groups, "shapes": shapes, "scopes": list(Scope)}
    return render_to_string("api/documentation_body.html", context)


@require_safe
def context(request: HttpRequest) -> HttpResponse:
    """Show the JSON-LD context of stays, detainers and notices in NIEM's words."""
    return JsonResponse(niem.context(), content_type="application/ld+json")


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Return the problem of an address below ``/api/`` that has nothing."""
    return problem(404, "not-found", "Page not found.")


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = [
        (status, answer["description"], _name(_schema_of(answer)))
        for status, answer in operation["responses"].items()
    ]
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [(one, _name(one["schema"])) for one in operation["parameters"]],
        "body": _name(body) if body else "",
        "answers": [answer for answer in answers if str(answer[0]).startswith("2")],
    }


def _schema_of(answer: dict[str, Any]) -> dict[str, Any]:
    contents = list(answer.get("content", {}).values())
    return contents[0]["schema"] if contents else {}


def _fields(shape: dict[str, Any]) -> list[tuple[str, str, bool, str]]:
    required = shape.get("required", [])
    return [
        (name, _name(field), name in required, field.get("description", ""))
        for name, field in shape.get("properties", {}).items()
    ]


def _name(schema: dict[str, Any]) -> str:
    """Return what a schema is, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(_name(one) for one in schema[several])
    if "enum" in schema:
        return "one of: " + ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return f'"{schema["const"]}"'
    if schema.get("type") == "array":
        return f"list of {_name(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")
