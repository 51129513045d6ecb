"""A city hotline: yesterday's orders filed, some answered, and this morning's file waiting for a look."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from linli.cases.actions import caller, desk
from linli.cases.models import Case
from linli.channels.hotline import actions, asking, filing, rules
from linli.channels.models import HotlineOrder
from linli.core.actors import SYSTEM, Actor
from linli.core.demo import Context
from linli.core.sheets.writing import write_xlsx
from linli.organisation.demo.loading import DemoStaff
from linli.places.demo.loading import DemoPlaces
from linli.places.models import Place

HEADINGS = (
    "工单编号", "标题", "诉求内容", "诉求人", "来电号码", "诉求地址", "诉求类型", "派单时间", "办理时限",
    "紧急程度", "是否保密",
)  # fmt: skip
# Invented, like everything here.
SAID = (
    ("路灯不亮", "晚上回家一路都是黑的，路灯已经不亮三天了，请派人修。", "求助"),
    ("夜间施工噪音", "旁边工地夜里十一点还在施工，噪音很大，老人睡不着。", "投诉"),
    ("垃圾没人清", "楼下垃圾桶满了两天没人清运，味道很大。", "投诉"),
    ("井盖松动", "路口井盖松动，车一压就响，担心掉下去。", "求助"),
    ("电动车进楼", "有人把电动车推上楼充电，怕着火，请管一管。", "举报"),
    ("咨询老年证", "想问一下六十五岁的老人在哪里办理优待证，要带什么材料。", "咨询"),
    ("下水道堵了", "一楼厨房下水道返水，物业说不归他们管。", "求助"),
    ("健身器材坏了", "小广场的健身器材断了一根杆，孩子容易碰到。", "建议"),
)
SURNAMES = "赵钱孙李周吴郑王冯陈"


def load(context: Context) -> None:
    places, staff = context.take(DemoPlaces), context.take(DemoStaff)
    actor, rng = staff.desks[places.district.pk][0], context.rng("hotline")
    yesterday, morning = context.now - timedelta(hours=20), context.now - timedelta(minutes=20)
    sender = actions.add_sender(actor, name="市12345热线", place_id=places.district.pk, now=yesterday)
    rows = [_row(rng, places.estates, number, yesterday) for number in range(1, 13)]
    batch = actions.take_file(actor, sender, _book(rows), file_name="12345派单-昨日.xlsx", now=yesterday)
    columns = rules.proposed(batch.headings)
    actions.keep_columns(actor, batch, columns, now=yesterday)
    actions.confirm_batch(actor, batch, now=yesterday)
    filing.file_batch(SYSTEM, batch.pk, now=yesterday)
    _answer_enquiries(actor, context.now - timedelta(hours=2))
    fresh = [*rows[-2:], *(_row(rng, places.estates, number, morning) for number in range(13, 20))]
    fresh.append(("", *fresh[-1][1:]))
    actions.take_file(actor, sender, _book(fresh), file_name="12345派单-今早.xlsx", now=morning)


def _answer_enquiries(actor: Actor, now: datetime) -> None:
    """One caller needs nothing more: an answer to give back. One matter is not ours: it goes back."""
    orders = list(HotlineOrder.objects.order_by("case__kind", "id")[:3])
    for order in orders[:2]:
        case = Case.objects.get(pk=order.case_id)
        caller.withdraw_case(actor, case, note="电话里已说清楚，诉求人不用再办。", now=now)
    away = Case.objects.get(pk=orders[2].case_id)
    desk.decline_case(actor, away, reason="outside", note="事发地在邻区。", now=now)
    asking.ask_to_take_back([away.pk], now=now)


def _row(rng: Random, estates: Sequence[Place], number: int, sent_at: datetime) -> tuple[str, ...]:
    title, text, kind = SAID[number % len(SAID)]
    estate = rng.choice(estates)
    anonymous = rng.random() < 0.2
    return (
        f"SR{sent_at:%Y%m%d}{number:04d}",
        title,
        text,
        "" if anonymous else f"{rng.choice(SURNAMES)}{rng.choice(('先生', '女士'))}",
        "匿名" if anonymous else f"1390000{rng.randrange(10_000):04d}",
        f"{estate.name}{rng.randrange(1, 9)}号楼附近",
        kind,
        f"{sent_at:%Y-%m-%d %H:%M}",
        f"{sent_at + timedelta(days=rng.choice((1, 3, 5))):%Y-%m-%d} 17:00",
        rng.choice(("一般", "一般", "紧急")),
        "是" if rng.random() < 0.1 else "否",
    )


def _book(rows: Sequence[Sequence[str]]) -> io.BytesIO:
    return io.BytesIO(write_xlsx(HEADINGS, rows))
