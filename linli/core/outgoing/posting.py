"""POST to an address we did not choose: no redirects, no detours into our own network."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from linli.core.outgoing.adapters import Edge
from linli.core.outgoing.rules import Network, reachable
from linli.core.outgoing.terms import REPLY_MAX, TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    text: str


class NotThere(ValueError):
    """The address leads where we do not go."""


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    edge: Edge,
    *,
    only: Sequence[Network] | None,
) -> Reply:
    """Connect, cross the edge, say it, hear the answer.

    only: None for an address of the operator's own settings; else the networks beside the public ones
    that may be reached. The name is looked up once, and what was checked is what is connected to.
    """
    parts = _parts(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    ip = _looked_up(parts, port, only)
    connection = http.client.HTTPConnection(parts.hostname or "", port, timeout=TIMEOUT_S)
    try:
        connection.sock = socket.create_connection((ip, port), timeout=TIMEOUT_S)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)
        edge.cross()
        path = parts.path or "/"
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body, dict(headers))
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(REPLY_MAX).decode(errors="replace"))
    finally:
        connection.close()


def _parts(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise NotThere(_("地址要以 https:// 开头，并且不带用户名"))
    return parts


def _looked_up(parts: SplitResult, port: int, only: Sequence[Network] | None) -> str:
    host = parts.hostname or ""
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if only is None:
        return found[0]
    ips = [ipaddress.ip_address(ip.partition("%")[0]) for ip in found]
    if not all(reachable(ip, only) for ip in ips):
        raise NotThere(_("地址在内部网络里，而这个网络没有列入 LINLI_WEBHOOK_NETWORKS"))
    inside = any(ip in network for ip in ips for network in only if ip.version == network.version)
    if parts.scheme == "http" and not inside:
        raise NotThere(_("公网地址要用 https"))
    return found[0]
