"""What GeoReport v2 demands of each answer, written down once more and apart from the code that gives it.

Facts of the specification (wiki.open311.org/GeoReport_v2) and of its published JSON schemas
(github.com/open311/schema-validation, schema/georeport-v2, read on 2026-11-22): names, which of them are
needed, which are texts, numbers, moments or addresses of pages, and what may be null.
"""

from typing import Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime

ROOTS = {  # of the list, and of one of it
    "discovery": ("discovery", "discovery"),
    "services": ("services", "service_definition"),
    "requests": ("service_requests", "service_requests"),
    "tokens": ("service_requests", "service_requests"),
}
SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
ATTRIBUTE = {"variable", "code", "datatype", "required", "datatype_description", "order", "description"}
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
REQUEST = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
NEEDED = {"service_request_id", "status", "service_code", "requested_datetime"}
FORMED = {"expected_datetime", "media_url"}  # null when there is none: an empty text has not their form


def texts(one: dict[str, Any], *names: str) -> None:
    assert all(isinstance(one[name], str) for name in names), one


def discovery(found: dict[str, Any]) -> None:
    texts(found, "changeset", "contact", "key_service")
    moment(found["changeset"])
    assert found["contact"] and found["key_service"] and found["endpoints"]
    for endpoint in found["endpoints"]:
        texts(endpoint, "specification", "url", "changeset", "type")
        assert endpoint["type"] in {"production", "test"} and not endpoint["url"].endswith("/")
        assert set(endpoint["formats"]) == {"text/xml", "application/json"}


def services(found: list[dict[str, Any]]) -> None:
    assert isinstance(found, list) and found
    for one in found:
        assert set(one) == SERVICE and one["service_code"]
        texts(one, *(SERVICE - {"metadata"}))
        assert isinstance(one["metadata"], bool) and one["type"] in {"realtime", "batch", "blackbox"}


def definition(found: dict[str, Any]) -> None:
    assert isinstance(found, dict) and found["service_code"] and found["attributes"]
    for number, one in enumerate(found["attributes"], start=1):
        assert set(one) >= ATTRIBUTE and one["datatype"] in DATATYPES and one["order"] == number
        assert isinstance(one["required"], bool) and isinstance(one["variable"], bool)
        for value in one["values"]:
            texts(value, "key", "name")
        assert bool(one["values"]) == one["datatype"].endswith("list")


def requests(found: list[dict[str, Any]]) -> None:
    assert isinstance(found, list)
    for one in found:
        assert set(one) == REQUEST
        texts(one, *(REQUEST - {"lat", "long", *FORMED}))
        assert all(one[name] for name in NEEDED), one
        assert one["media_url"] is None or urlsplit(one["media_url"]).scheme in {"http", "https"}
        assert one["status"] in {"open", "closed"} and len(one["description"]) <= 4000
        assert isinstance(one["lat"], float) and isinstance(one["long"], float) and one["service_name"]
        moment(one["requested_datetime"])
        moment(one["updated_datetime"])
        if one["expected_datetime"] is not None:
            moment(one["expected_datetime"])


def tokens(found: list[dict[str, Any]]) -> None:
    [one] = found
    assert set(one) == {"service_request_id", "token"}
    texts(one, "service_request_id", "token")


def errors(found: list[dict[str, Any]]) -> None:
    assert isinstance(found, list) and found
    for one in found:
        assert set(one) == {"code", "description"} and isinstance(one["code"], int) and one["description"]


def moment(text: str) -> None:
    found = parse_datetime(text)
    assert found is not None and found.tzinfo is not None and found.microsecond == 0, text
