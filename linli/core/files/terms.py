"""The sizes a photograph is kept in, and what may be sent."""

from enum import StrEnum


class Size(StrEnum):
    FULL = "full"
    VIEW = "view"
    THUMB = "thumb"


# The longest side in pixels.
LONGEST_SIDE_PX = {Size.FULL: 2048, Size.VIEW: 1280, Size.THUMB: 320}
QUALITY = {Size.FULL: 85, Size.VIEW: 80, Size.THUMB: 75}

# What phones make. Decided by the content, never by the name or by what the browser says.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# More is no phone's picture and would fill the memory. A JPEG is read at a smaller scale to begin with.
MOST_PIXELS = 50_000_000
MOST_PIXELS_JPEG = 110_000_000
LONGEST_PX = 30_000
DECODED_AT_ONCE = 2  # in one process: each may take 200 MB for a moment

STORED_TYPE = "image/jpeg"
KEY_BYTES = 16
