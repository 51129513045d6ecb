"""What happens a moment later, and by the clock; a file per part. Thin: every task calls an action."""

from linli.channels.tasks import alerts, digests, hooks, hotline, mail, public, spotters

__all__ = ["alerts", "digests", "hooks", "hotline", "mail", "public", "spotters"]
