"""The OpenAPI 3.1 document, built from the addresses and the structs: nothing in it is written twice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from linli.core.api.answers import Problem
from linli.core.api.endpoints import Endpoint

VERSION = "1"
TEMPLATE = "#/components/schemas/{name}"
PROBLEM_TYPE = "application/problem+json"
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")
_PART_SCHEMAS: dict[str, dict[str, Any]] = {
    "int": {"type": "integer", "minimum": 0},
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An endpoint with its address as the document writes it, and as whom it lets in."""

    path: str  # /api/v1/cases/{code}
    parts: Sequence[tuple[str, str]]  # (name, converter)
    endpoint: Endpoint
    access: str


@cache
def listed() -> Sequence[Listed]:
    """Every endpoint under /api/, in the order of the addresses."""
    found = [one for one in _walk(get_resolver(), "") if one.path.startswith("/api/")]
    return sorted(found, key=lambda one: (one.path, one.endpoint.method))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Listed]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            route = f"/{prefix}{entry.pattern}"
            parts = [(name, kind or "str") for kind, name in _PART.findall(route)]
            access = getattr(entry.callback, "access", "")
            for endpoint in getattr(entry.callback, "endpoints", ()):
                yield Listed(_PART.sub(r"{\2}", route), parts, endpoint, access)


def document(server_url: str) -> dict[str, Any]:
    """In the language of the request."""
    endpoints = listed()
    schemas, components = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for one in endpoints:
        paths.setdefault(one.path, {})[one.endpoint.method.lower()] = _operation(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": _("邻里接口"), "version": VERSION, "description": _about()},
        "servers": [{"url": server_url}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _about() -> str:
    return _(
        "令牌由管理员开通，写在请求头 Authorization: Bearer 后面。令牌的权限不超过它的岗位。"
        "每个 POST 都可以带 Idempotency-Key：24 小时内同样的请求得到同样的答复，不会办两次。"
        "出错时答复是 application/problem+json，title 给程序看，detail 给人看。"
    )


type Schemas = dict[Any, dict[str, Any]]


def _schemas(endpoints: Sequence[Listed]) -> tuple[Schemas, dict[str, Any]]:
    shapes: list[Any] = [Problem]
    for one in endpoints:
        shapes += [shape for shape in (one.endpoint.gives, one.endpoint.takes, one.endpoint.asks) if shape]
    unique = list(dict.fromkeys(shapes))
    schemas, components = msgspec.json.schema_components(unique, ref_template=TEMPLATE)
    return dict(zip(unique, schemas, strict=True)), components


def _operation(one: Listed, schemas: Schemas) -> dict[str, Any]:
    endpoint = one.endpoint
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": str(endpoint.says),
        "parameters": [*_path_parameters(one), *_query_parameters(endpoint), *_header_parameters(one)],
        "responses": _responses(one, schemas),
        "security": _security(one),
    }
    if endpoint.group:
        operation["tags"] = [str(endpoint.group)]
    if endpoint.takes:
        content = {"application/json": {"schema": schemas[endpoint.takes]}}
        operation["requestBody"] = {"required": True, "content": content}
    elif endpoint.takes_media:
        picture = {"schema": {"type": "string", "format": "binary"}}
        content = dict.fromkeys(endpoint.takes_media, picture)
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _path_parameters(one: Listed) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _PART_SCHEMAS.get(kind, {"type": "string", "minLength": 1}),
        }
        for name, kind in one.parts
    ]


def _query_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    """The fields of the query's struct, each with its own schema and whether it must be there."""
    if endpoint.asks is None:
        return []
    _refs, components = msgspec.json.schema_components([endpoint.asks], ref_template=TEMPLATE)
    shape = components[endpoint.asks.__name__]
    required = set(shape.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _inlined(schema, components)}
        for name, schema in shape["properties"].items()
    ]


def _inlined(schema: Any, components: dict[str, Any]) -> Any:
    reference = schema.get("$ref", "")
    return components[reference.rpartition("/")[2]] if reference else schema


def _header_parameters(one: Listed) -> list[dict[str, Any]]:
    if one.endpoint.method != "POST" or not one.endpoint.kept:
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 64 if one.access == "public" else 255}
    return [{"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema}]


def _security(one: Listed) -> list[dict[str, list[str]]]:
    if one.access == "public":
        return []
    return [{"token": [scope]} for scope in one.endpoint.scopes] or [{"token": []}]


def _responses(one: Listed, schemas: Schemas) -> dict[str, Any]:
    endpoint = one.endpoint
    good: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if endpoint.gives is not None:
        good["content"] = {"application/json": {"schema": schemas[endpoint.gives]}}
    responses = {str(endpoint.status): good}
    problem = {PROBLEM_TYPE: {"schema": schemas[Problem]}}
    for status in statuses_of(one):
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": problem}
    return responses


def statuses_of(one: Listed) -> list[int]:
    """The failures an endpoint may answer with."""
    endpoint, found = one.endpoint, set(one.endpoint.problems)
    if one.access != "public":
        found |= {401, 403, 429}
    if one.parts:
        found.add(404)
    if endpoint.takes or endpoint.takes_media or endpoint.asks or endpoint.method == "POST":
        found.add(422)
    return sorted(found)
