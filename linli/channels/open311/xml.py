"""The same values as XML: no namespaces, an element per field, lists inside one of their plural name."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import msgspec

ITEM_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "service_requests": "request",
    "errors": "error",
}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def written(root: str, value: Any) -> bytes:
    """
    >>> written("services", [{"code": "a<b", "metadata": True}]).decode().splitlines()[1]
    '<services><service><code>a&lt;b</code><metadata>true</metadata></service></services>'
    """
    element = _element(root, msgspec.to_builtins(value))
    body: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return body


def _element(name: str, value: Any) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, dict):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, list):
        element.extend(_element(ITEM_OF[name], inner) for inner in value)
    else:
        element.text = _text(value)
    return element


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _FORBIDDEN.sub("", "" if value is None else str(value))
