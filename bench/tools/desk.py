"""Open the desk's pages again and again as each seat; a line of JSON for each page: what it cost."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter, process_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import psutil  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.tools.lines import percentile  # noqa: E402
from linli.accounts.models import Account  # noqa: E402
from linli.cases.models import Case, CaseStep  # noqa: E402
from linli.cases.queries import queue as reads  # noqa: E402
from linli.cases.terms import Queue, State  # noqa: E402
from linli.core.actors import Level  # noqa: E402
from linli.organisation.models import Person, Unit  # noqa: E402
from linli.organisation.queries import actor_of  # noqa: E402
from linli.organisation.terms import Role  # noqa: E402
from linli.organisation.tests import make  # noqa: E402
from linli.places.models import Place  # noqa: E402

STEPS = 30
DEEP = 40  # pages, or as many as there are
PLACES = {
    "district": (Role.DISTRICT_DESK, Level.DISTRICT),
    "subdistrict": (Role.SUBDISTRICT_DESK, Level.SUBDISTRICT),
    "community": (Role.COMMUNITY_WORKER, Level.COMMUNITY),
    "grid": (Role.GRID_WORKER, Level.GRID),
}


def staff(seat: str, role: Role, *, place: Place | None = None, unit: Unit | None = None) -> Account:
    """Whoever holds this seat; made when nobody does."""
    found = Account.objects.filter(sign_in_name=f"bench-{seat}").first()
    if found is None:
        found = make.account(sign_in_name=f"bench-{seat}")
        person = Person.objects.create(account=found, name=seat, staff_number=f"bench-{seat}")
        make.post(role, place=place, unit=unit, person=person)
        found.refresh_from_db()
    return found


def signed_in(account: Account) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(account)
    return client


def pages() -> Iterator[tuple[str, Client, str]]:
    """Name, who opens it, address."""
    for seat, (role, level) in PLACES.items():
        place = Place.objects.filter(level=level).order_by("id").first()
        account = staff(seat, role, place=place)
        client = signed_in(account)
        yield f"{seat}.first", client, "/desk/"
        yield f"{seat}.deep", client, f"/desk/?after={deep(account)}"
        yield f"{seat}.done", client, "/desk/?view=done"
        yield f"{seat}.search", client, "/desk/?q=路灯"
        yield f"{seat}.search_done", client, "/desk/?view=done&q=垃圾桶 味道"
    unit = Unit.objects.order_by("id").first()
    handler = signed_in(staff("unit", Role.UNIT_HANDLER, unit=unit))
    yield "unit.first", handler, "/desk/"
    case = long_case()
    yield "case.handler", handler, f"/desk/cases/{case.pk}/"
    yield "case.desk", signed_in(desk_of(case)), f"/desk/cases/{case.pk}/"
    yield "case.caller", Client(headers={"host": "127.0.0.1"}), f"/m/{case.key}/"


def desk_of(case: Case) -> Account:
    return staff(f"desk-{case.subdistrict_id}", Role.SUBDISTRICT_DESK, place=case.subdistrict)


def deep(account: Account) -> str:
    """Where a full page far down the queue begins."""
    actor = actor_of(account, timezone.localdate())
    after = [""]
    for _page in range(DEEP):
        page = reads.desk_lines(actor, actor.seats[0], Queue.DESK, after=after[-1])
        if not page.next:
            break
        after.append(page.next)
    return after[-2] if len(after) > 1 else ""


def long_case() -> Case:
    now = timezone.now()
    case = Case.objects.filter(state=State.IN_HAND).order_by("id").first()
    assert case is not None
    CaseStep.objects.filter(case=case).delete()
    CaseStep.objects.bulk_create(
        CaseStep(
            case=case, at=now - timedelta(hours=STEPS - n), step="answer", by_kind="staff",
            by_name="城管中队", note=f"第{n}次到现场查看，等配件到货。",
        )
        for n in range(STEPS)
    )  # fmt: skip
    return case


def database_s() -> float:
    """CPU seconds of this connection's backend; SQLite works inside this process."""
    if connection.vendor == "sqlite":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return sum(psutil.Process(cursor.fetchone()[0]).cpu_times()[:2])


def cost(client: Client, address: str, times: int) -> dict[str, float]:
    for _warm in range(3):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
    took, own, theirs = [], process_time(), database_s()
    for _time in range(times):
        begin = perf_counter()
        client.get(address)
        took.append(perf_counter() - begin)
    own, theirs = process_time() - own, database_s() - theirs
    connection.force_debug_cursor = True
    reset_queries()
    client.get(address)
    statements = len([one for one in connection.queries if "sql" in one])
    connection.force_debug_cursor = False
    return {
        "cpu": (own + theirs) / times * 1000,
        "p95": percentile(took, 0.95) * 1000,
        "statements": statements,
    }


def main(times: int) -> None:
    for name, client, address in pages():
        print(json.dumps({"page": name, **cost(client, address, times)}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
