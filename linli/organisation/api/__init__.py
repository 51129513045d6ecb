"""Machines at the door: a token instead of a session."""

from linli.organisation.api.doors import token_door

__all__ = ["token_door"]
