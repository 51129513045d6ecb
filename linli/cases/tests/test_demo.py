"""Ninety invented days: in the shape the actions give rows, in every state, in words that name nobody."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from django.db.models import F

from linli.cases import rules
from linli.cases.actions import archiving, caller, clock, correcting, desk, handling, merging
from linli.cases.actions.intake import receive_many
from linli.cases.actions.moving import Words, move
from linli.cases.actions.moving import write_line as write
from linli.cases.demo import loading as share
from linli.cases.demo.history import History
from linli.cases.models import Caller, Case, CaseStep, Rating, WorkOrder
from linli.cases.terms import OPEN, STEPS, Queue, State
from linli.core import audit
from linli.core.actors import SYSTEM, caller_of
from linli.core.audit.models import AuditLine
from linli.core.demo import Context
from linli.core.search.queries import matching
from linli.organisation.demo.loading import load as load_organisation
from linli.places import locator
from linli.places.demo.loading import load as load_places

pytestmark = pytest.mark.slow  # the demo is built for real

NOW = datetime(2026, 5, 8, 7, 30, tzinfo=UTC)  # a Friday, 15:30 in Shanghai
FORBIDDEN = ("信访", "上访", "吸毒", "刑满", "前科", "精神病", "艾滋", "少数民族", "宗教", "教徒", "新冠")


@pytest.fixture(scope="module")
def context(django_db_setup, django_db_blocker):
    """A small district with its staff, taken back when the module is through."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = Context(now=NOW, scale=0.02)
        load_places(made)
        load_organisation(made)
        yield made
        transaction.set_rollback(True)
    locator.forget()


@pytest.fixture(scope="module")
def told(context, django_db_blocker):
    """Three hundred histories of it, not stored."""
    with django_db_blocker.unblock():
        return share.tell_all(replace(context, scale=0.1))


@pytest.fixture
def stored(context, db):
    share.load(context)
    return Case.objects.all()


# in the shape the actions give rows


def test_told_in_memory_and_done_by_the_actions_give_the_same_rows(told, db):
    histories = [history for history in told if history.case.merged_into is None]
    chosen = _covering([history for history in histories if history.case.voices == 1])
    taken = {take.name for history in chosen for take in history.tape}
    assert taken >= {
        "dispatch",
        "return_order",
        "rework",
        "rate",
        "mark_late",
        "assist",
        "decline",
        "withdraw",
    }
    for history in chosen:
        assert _rows_told([history]) == _rows_done([history])


def test_merged_cases_too(told, db):
    merged = next(history for history in told if history.case.merged_into is not None)
    group = [h for h in told if merged.case.merged_into in (h.case, h.case.merged_into)]
    assert len(group) >= 2
    assert _rows_told(group) == _rows_done(group)


def _covering(histories: list[History]) -> list[History]:
    """The fewest, nearly, that together take every kind of step there is."""
    left = Counter(take.name for history in histories for take in history.tape)
    chosen = []
    for history in sorted(histories, key=lambda history: -len({take.name for take in history.tape})):
        if any(left[take.name] for take in history.tape):
            chosen.append(history)
            for take in history.tape:
                left[take.name] = 0
    return chosen


def _rows_told(histories: list[History]):
    sid = transaction.savepoint_create()
    share.store(histories)
    found = _rows([history.case.pk for history in histories])
    transaction.savepoint_rollback(sid)
    return found


def _rows_done(histories: list[History]):
    sid = transaction.savepoint_create()
    stage = _Stage(histories)
    takes = [(take.at, n, history, take) for n, history in enumerate(histories) for take in history.tape]
    arrivals = [(history.filed.intake.now, n, history, None) for n, history in enumerate(histories)]
    for _at, _n, history, take in sorted(arrivals + takes, key=lambda one: one[:2]):
        stage.file(history) if take is None else stage.do(history, take)
    found = _rows([stage.cases[id(history)] for history in histories])
    transaction.savepoint_rollback(sid)
    return found


class _Stage:
    """Does for real what a tape says."""

    def __init__(self, histories):
        self.cases: dict[int, int] = {}
        self.orders: dict[int, int] = {}

    def file(self, history):
        intake, wanted = history.filed.intake, history.filed.case
        receipt = receive_many([intake], Random(1))[0]
        Case.objects.filter(pk=receipt.case_id).update(code=wanted.code, key=wanted.key)
        Caller.objects.filter(pk=receipt.case_id).update(pin=history.caller.pin)
        self.cases[id(history)] = receipt.case_id

    def do(self, history, take):
        case = Case.objects.get(pk=self.cases[id(history)])
        args = dict(take.args)
        actor = caller_of(case.pk) if isinstance(take.by, Case) else take.by
        known = set(case.orders.values_list("pk", flat=True))
        if "order" in args:
            order = WorkOrder.objects.select_related("case").get(pk=self.orders[id(args.pop("order"))])
            self._handle(take.name, actor, order, take.at, args)
        elif take.name == "archive_closed":
            archiving.archive_closed(SYSTEM, now=take.at)
        elif take.name in {"mark_late", "remind_units"}:
            clock.mark_late(SYSTEM, now=take.at) if take.name == "mark_late" else clock.remind_units(
                now=take.at
            )
        else:
            self._move(take.name, actor, case, take.at, args)
        for pk in set(case.orders.values_list("pk", flat=True)) - known:
            told = [order for order in history.orders if id(order) not in self.orders]
            self.orders[id(told[0])] = pk

    def _handle(self, name, actor, order, now, args):
        if name in {"finish", "answer"}:
            doing = handling.finish_order if name == "finish" else handling.answer_caller
            doing(actor, order, words=Words(note=args["note"]), now=now)
        else:
            doing = {
                "accept": handling.accept_order,
                "start": handling.start_order,
                "return_order": handling.return_order,
            }[name]
            doing(actor, order, now=now, **args)

    def _move(self, name, actor, case, now, args):
        if "into" in args:
            args["into"] = Case.objects.get(pk=self.cases[id(args["into"])])
        if name == "add":
            caller.add_to_case(actor, case, words=Words(note=args["note"]), now=now)
        elif name == "join":  # the second half of caller.join_case; the first is the filing
            move(actor, case, "merge", now=now, merged_into=args["into"], closed_at=now)
            Case.objects.filter(pk=args["into"].pk).update(voices=F("voices") + 1)
            write(SYSTEM, args["into"], "joined", now=now, words=Words(inner_note=case.code))
        else:
            doing = {
                "register": desk.register_case,
                "decline": desk.decline_case,
                "merge": merging.merge_case,
                "dispatch": desk.dispatch_case,
                "assist": desk.add_assisting,
                "verify": desk.verify_case,
                "rework": desk.rework_case,
                "reopen": desk.reopen_case,
                "close": desk.close_case,
                "correct": correcting.correct_case,
                "inner": desk.write_inner_note,
                "remind": caller.remind_case,
                "withdraw": caller.withdraw_case,
                "rate": caller.rate_case,
            }[name]
            doing(actor, case, now=now, **args)


def _rows(case_ids):
    """All rows of the cases, keys replaced by their place in the order of writing."""
    case_no = {pk: n for n, pk in enumerate(case_ids)}
    orders = list(WorkOrder.objects.filter(case__in=case_ids).order_by("id"))
    order_no = {order.pk: n for n, order in enumerate(orders)}
    lines = AuditLine.objects.filter(subject_kind="case", subject_id__in=case_ids).order_by("id")
    steps = CaseStep.objects.filter(case__in=case_ids).order_by("at", "case", "id")
    found = {
        "cases": [
            _values(case)
            for case in sorted(Case.objects.filter(pk__in=case_ids), key=lambda c: case_no[c.pk])
        ],
        "callers": [_values(one) for one in Caller.objects.filter(pk__in=case_ids)],
        "orders": [_values(order) for order in orders],
        "steps": [_values(step) for step in steps],
        "ratings": [_values(one) for one in Rating.objects.filter(case__in=case_ids).order_by("at")],
        "audit": [_values(line) for line in lines],
    }
    for rows in found.values():
        for row in rows:
            _rename(row, case_no, order_no)
    found["audit"].sort(key=lambda row: (row["at"], row["subject_id"]))
    found["callers"].sort(key=lambda row: row["case_id"])
    return found


def _values(row):
    return {
        f.attname: getattr(row, f.attname)
        for f in row._meta.concrete_fields
        if f.attname not in {"id", "block_id"}
    }


def _rename(row, case_no, order_no):
    for name in ("case_id", "merged_into_id", "subject_id"):
        if row.get(name) is not None:
            row[name] = case_no[row[name]]
    if row.get("order_id") is not None:
        row["order_id"] = order_no[row["order_id"]]
    if row.get("by_kind") == "caller":
        row["by_id"] = case_no[row["by_id"]]
    if row.get("actor_kind") == "caller":
        row["actor_id"] = case_no[row["actor_id"]]
    if row.get("detail", {}).get("order") is not None:
        row["detail"]["order"] = order_no[row["detail"]["order"]]


# what a desk finds


def test_every_state_that_can_be_reached_occurs(stored):
    reachable = {step.to for step in STEPS.values() if step.who} | {State.RECEIVED}
    assert set(stored.values_list("state", flat=True)) == reachable


def test_queues_and_orders_agree_with_the_states(stored):
    for case in stored:
        leads = case.orders.filter(lead=True, open=True)
        assert case.queue == rules.queue_of(case.state)
        assert leads.count() == (1 if case.queue in {Queue.UNIT, Queue.WAITING} else 0)
        if case.queue == Queue.UNIT:
            order = leads.get()
            assert (order.unit_id, order.state, order.runs_out_at) == (case.unit_id, case.state, case.due_at)
        assert (case.closed_at is None) == (case.state in OPEN)


def test_nothing_lies_in_the_future_and_every_timeline_runs_forward(stored):
    assert not CaseStep.objects.filter(at__gt=NOW).exists()
    assert not AuditLine.objects.filter(at__gt=NOW).exists()
    assert not stored.filter(received_at__lt=NOW - timedelta(days=91)).exists()
    for case in stored:
        moments = [case.received_at, *case.steps.order_by("id").values_list("at", flat=True)]
        assert moments == sorted(moments)


def test_the_clock_finds_nothing_left_to_mark(stored):
    assert clock.mark_late(SYSTEM, now=NOW) == 0
    assert clock.close_unanswered(SYSTEM, now=NOW) == 0


def test_cases_can_be_found_by_their_words_and_the_audit_chain_holds(stored):
    case = stored.exclude(place_name="").first()
    assert case.pk in matching("case", case.code)
    audit.seal(NOW)
    assert audit.verify().ok


def test_the_same_seed_tells_the_same(context, db):
    one, again = share.tell_all(context), share.tell_all(context)
    shown = [[(h.case.code, h.case.text, h.case.state, len(h.lines)) for h in told] for told in (one, again)]
    assert shown[0] == shown[1]


# in words that name nobody


def test_texts_are_many_and_hold_no_number_and_no_forbidden_word(told):
    texts = [history.case.text for history in told]
    notes = [line.note + line.inner_note for history in told for line in history.lines]
    assert len(set(texts)) >= 0.95 * len(texts)
    for words in texts + notes:
        assert "{" not in words
        assert not re.search(r"\d{7,}", re.sub(r"\b\d{11}\b", "", words) if words in notes else words)
    for text in texts:
        assert not [word for word in FORBIDDEN if word in text]
    assert all(h.caller.phone == "" or h.caller.phone.startswith("1990001") for h in told)
