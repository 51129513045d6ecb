"""Messages that leave the house, behind one interface, with a log (ADR 0012)."""

from linli.core.outgoing.actions import Draft, send, send_many
from linli.core.outgoing.terms import Channel

__all__ = ["Channel", "Draft", "send", "send_many"]
