"""Tables of channels, a file per part."""

from linli.channels.models.alerts import AreaEvent, Watch, WatchPlace
from linli.channels.models.hooks import DigestWish, Hook
from linli.channels.models.hotline import (
    HotlineAsk,
    HotlineBatch,
    HotlineExport,
    HotlineLine,
    HotlineOrder,
    HotlineReply,
    HotlineSender,
)
from linli.channels.models.mail import IncomingLetter, MailCaller, MailThread
from linli.channels.models.public import PublicBoard, PublicDay
from linli.channels.models.spotters import Hazard, HazardCheck, HazardRule, SpotterLink

__all__ = [
    "AreaEvent",
    "DigestWish",
    "Hazard",
    "HazardCheck",
    "HazardRule",
    "Hook",
    "HotlineAsk",
    "HotlineBatch",
    "HotlineExport",
    "HotlineLine",
    "HotlineOrder",
    "HotlineReply",
    "HotlineSender",
    "IncomingLetter",
    "MailCaller",
    "MailThread",
    "PublicBoard",
    "PublicDay",
    "SpotterLink",
    "Watch",
    "WatchPlace",
]
