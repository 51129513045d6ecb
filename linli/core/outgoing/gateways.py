"""Short messages and WeChat through the district's gateway, and robots of WeCom groups: one POST each."""

from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from linli.core.outgoing import rules
from linli.core.outgoing.adapters import Edge, Receipt
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.posting import post
from linli.core.outgoing.terms import Outcome

JSON = {"Content-Type": "application/json; charset=utf-8"}
WECOM_BUSY = frozenset({-1, 45009, 45033})  # the robot's own words for: not now
WECOM_TEXT_MAX = 2000  # bytes; the robot takes 2048


class Gateway:
    """Any HTTP gateway that takes JSON: its address, body and the sign of success are settings."""

    def __init__(self, channel: str) -> None:
        self.channel = channel

    @property
    def _set(self) -> dict[str, Any]:
        found: dict[str, Any] = settings.GATEWAYS[self.channel]
        return found

    @property
    def repeats(self) -> bool:
        """A gateway that is given our key can tell repeats, if its operator says that it does."""
        return bool(self._set["tells_repeats"])

    def trouble(self) -> str:
        if self._set["url"]:
            return ""
        return _("没有设置网关（%(name)s）") % {"name": f"LINLI_{self.channel.upper()}_URL"}

    def deliver(self, message: OutgoingMessage, edge: Edge) -> Receipt:
        words = {"to": message.to, "subject": message.subject, "text": message.body, "key": message.key}
        body = msgspec.json.encode(rules.filled(self._set["body"], words))
        headers = dict(JSON)
        if self._set["token"]:
            headers["Authorization"] = f"Bearer {self._set['token']}"
        reply = post(self._set["url"], body, headers, edge, only=None)
        outcome = rules.outcome_of(reply.status, repeats=self.repeats)
        if outcome is Outcome.TAKEN and not _says(reply.text, self._set["success"]):
            return Receipt(Outcome.REFUSED, reply.text)
        return Receipt(outcome, "" if outcome is Outcome.TAKEN else f"HTTP {reply.status} {reply.text}")


def _says(text: str, success: str) -> bool:
    """Does the answer carry the sign of success, "code=0"? Without a sign the status decides."""
    name, equals, wanted = success.partition("=")
    return not equals or str(_fields(text).get(name)) == wanted


def _fields(text: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return {}
    return found if isinstance(found, dict) else {}


class Wecom:
    """The robot of a WeCom group; `to` is the robot's key."""

    repeats = False

    def trouble(self) -> str:
        return "" if settings.WECOM_URL else _("没有设置企业微信群机器人的地址（LINLI_WECOM_URL）")

    def deliver(self, message: OutgoingMessage, edge: Edge) -> Receipt:
        text = "\n".join(part for part in (message.subject, message.body) if part)
        fitting = text.encode()[:WECOM_TEXT_MAX].decode(errors="ignore")
        body = msgspec.json.encode({"msgtype": "text", "text": {"content": fitting}})
        reply = post(f"{settings.WECOM_URL}?key={message.to}", body, JSON, edge, only=None)
        outcome = rules.outcome_of(reply.status, repeats=self.repeats)
        if outcome is not Outcome.TAKEN:
            return Receipt(outcome, f"HTTP {reply.status}")
        said = _fields(reply.text)
        if said.get("errcode") == 0:
            return Receipt(Outcome.TAKEN)
        busy = said.get("errcode") in WECOM_BUSY
        return Receipt(Outcome.LATER if busy else Outcome.REFUSED, reply.text)
