"""The histories become rows: in bulk, in the order of time, in the shape the actions give them."""

from collections.abc import Iterator, Sequence
from itertools import batched

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import tasks
from linli.cases.actions.moving import signature
from linli.cases.demo.answers import answer_some
from linli.cases.demo.cast import Cast
from linli.cases.demo.chronicle import Chronicle
from linli.cases.demo.climbing import climb
from linli.cases.demo.history import History
from linli.cases.demo.plans import CASES, Planner
from linli.cases.demo.records import By, Entry, Line
from linli.cases.demo.requests import ask_and_decide
from linli.cases.demo.rules import write_next_version
from linli.cases.demo.scene import Stage
from linli.cases.models import Caller, Case, CaseStep, Rating, WorkOrder
from linli.cases.queries.rulebook import rule_book
from linli.cases.rules import first_line, spoken_code
from linli.core import audit
from linli.core.actors import Actor, caller_of
from linli.core.demo import Context
from linli.organisation.actions import NoticeLine, put_notices
from linli.organisation.demo.loading import DemoStaff
from linli.places import locator
from linli.places.demo.loading import DemoPlaces

LEAST = 120  # enough for every state, however small the district
AT_ONCE = 400  # rows of one statement


def load(context: Context) -> None:
    histories = tell_all(context)
    store(histories)
    _put_notices(histories, context)
    ask_and_decide(context)
    climb(context)
    answer_some(context)
    write_next_version(context)
    for some in batched((history.case.pk for history in histories), 500):
        tasks.index_text.func([{"case_id": pk} for pk in some], now=context.now)


def tell_all(context: Context) -> list[History]:
    places, staff = context.take(DemoPlaces), context.take(DemoStaff)
    stage = Stage(places, locator.current(), context.rng("grids"))
    count = max(LEAST, round(CASES * context.scale))
    plans = Planner(stage, context.rng("cases"), context.now).plans(count)
    cast = Cast(places, staff, rule_book())
    chronicle = Chronicle(plans, cast, seed=context.seed, now=context.now, scale=context.scale)
    return chronicle.histories()


def store(histories: Sequence[History]) -> None:
    for some in _stretches(histories):
        Case.objects.bulk_create([history.case for history in some], batch_size=AT_ONCE)
    for history in histories:
        history.caller.case_id = history.case.pk
    Caller.objects.bulk_create([history.caller for history in histories], batch_size=AT_ONCE)
    orders = [order for history in histories for order in history.orders]
    orders.sort(key=lambda order: order.dispatched_at)
    WorkOrder.objects.bulk_create(orders, batch_size=AT_ONCE)
    lines = [(line, history) for history in histories for line in history.lines]
    lines.sort(key=lambda pair: pair[0].at)
    CaseStep.objects.bulk_create([_step(*pair) for pair in lines], batch_size=AT_ONCE)
    ratings = [rating for history in histories for rating in history.ratings]
    Rating.objects.bulk_create(sorted(ratings, key=lambda rating: rating.at), batch_size=AT_ONCE)
    entries = [(entry, history) for history in histories for entry in history.entries]
    entries.sort(key=lambda pair: pair[0].at)
    audit.record_many([_audit_line(*pair) for pair in entries])


def _stretches(histories: Sequence[History]) -> Iterator[list[History]]:
    """Runs of cases none of which was merged into one of its own run: that one must have its key first."""
    run: list[History] = []
    keys: set[str] = set()
    for history in histories:
        lead = history.case.merged_into
        if lead is not None and lead.code in keys:
            yield run
            run, keys = [], set()
        run.append(history)
        keys.add(history.case.code)
    yield run


def _step(line: Line, history: History) -> CaseStep:
    actor = _actor(line.by)
    return CaseStep(
        case=history.case,
        order=line.order,
        at=line.at,
        step=line.step,
        by_kind=actor.kind,
        by_id=actor.id,
        by_name=signature(actor),
        note=line.note,
        inner_note=line.inner_note,
    )


def _audit_line(entry: Entry, history: History) -> audit.Line:
    detail = dict(entry.detail)
    if "order" in detail:
        detail["order"] = detail["order"].pk if detail["order"] is not None else None
    return audit.line_of(_actor(entry.by), entry.event, history.case, now=entry.at, **detail)


def _actor(by: By) -> Actor:
    return caller_of(by.pk) if isinstance(by, Case) else by


def _put_notices(histories: Sequence[History], context: Context) -> None:
    """What the clock would have told the units about the orders they still have."""
    lines = []
    for history in histories:
        for order in history.orders:
            if order.open and (order.late_at or order.reminded_at):
                late = order.late_at is not None
                sentence = _("已超时：%(code)s %(line)s") if late else _("快到时限：%(code)s %(line)s")
                told = {"code": spoken_code(history.case.code), "line": first_line(history.case.text, 40)}
                key = f"{'late' if late else 'soon'}-{order.pk}-{order.runs_out_at:%Y%m%d%H%M}"
                url = reverse("cases:case", args=[history.case.pk])
                lines.append(NoticeLine(text=sentence % told, url=url, key=key, unit_id=order.unit_id))
    put_notices(lines, now=context.now)
