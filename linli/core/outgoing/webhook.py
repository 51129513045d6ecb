"""A web-hook: JSON, signed; the receiver tells repeats by its id. Headers as in docs/sources/webhooks.md."""

import base64
from typing import Any

import msgspec
from django.conf import settings

from linli.core.outgoing import rules
from linli.core.outgoing.adapters import Edge, Receipt
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.posting import post


class Webhook:
    repeats = True  # the same `webhook-id` each time

    def trouble(self) -> str:
        return ""

    def deliver(self, message: OutgoingMessage, edge: Edge) -> Receipt:
        body = payload_of(message)
        at = int(edge.now.timestamp())
        secret = rules.webhook_secret(settings.WEBHOOK_SECRET, message.to)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Linli",
            "webhook-id": message.key,
            "webhook-timestamp": str(at),
            "webhook-signature": rules.signature(secret, message.key, at, body),
        }
        reply = post(message.to, body, headers, edge, only=settings.WEBHOOK_NETWORKS)
        outcome = rules.outcome_of(reply.status, repeats=self.repeats)
        return Receipt(outcome, f"HTTP {reply.status}")


def payload_of(message: OutgoingMessage) -> bytes:
    """The same bytes at each attempt: `data` as it was given, or the words."""
    content: dict[str, Any] = {
        "id": message.key,
        "type": message.kind,
        "timestamp": message.created_at,
        "about": {"kind": message.about_kind, "id": message.about_id},
        "subject": message.subject,
        "text": message.body,
    }
    return msgspec.json.encode(content | ({"data": message.data} if message.data is not None else {}))


def secret_for(to: str) -> str:
    """What the receiver at this address checks our signature with."""
    return "whsec_" + base64.b64encode(rules.webhook_secret(settings.WEBHOOK_SECRET, to)).decode()
