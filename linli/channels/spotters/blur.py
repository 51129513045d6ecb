"""Faces and number plates are made unreadable before a picture is stored, or the picture is refused.

Found by OpenCV's own cascades and, for plates, by their colours and shape. They miss faces that are turned
away, covered, small or dark, and white plates seen askew: whoever looks at a picture can still hide it, and
nobody outside the work on the matter sees one. What is found wrongly is blurred too: that harms nobody.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken

type Box = tuple[int, int, int, int]  # left, top, width, height in pixels

MARGIN = 0.35  # of the box, on every side: hair, ears, frame
TILES = 4  # a found box keeps so many colours across
LOOK_AT_PX = 1280  # longest side that is searched
LEAST_FACE_PX = 24
QUALITY = 88
CASCADES = (  # name, mirrored too, neighbours needed: few, because too much blur harms nobody
    ("haarcascade_frontalface_default.xml", False, 4),
    ("haarcascade_frontalface_alt2.xml", False, 2),
    ("haarcascade_profileface.xml", True, 3),
    ("haarcascade_russian_plate_number.xml", False, 2),
)
# Blue, green and yellow plates in HSV as OpenCV counts it (hue 0-180).
PLATES = (((98, 90, 50), (132, 255, 255)), ((35, 60, 90), (90, 255, 255)), ((18, 110, 90), (34, 255, 255)))
PLATE_SHAPE = (2.0, 4.6)  # width by height: 440 x 140 mm and 480 x 140 mm, seen askew
PLATE_FULL = 0.55  # of its box: a plate is a filled rectangle, leaves are not
PLATE_EDGES = 0.08  # of its pixels: signs stand on it


def is_possible() -> bool:
    """Is the library there? It comes with the extra `blur` and is some 150 MB."""
    return find_spec("cv2") is not None


@cache
def _cv2() -> Any:
    """Read when the first picture comes: it costs every process 40 MB and half a second."""
    return import_module("cv2")


@cache
def _cascades() -> Sequence[tuple[Any, bool, int]]:
    cv2 = _cv2()
    return [
        (cv2.CascadeClassifier(cv2.data.haarcascades + name), mirrored, neighbours)
        for name, mirrored, neighbours in CASCADES
    ]


def blurred(jpeg: bytes) -> bytes:
    """The same picture, every found face and plate as a few flat tiles. Refused where that cannot be."""
    if not is_possible():
        why = _("这里还不能自动遮挡人脸和车牌，所以不收照片。请去掉照片再发送，没有照片也照样办。")
        raise _refused("picture_unblurred", why)
    cv2 = _cv2()
    pixels = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise _refused("photo_broken", _("这张照片没有传完整或已经损坏，请重新选择，或不附照片。"))
    for box in found(pixels):
        _hide(pixels, box)
    _done, written = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(written.tobytes())


def _refused(code: str, sentence: str) -> RuleBroken:
    return RuleBroken(code, sentence, {"pictures": sentence})


def found(pixels: Any) -> list[Box]:
    """Boxes of what looks like a face or a plate, in pixels of the picture."""
    cv2 = _cv2()
    share = min(1.0, LOOK_AT_PX / max(pixels.shape[:2]))
    small = (
        cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else pixels
    )
    grey = cv2.equalizeHist(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
    boxes = [*_by_cascade(grey), *_coloured_plates(small)]
    return [tuple(round(edge / share) for edge in box) for box in boxes]


def _by_cascade(grey: Any) -> Iterator[Box]:
    width = grey.shape[1]
    for cascade, mirrored, neighbours in _cascades():
        size = {"minSize": (LEAST_FACE_PX, LEAST_FACE_PX // 3)}
        for x, y, w, h in cascade.detectMultiScale(grey, 1.1, neighbours, **size):
            yield int(x), int(y), int(w), int(h)
        if mirrored:
            for x, y, w, h in cascade.detectMultiScale(np.ascontiguousarray(grey[:, ::-1]), 1.1, neighbours):
                yield int(width - x - w), int(y), int(w), int(h)


def _coloured_plates(pixels: Any) -> Iterator[Box]:
    cv2 = _cv2()
    hsv, edges = cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV), cv2.Canny(pixels, 80, 200)
    for low, high in PLATES:
        mask = cv2.inRange(hsv, np.array(low), np.array(high))
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 9), dtype=np.uint8))
        outlines, _tree = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            x, y, w, h = cv2.boundingRect(outline)
            if _is_plate(w, h, cv2.contourArea(outline), edges[y : y + h, x : x + w]):
                yield x, y, w, h


def _is_plate(width: int, height: int, area: float, edges: Any) -> bool:
    if width < LEAST_FACE_PX or height < 8 or not PLATE_SHAPE[0] <= width / height <= PLATE_SHAPE[1]:
        return False
    return area / (width * height) >= PLATE_FULL and float((edges > 0).mean()) >= PLATE_EDGES


def _hide(pixels: Any, box: Box) -> None:
    """Average colours of a few tiles: nothing can be computed back out of them."""
    cv2 = _cv2()
    left, top, width, height = box
    high, wide = pixels.shape[:2]
    x0, x1 = max(0, round(left - width * MARGIN)), min(wide, round(left + width * (1 + MARGIN)))
    y0, y1 = max(0, round(top - height * MARGIN)), min(high, round(top + height * (1 + MARGIN)))
    part = pixels[y0:y1, x0:x1]
    if part.size:
        tiles = cv2.resize(part, (TILES, TILES), interpolation=cv2.INTER_AREA)
        pixels[y0:y1, x0:x1] = cv2.resize(tiles, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST)
