"""Tables of channels, a file per part."""

from linli.channels.models.alerts import AreaEvent, Watch, WatchPlace
from linli.channels.models.hotline import (
    HotlineBatch,
    HotlineExport,
    HotlineLine,
    HotlineOrder,
    HotlineReply,
    HotlineSender,
)
from linli.channels.models.public import PublicBoard, PublicDay
from linli.channels.models.spotters import Hazard, HazardCheck, HazardRule, SpotterLink

__all__ = [
    "AreaEvent",
    "Hazard",
    "HazardCheck",
    "HazardRule",
    "HotlineBatch",
    "HotlineExport",
    "HotlineLine",
    "HotlineOrder",
    "HotlineReply",
    "HotlineSender",
    "PublicBoard",
    "PublicDay",
    "SpotterLink",
    "Watch",
    "WatchPlace",
]
