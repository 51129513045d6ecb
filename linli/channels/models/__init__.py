"""Tables of channels, a file per part."""

from linli.channels.models.hotline import (
    HotlineBatch,
    HotlineExport,
    HotlineLine,
    HotlineOrder,
    HotlineReply,
    HotlineSender,
)

__all__ = [
    "HotlineBatch",
    "HotlineExport",
    "HotlineLine",
    "HotlineOrder",
    "HotlineReply",
    "HotlineSender",
]
