"""What GeoReport v2 answers with: ids are texts, `metadata` is a yes or no, no field is ever missing."""

import msgspec


class Endpoint(msgspec.Struct):
    specification: str
    url: str
    changeset: str
    type: str
    formats: list[str]


class Discovery(msgspec.Struct):
    changeset: str
    contact: str
    key_service: str
    endpoints: list[Endpoint]


class Service(msgspec.Struct):
    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: str
    keywords: str
    group: str


class Value(msgspec.Struct):
    key: str
    name: str


class Attribute(msgspec.Struct):
    variable: bool
    code: str
    datatype: str
    required: bool
    datatype_description: str
    order: int
    description: str
    values: list[Value] = []


class ServiceDefinition(msgspec.Struct):
    service_code: str
    attributes: list[Attribute]


class ServiceRequest(msgspec.Struct):
    service_request_id: str
    status: str
    status_notes: str
    service_name: str
    service_code: str
    description: str
    agency_responsible: str
    service_notice: str
    requested_datetime: str
    updated_datetime: str
    expected_datetime: str | None  # null when there is none, in XML empty: "" has not its form
    address: str
    address_id: str
    zipcode: str
    lat: float
    long: float
    media_url: str | None


class Receipt(msgspec.Struct):
    """What a POST gives: the id at once, never a token."""

    service_request_id: str
    service_notice: str
    account_id: str


class TokenAnswer(msgspec.Struct):
    service_request_id: str
    token: str


class Fault(msgspec.Struct):
    code: int
    description: str
