"""What somebody sent becomes clean JPEGs: real content, upright, without place, time or camera."""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import BinaryIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.core.errors import RuleBroken
from linli.core.files.terms import (
    DECODED_AT_ONCE,
    FORMATS,
    LONGEST_PX,
    LONGEST_SIDE_PX,
    MOST_PIXELS,
    MOST_PIXELS_JPEG,
    QUALITY,
    Size,
)

pillow_heif.register_heif_opener(thumbnails=False)
_decoding = BoundedSemaphore(DECODED_AT_ONCE)
# What decoders raise on bytes that begin well and go on badly.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Pictures:
    """The sizes as JPEG bytes; width and height are those of the full size."""

    jpegs: dict[Size, bytes]
    width: int
    height: int


def cleaned(upload: BinaryIO) -> Pictures:
    """All sizes of the upload, or a sentence that says why it is no picture we can use."""
    with _decoding:
        shown = _decoded(upload)
    width, height = shown.size
    jpegs = {}
    for size in Size:  # largest first, each from the one before
        shown = _fitted(shown, LONGEST_SIDE_PX[size])
        jpegs[size] = _jpeg(shown, QUALITY[size])
    return Pictures(jpegs, width, height)


def _decoded(upload: BinaryIO) -> Image.Image:
    """Upright, in plain colours, at most as large as the full size."""
    try:
        picture = _opened(upload)
        _check_pixels(picture)
        picture.draft("RGB", (LONGEST_SIDE_PX[Size.FULL],) * 2)
        return ImageOps.exif_transpose(_flat(_fitted(picture, LONGEST_SIDE_PX[Size.FULL])))
    except BROKEN:
        raise RuleBroken("photo_broken", _("这张照片没有传完整或已经损坏，请重新选择或重拍一张。")) from None


def _opened(upload: BinaryIO) -> Image.Image:
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit follows
            return Image.open(upload, formats=FORMATS)
    except UnidentifiedImageError:
        raise RuleBroken(
            "photo_not_a_picture", _("这个文件不是照片。请上传手机拍摄的照片（JPG、PNG、WebP 或 HEIC）。")
        ) from None
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None


def _check_pixels(picture: Image.Image) -> None:
    most = MOST_PIXELS_JPEG if picture.format in {"JPEG", "MPO"} else MOST_PIXELS
    if picture.width * picture.height > most or max(picture.size) > LONGEST_PX:
        raise _too_many_pixels()


def _too_many_pixels() -> RuleBroken:
    return RuleBroken("photo_too_large", _("这张照片的像素太大，请用相机的普通画质重拍，或截图后再传。"))


def _flat(picture: Image.Image) -> Image.Image:
    """Plain colours; what was transparent becomes white. EXIF stays until the picture stands upright."""
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return picture.convert("RGB")
    inked = picture.convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", inked.size, "white"), inked).convert("RGB")
    flat.info = picture.info
    return flat


def _fitted(picture: Image.Image, longest_px: int) -> Image.Image:
    """Smaller if it must be, never larger, never flattened to nothing."""
    share = longest_px / max(picture.size)
    if share >= 1:
        picture.load()
        return picture
    if picture.mode in {"P", "1"}:  # colours by number cannot be mixed
        picture = picture.convert("RGBA")
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """Pixels and nothing else: a comment in `info` would be written along."""
    picture.info = {}
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
