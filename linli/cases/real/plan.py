"""What is told about a real district: the file beside this one, and the published tables it speaks of."""

import csv
import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.core.sheets.reading import read_rows

HERE = Path(__file__).resolve().parent
MAPPINGS = HERE.parent / "mappings"


class UnitGuess(msgspec.Struct, frozen=True):
    has: list[str]
    kind: str
    trade: str = ""


class TypeGuess(msgspec.Struct, frozen=True, omit_defaults=True):
    """Exactly one of `trade` and `unit_kind`."""

    trade: str = ""
    unit_kind: str = ""
    importance: int = 2
    urgency: int = 2


class WayIn(msgspec.Struct, frozen=True):
    sign_in: str
    name: str
    role: str
    place: str = ""
    unit: str = ""


class DistrictPlan(msgspec.Struct, frozen=True):
    folder: str  # below `data` of the shared folder
    orders: str
    code: str
    name: str
    pack: dict[str, str]
    units: list[UnitGuess]
    types: dict[str, TypeGuess]
    staff: list[WayIn]
    points: dict[str, tuple[float, float]] = {}

    def table(self, name: str) -> list[dict[str, str]]:
        """A published table, its cells as people read them."""
        rows = read_rows(self.place_of(name))
        return [{key: html.unescape(cell) for key, cell in row.values.items()} for row in rows]

    def place_of(self, name: str) -> Path:
        path = shared_folder() / "data" / self.folder / name
        if not path.is_file():
            raise RuleBroken(
                "no_real_data",
                _("没有找到 %(path)s。请把环境变量 LINLI_SHARED 指到放有这批数据的文件夹。") % {"path": path},
            )
        return path

    @property
    def mapping(self) -> Path:
        return MAPPINGS / f"{self.orders}.toml"


def shared_folder() -> Path:
    """Where data sets lie that are not part of the product."""
    return Path(settings.SHARED)


def district_plan() -> DistrictPlan:
    """The one district whose plan lies here."""
    (path,) = HERE.glob("*.toml")
    return msgspec.toml.decode(path.read_bytes(), type=DistrictPlan)


def write_table(path: Path, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def told(row: Mapping[str, str], name: str) -> str:
    """The cell, or nothing where the table says that it has none."""
    cell = row.get(name, "")
    return "" if cell in {"-", "0"} else cell
