"""The addresses of GeoReport v2: one door, a table of what lies behind it, answers as XML or JSON."""

import hashlib
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from linli.cases.actions.intake import receive
from linli.cases.queries import follow
from linli.channels.open311 import queries, rules, shapes, telling, xml
from linli.channels.open311.reading import Posted, asked_of
from linli.channels.open311.terms import FORMATS, SPAN
from linli.core import errors
from linli.core.actors import Actor
from linli.core.api.answers import headers_of, sent
from linli.core.files.actions import store_photo
from linli.core.files.models import StoredFile
from linli.core.pages import public_page
from linli.methods.queries import active_pack
from linli.organisation.api.doors import enter, need_scope
from linli.organisation.queries import Machine
from linli.organisation.terms import Scope

log = logging.getLogger(__name__)
UNSENT_FOR = timedelta(days=1)
_RECEIPT_KEY = re.compile(r"[\w-]{20,32}")
_to_json = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: who asks (nobody in particular without a key), where, in which format."""

    request: HttpRequest
    path: Mapping[str, str]
    form: str
    now: datetime

    def machine(self, scope: str) -> Machine | None:
        """Who shows a key; None when none is shown. A key that is wrong is never overlooked."""
        key = self._key()
        if not key:
            return None
        machine = enter(key, self.now)
        need_scope(machine, scope)
        return machine

    def _key(self) -> str:
        kind, _blank, token = self.request.headers.get("Authorization", "").partition(" ")
        shown = token if kind.lower() == "bearer" else ""
        return self.request.POST.get("api_key") or self.request.GET.get("api_key") or shown.strip()


def discovery(ask: Ask) -> tuple[str, Any]:
    pack = active_pack()
    if pack is None:
        raise errors.Unavailable("no_pack", _("还没有启用方法包，请管理员先载入并启用一个。"))
    return "discovery", telling.discovery(pack, ask.request.build_absolute_uri("/").rstrip("/"))


def services(ask: Ask) -> tuple[str, Any]:
    return "services", [telling.service(one) for one in queries.services()]


def service(ask: Ask) -> tuple[str, Any]:
    category = queries.service(ask.path["code"])
    return "service_definition", telling.definition(category, queries.questions_of(category))


def requests(ask: Ask) -> tuple[str, Any]:
    """With a key: what its post may see. Without: counts of at least ten, in the form of requests."""
    machine = ask.machine(Scope.CASES_READ)
    asked = asked_of(ask.request.GET, ask.now)
    if machine is not None:
        return "service_requests", [
            telling.request(case) for case in queries.requests_of(machine.actor, asked)
        ]
    if asked.codes:
        return "service_requests", [row for code in asked.codes for row in _public_one(code, ask.now)]
    rows = (
        row
        for cell in queries.public_cells(asked.span)
        if (not asked.services or cell.category.code in asked.services)
        and (not asked.statuses or cell.status in asked.statuses)
        for row in telling.counted(cell)
    )
    return "service_requests", [
        row for number, row in enumerate(rows) if asked.rows.start <= number < asked.rows.stop
    ]


def request(ask: Ask) -> tuple[str, Any]:
    machine = ask.machine(Scope.CASES_READ)
    code = ask.path["code"]
    if machine is not None:
        return "service_requests", [telling.request(queries.request_of(machine.actor, code))]
    found = _public_one(code, ask.now)
    if not found:
        raise errors.NotFound("request_unknown", _("没有找到这个编号。查看具体的一件要有 api_key。"))
    return "service_requests", found


def _public_one(code: str, now: datetime) -> list[shapes.ServiceRequest]:
    """One row of the counts, by the id the list gave it."""
    stem, _dash, number = code.rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return []
    cells = queries.public_cells(rules.Span(now - SPAN, now))
    found = (cell for cell in cells if cell.stem == stem and 1 <= int(number) <= cell.count)
    return [telling.counted_one(cell, int(number)) for cell in found]


def token(ask: Ask) -> tuple[str, Any]:
    """The key of a receipt is a token that has its id from the beginning."""
    key = ask.path["token"]
    if not _RECEIPT_KEY.fullmatch(key):
        raise errors.NotFound("token_unknown", _("没有找到这个编号。"))
    case = follow.case_by_key(key, ask.now)
    return "service_requests", [shapes.TokenAnswer(case.code, key)]


def file_request(ask: Ask) -> tuple[str, Any]:
    """A matter like any other; whoever repeats it gets the receipt of the first time."""
    machine = ask.machine(Scope.CASES_FILE)
    if machine is None:
        raise errors.NotSignedIn("api_key_missing", _("提交要有 api_key，请向平台管理员申请。"))
    posted = Posted(ask.request.POST)
    code = posted.text("service_code")
    if not code:
        why = _("请给出 service_code，先看 services。")
        raise errors.RuleBroken("service_code_needed", why, {"service_code": why})
    category = queries.service(code)
    key = _repeat_key(ask, machine, posted)
    report = posted.report(category, queries.questions_of(category), _pictures(ask, machine.actor), key)
    receipt = receive(machine.actor, report, now=ask.now)
    notice = _("查进度：%(url)s") % {"url": ask.request.build_absolute_uri(follow.path_of(receipt.key))}
    if posted.text("email"):
        notice += _("。邮箱没有保存，请用这个链接，或留下电话。")
    filed = shapes.Receipt(receipt.code, notice, posted.text("account_id")[:60])
    return "service_requests", [filed]


def _pictures(ask: Ask, actor: Actor) -> list[StoredFile]:
    """Those sent with the request, as a usual extension has it."""
    keep_until = ask.now + UNSENT_FOR
    return [
        store_photo(actor, upload, purpose="case", now=ask.now, retention_until=keep_until)
        for upload in ask.request.FILES.getlist("media")[:6]
    ]


def _repeat_key(ask: Ask, machine: Machine, posted: Posted) -> str:
    """The sender's own key, else one of device, words and day: phones send again what they sent."""
    key = ask.request.headers.get("Idempotency-Key", "")
    if not key and posted.text("device_id"):
        words = sorted((name, value) for name, value in posted.values.items() if name != "api_key")
        key = repr((words, timezone.localdate(ask.now).isoformat()))
    mine = f"open311:{machine.integration_id}:{key}"
    return hashlib.sha256(mine.encode()).hexdigest() if key else ""


type Way = Callable[[Ask], tuple[str, Any]]

WAYS: tuple[tuple[re.Pattern[str], Mapping[str, Way]], ...] = tuple(
    (re.compile(pattern), ways)
    for pattern, ways in (
        (r"(?:v2/)?discovery", {"GET": discovery}),
        (r"v2/services", {"GET": services}),
        (r"v2/services/(?P<code>[^/]{1,60})", {"GET": service}),
        (r"v2/requests", {"GET": requests, "POST": file_request}),
        (r"v2/requests/(?P<code>[^/]{1,120})", {"GET": request}),
        (r"v2/tokens/(?P<token>[^/]{1,60})", {"GET": token}),
    )
)


@public_page
@csrf_exempt  # no cookie counts here
def answer(http: HttpRequest, asked: str) -> HttpResponse:
    """Whatever is asked under /open311/: failures, too, come in the format that was asked for."""
    path, form = rules.format_of(asked.rstrip("/"), http.headers.get("Accept", ""))
    try:
        return _found(http, path, form)
    except errors.DomainError as fault:
        log.info("%s /open311/%s: %s", http.method, path, fault)
        return _refused(form, fault)


def _found(http: HttpRequest, path: str, form: str) -> HttpResponse:
    for pattern, ways in WAYS:
        if match := pattern.fullmatch(path):
            way = ways.get("GET" if http.method == "HEAD" else http.method or "")
            if way is None:
                return _not_allowed(form, ways)
            return _answer(form, *way(Ask(http, match.groupdict(), form, timezone.now())))
    raise errors.NotFound("address_unknown", _("没有这个地址，请看 discovery。"))


def _answer(form: str, root: str, value: Any, status: int = 200) -> HttpResponse:
    body = _to_json(value) if form == "json" else xml.written(root, value)
    response = sent(body, status, FORMATS[form])
    response["Cache-Control"] = "no-store"
    return response


STATUS = {401: 403, 403: 403, 404: 404, 410: 404, 429: 429, 503: 503}  # GeoReport: everything else is 400


def _refused(form: str, fault: errors.DomainError) -> HttpResponse:
    """One error a field, in words meant for the person in front of the program."""
    status = STATUS.get(fault.status, 400)
    fields = fault.fields if isinstance(fault, errors.RuleBroken) else {}
    sentences = [f"{name}: {why}" for name, why in fields.items()] or [fault.sentence or fault.code]
    response = _answer(form, "errors", [shapes.Fault(status, text) for text in sentences], status)
    for name, value in headers_of(fault).items():
        if name == "Retry-After":
            response[name] = value
    return response


def _not_allowed(form: str, ways: Mapping[str, Way]) -> HttpResponse:
    allowed = ", ".join(sorted(ways))
    response = _answer(
        form, "errors", [shapes.Fault(400, _("这个地址只接受 %(ways)s。") % {"ways": allowed})], 405
    )
    response["Allow"] = allowed
    return response
