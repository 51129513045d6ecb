"""Published tables, rewritten as the files our imports take."""

import re
from collections.abc import Iterator
from pathlib import Path

from linli.cases.real.plan import DistrictPlan, told, write_table

SUBDISTRICT_DIGITS = 9


def write_divisions(plan: DistrictPlan, path: Path) -> Path:
    """District, subdistricts and communities with their codes and centre points."""
    rows: list[tuple[str, str, str, str]] = [(plan.code, plan.name, "", "")]
    communities = [row for row in plan.table("communities.csv") if told(row, "stat_code_12")]
    streets = {row["stat_code_12"][:SUBDISTRICT_DIGITS]: row["STREET_NAME"] for row in communities}
    rows += [(code, name, "", "") for code, name in sorted(streets.items())]
    for row in communities:
        lon, lat = plan.points.get(row["stat_code_12"], (row["lng"], row["lat"]))
        rows.append((row["stat_code_12"], row["COMMUNITY_NAME"], str(lon), str(lat)))
    return write_table(path, ("code", "name", "lon", "lat"), rows)


def write_units(plan: DistrictPlan, path: Path) -> Path:
    """One unit for each number, however many names it goes by."""
    names: dict[str, list[str]] = {}
    for row in plan.table("dispose_units.csv"):
        if told(row, "DISPOSE_UNIT_ID"):
            names.setdefault(row["DISPOSE_UNIT_ID"], []).append(row["DISPOSE_UNIT_NAME"])
    area = _Areas(plan)
    rows = [(code, *area.unit(own)) for code, own in sorted(names.items())]
    return write_table(path, ("单位代码", "单位名称", "类别", "行业代码", "所在地代码"), rows)


class _Areas:
    """Finds the place a unit serves in its name: 沙田社区, 土地整备中心（碧岭办）."""

    def __init__(self, plan: DistrictPlan) -> None:
        rows = [row for row in plan.table("communities.csv") if told(row, "stat_code_12")]
        self._plan = plan
        self._communities = {row["COMMUNITY_NAME"]: row["stat_code_12"] for row in rows}
        self._streets = {
            row["STREET_NAME"].removesuffix("街道"): row["stat_code_12"][:SUBDISTRICT_DIGITS] for row in rows
        }
        self._named = re.compile(rf"(?:^|（)({'|'.join(self._streets)})(?:街道|办事处|办|辖区|）)")

    def unit(self, names: list[str]) -> tuple[str, str, str, str]:
        """The shortest name that says where it belongs, kind, trade, code of the place."""
        whole = max(names, key=len)
        guess = next(one for one in self._plan.units if any(part in whole for part in one.has))
        place = self._place(whole)
        name = min((one for one in names if self._place(one) == place), key=len)
        return name, guess.kind, guess.trade, place

    def _place(self, name: str) -> str:
        return next(self._named_in(name), self._plan.code)

    def _named_in(self, name: str) -> Iterator[str]:
        yield from (code for community, code in self._communities.items() if name.startswith(community))
        if found := self._named.search(name):
            yield self._streets[found[1]]


def write_staff(plan: DistrictPlan, path: Path) -> Path:
    rows = [
        (way.name, f"R{number:03d}", way.role, way.place, way.unit, way.sign_in)
        for number, way in enumerate(plan.staff, start=1)
    ]
    return write_table(path, ("姓名", "工号", "岗位", "所在地代码", "单位代码", "登录名"), rows)
