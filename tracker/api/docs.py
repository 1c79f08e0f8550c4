"""The description of the API for machines and for people, from the same source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from tracker.api.problems import KINDS, Problem
from tracker.api.problems import MEDIA_TYPE as PROBLEM

MEDIA_TYPE: Final = "application/vnd.oai.openapi+json"
METHODS: Final = ("get", "post", "delete")


@require_safe
def schema(_request: HttpRequest) -> JsonResponse:
    """`schema/`: the API in OpenAPI 3. Open, because it tells nothing about anybody."""
    described = _described(get_language() or "ko")
    return JsonResponse(described, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """`docs/`: the same for people; open like the schema."""
    described = _described(get_language() or "ko")
    context = {
        "frame": "base.html" if request.user.is_authenticated else "plain.html",
        "origin": request.build_absolute_uri("/").rstrip("/"),
        "calls_per_minute": settings.API_CALLS_PER_MINUTE,
        "calls": list(_calls(described)),
        "kinds": [
            {"code": code, "status": int(kind.status), "title": kind.title} for code, kind in KINDS.items()
        ],
    }
    return render(request, "tracker/api_docs.html", context)


@cache
def _described(_language: str) -> dict[str, Any]:
    """The schema in the language that is active; it changes with the code alone."""
    described: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return described


def _calls(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _call(path, method, methods[method], described)


def _call(path: str, method: str, call: Mapping[str, Any], described: Mapping[str, Any]) -> dict[str, Any]:
    good = next(answer for status, answer in call["responses"].items() if status.startswith("2"))
    return {
        "id": call["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": call["summary"],
        "parameters": [_parameter(each) for each in call.get("parameters", ())],
        "body": _fields(call.get("requestBody", {}), described),
        "answer": _fields(good, described),
        "refusals": sorted(status for status in call["responses"] if not status.startswith("2")),
    }


def _parameter(given: Mapping[str, Any]) -> dict[str, object]:
    return {
        "name": given["name"],
        "place": given["in"],
        "kind": _kind(given["schema"]),
        "required": given.get("required", False),
        "note": given.get("description", ""),
    }


def _fields(holder: Mapping[str, Any], described: Mapping[str, Any]) -> list[dict[str, object]]:
    """The members of a body, those of lists and inner objects by dotted path."""
    content = list(holder.get("content", {}).values())
    return list(_members(content[0]["schema"], described)) if content else []


def _members(
    schema: Mapping[str, Any], described: Mapping[str, Any], path: str = ""
) -> Iterator[dict[str, object]]:
    whole = _resolved(schema, described)
    if "items" in whole:
        yield from _members(whole["items"], described, f"{path}[]")
    for name, inner in whole.get("properties", {}).items():
        resolved = _resolved(inner, described)
        here = f"{path}.{name}" if path else name
        yield {"name": here, "kind": _kind(resolved), "required": name in whole.get("required", ())}
        yield from _members(resolved, described, here)


def _resolved(schema: Mapping[str, Any], described: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with its references followed."""
    parts = [schema, *schema.get("allOf", ()), *schema.get("oneOf", ())]
    for part in parts:
        if "$ref" in part:
            found: Mapping[str, Any] = described["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
            return found
    return schema


def _kind(schema: Mapping[str, Any]) -> str:
    """The type of a value in a word or two, with the values of an enumeration."""
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"] if value not in {"", None})
    return str(schema.get("format") or schema.get("type") or "")


def unknown(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001 (nothing is said about it)
    """Any other address below `/api/v1/`: a refusal as every other."""
    return JsonResponse(
        Problem("not_found").as_json(),
        status=404,
        content_type=PROBLEM,
        json_dumps_params={"ensure_ascii": False},
    )
