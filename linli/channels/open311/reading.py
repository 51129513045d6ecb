"""Parameters as they come: a value left empty was not sent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.cases.actions.reports import Report
from linli.cases.models import Category
from linli.cases.rules import Question, read_answers, unknown_codes
from linli.cases.terms import Channel, Kind
from linli.channels.open311 import rules
from linli.channels.open311.queries import Asked
from linli.channels.open311.telling import KIND, PLACE_NAME
from linli.channels.open311.terms import DEEPEST, DONE_OF, MOST, TEXT_MOST
from linli.core.errors import DomainError, RuleBroken
from linli.core.files.models import StoredFile
from linli.places import locator
from linli.places.locator import Spot
from linli.places.queries import found_places

_ATTRIBUTE = re.compile(r"attribute\[([^\]]{1,60})\](?:\[\])?")
_LINK = re.compile(r"https?://\S{1,500}")
_KNOWN = frozenset({KIND, PLACE_NAME})


def asked_of(query: QueryDict, now: datetime) -> Asked:
    """The filters of a list; `service_request_id` goes before all the others."""
    codes = rules.words(query.get("service_request_id", ""))[:MOST]
    statuses = rules.words(query.get("status", ""))
    if not set(statuses) <= set(DONE_OF):
        why = _("status 只有 open 和 closed。")
        raise RuleBroken("status", why, {"status": why})
    start, end = (rules.read_moment(name, query.get(name, "")) for name in ("start_date", "end_date"))
    size = rules.whole("page_size", query.get("page_size", ""), MOST, MOST)
    page = rules.whole("page", query.get("page", ""), 1, max(DEEPEST // size, 1))
    services = rules.words(query.get("service_code", ""))
    filters = ("start_date", "end_date", "service_code", "status")
    trail = (*(query.get(name, "") for name in filters), str(size))
    return Asked(rules.span_of(start, end, now), codes, services, statuses, page, size, trail)


@dataclass(frozen=True, slots=True)
class Posted:
    """The parameters of a POST, each fault named at once."""

    values: QueryDict

    def text(self, name: str) -> str:
        return (self.values.get(name) or "").strip()

    def report(
        self, category: Category, asked: Sequence[Question], photos: Iterable[StoredFile], intake_key: str
    ) -> Report:
        """As every other channel hands it in. Without words the service's name is what is the matter."""
        attributes, answers = self._attributes(asked)
        said = self.text("description")
        if len(said) > TEXT_MOST:
            why = _("description 最多 %(most)d 个字。") % {"most": TEXT_MOST}
            raise RuleBroken("description_long", why, {"description": why})
        name = f"{self.text('last_name')}{self.text('first_name')}"
        return Report(
            text="\n".join(part for part in (said or category.name, self._link()) if part),
            spot=self._spot(),
            place_name=attributes.get(PLACE_NAME) or self.text("address_string"),
            category_code=category.code,
            kind=attributes.get(KIND) or Kind.HELP,
            channel=Channel.API,
            name=name,
            phone=self.text("phone"),
            photos=list(photos),
            intake_key=intake_key or None,
            answers=answers,
        )

    def _attributes(self, asked: Sequence[Question]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        """What every service may be told, and the answers to its own questions; every fault at once."""
        found = self._told()
        own = {code: values[0] for code, values in found.items() if code in _KNOWN}
        given = {code: values for code, values in found.items() if code not in _KNOWN}
        read = read_answers(asked, given)
        faults = dict(read.faults)
        faults |= {code: _("没有这一项，请看 services 里的定义。") for code in unknown_codes(asked, given)}
        if own.get(KIND, Kind.HELP) not in Kind.values:
            faults[KIND] = _("请从定义里列出的值中选。")
        if faults:
            named = {f"attribute[{code}]": why for code, why in faults.items()}
            raise RuleBroken("attributes", next(iter(named.values())), named)
        return own, read.kept

    def _told(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.values:
            values = [value.strip() for value in self.values.getlist(name) if isinstance(value, str)]
            if (match := _ATTRIBUTE.fullmatch(name)) and any(values):
                found.setdefault(match[1], []).extend(filter(None, values))
        return found

    def _spot(self) -> Spot | None:
        """By address id, else by point; else an address in words, on the map when it names one place."""
        try:
            if place := self.text("address_id"):
                return locator.locate_place(rules.whole("address_id", place, 0, 10**8))
            if self.text("lat") and self.text("long"):
                return locator.locate_point(self._degrees("long", 180), self._degrees("lat", 90))
        except RuleBroken:
            raise
        except DomainError as fault:
            raise RuleBroken(fault.code, fault.sentence, {"address_id": fault.sentence}) from None
        if not self.text("address_string"):
            why = _("请给出 lat 和 long，或 address_string，或 address_id。")
            raise RuleBroken("location_needed", why, {"address_string": why})
        named = found_places(self.text("address_string")[:120], most=2)
        return locator.locate_place(named[0].pk) if len(named) == 1 else None

    def _degrees(self, name: str, most: float) -> float:
        try:
            value = float(self.text(name))
            if not -most <= value <= most:
                raise ValueError(name)
        except ValueError:
            why = _("%(name)s 要是 WGS-84 的度数。") % {"name": name}
            raise RuleBroken("degrees", why, {name: why}) from None
        return value

    def _link(self) -> str:
        """A picture elsewhere is named and never fetched: an address from outside is no place to go."""
        link = self.text("media_url")
        if link and not _LINK.fullmatch(link):
            why = _("media_url 要是 http 或 https 的网址。")
            raise RuleBroken("media_url", why, {"media_url": why})
        return link
