"""The real district: each step is an import anybody could run by hand, so a second time changes nothing."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from linli.accounts.models import Account
from linli.cases.imports import import_cases
from linli.cases.real.plan import DistrictPlan, district_plan
from linli.cases.real.tables import write_divisions, write_staff, write_units
from linli.cases.real.taxonomy import pack_text
from linli.core.actors import SYSTEM, Level
from linli.core.demo import Context, SignIn
from linli.core.errors import RuleBroken
from linli.core.sheets.reports import ImportReport
from linli.methods.actions import activate, load_pack
from linli.organisation.demo.loading import PASSWORD
from linli.organisation.demo.loading import sign_ins as sign_ins_of_posts
from linli.organisation.imports import import_staff, import_units
from linli.places.imports import import_places
from linli.places.models import Place

type Step = Callable[..., ImportReport]


def load(context: Context) -> None:
    """For `linli demo --real`."""
    for _name, report in build(district_plan(), context):
        context.told.append(report.as_text())


def build(plan: DistrictPlan, context: Context) -> Iterator[tuple[str, ImportReport]]:
    """Places, units, method pack, staff, past orders, in this order; each with its report."""
    orders = plan.place_of("events.csv")
    if Place.objects.filter(level=Level.DISTRICT).exclude(code=plan.code).exists():
        raise RuleBroken(
            "not_empty",
            _("这个数据库里已经有别的区县。请换一个 LINLI_VAR 或 DATABASE_URL，再载入真实数据。"),
        )
    now = context.now
    with tempfile.TemporaryDirectory(prefix="linli-real-") as made:
        folder = Path(made)
        places = write_divisions(plan, folder / "places.csv")
        yield "places", import_places(SYSTEM, places, now=now, dry_run=False)
        units = write_units(plan, folder / "units.csv")
        yield "units", import_units(SYSTEM, units, now=now, dry_run=False)
        activate(SYSTEM, load_pack(SYSTEM, pack_text(plan), now=now).pack, now=now)
        staff = write_staff(plan, folder / "staff.csv")
        yield "staff", import_staff(SYSTEM, staff, now=now, dry_run=False)
        _open_ways_in(plan)
    yield "cases", import_cases(SYSTEM, orders, mapping=plan.mapping, now=now, dry_run=False)


def _open_ways_in(plan: DistrictPlan) -> None:
    """The public password of the demo, for accounts nobody has used."""
    names = [way.sign_in for way in plan.staff]
    fresh = Account.objects.filter(sign_in_name__in=names, last_login=None, must_change_password=True)
    for account in fresh:
        account.password, account.must_change_password = make_password(PASSWORD), False
        account.save(update_fields=["password", "must_change_password"])


def is_there() -> bool:
    plan = district_plan()
    return Place.objects.filter(level=Level.DISTRICT, code=plan.code, valid_to=None).exists()


def sign_ins() -> list[SignIn]:
    return sign_ins_of_posts()
