"""People and their way in."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import NotAllowed, RuleBroken
from linli.organisation import queries
from linli.organisation.actions.rights import need_management, need_management_of, renew_rights
from linli.organisation.models import Absence, Person
from linli.organisation.terms import Employment


@transaction.atomic
def add_person(
    actor: Actor,
    *,
    name: str,
    staff_number: str | None = None,
    phone: str = "",
    employment: str = Employment.FULL_TIME,
    sign_in_name: str = "",
    now: datetime,
) -> Person:
    """Take somebody into the staff list; what the person may do comes with the first post.

    With a sign-in name an account is opened, into which nobody gets before `give_password`.
    """
    need_management(actor, "add_person")
    _check(name, employment)
    if staff_number and Person.objects.filter(staff_number=staff_number).exists():
        sentence = _("工号 %(number)s 已经有了，请核对是不是同一个人。") % {"number": staff_number}
        raise RuleBroken("staff_number_taken", sentence, {"staff_number": sentence})
    account = _open_account(actor, sign_in_name, name, now) if sign_in_name else None
    person = Person.objects.create(
        name=name,
        staff_number=staff_number or None,
        phone=phone,
        employment=employment,
        account=account,
    )
    audit.record(actor, "person.added", person, now=now)
    return person


@transaction.atomic
def change_person(
    actor: Actor, person: Person, *, name: str, phone: str, employment: str, now: datetime
) -> bool:
    """Change what is different; True when something was."""
    need_management_of(actor, person, timezone.localdate(now), "change_person")
    _check(name, employment)
    wanted = {"name": name, "phone": phone, "employment": str(employment)}
    changes = {field: value for field, value in wanted.items() if getattr(person, field) != value}
    if not changes:
        return False
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))
    if "name" in changes and person.account_id:
        Account.objects.filter(pk=person.account_id).update(display_name=name)
    audit.record(actor, "person.changed", person, now=now, fields=sorted(changes))
    return True


@transaction.atomic
def give_sign_in(actor: Actor, person: Person, *, sign_in_name: str, now: datetime) -> None:
    """Open an account for somebody who has none."""
    need_management_of(actor, person, timezone.localdate(now), "give_sign_in")
    if person.account_id is not None:
        raise RuleBroken("sign_in_given", _("这个人已经有登录名了。"))
    person.account = _open_account(actor, sign_in_name, person.name, now)
    person.save(update_fields=["account"])


def _open_account(actor: Actor, sign_in_name: str, name: str, now: datetime) -> Account:
    return accounts.add_account(actor, sign_in_name=sign_in_name, display_name=name, now=now)


def give_password(actor: Actor, person: Person, *, now: datetime) -> str:
    """A one-time password, told once, to hand over in person."""
    return accounts.reset_password(actor, _account(actor, person, now, "give_password"), now=now)


def unlock(actor: Actor, person: Person, *, now: datetime) -> None:
    accounts.unlock(actor, _account(actor, person, now, "unlock"), now=now)


def reset_second_factor(actor: Actor, person: Person, *, now: datetime) -> None:
    accounts.reset_second_factor(actor, _account(actor, person, now, "reset_second_factor"), now=now)


def _account(actor: Actor, person: Person, now: datetime, action: str) -> Account:
    need_management_of(actor, person, timezone.localdate(now), action)
    if person.account is None:
        raise RuleBroken("no_sign_in", _("这个人还没有登录名，请先开通。"))
    return person.account


@transaction.atomic
def set_absence(actor: Actor, person: Person, *, starts_on: date, ends_on: date, now: datetime) -> Absence:
    """Somebody is away, by the own word or by whoever arranges staff there; deputies act on those days."""
    today = timezone.localdate(now)
    if actor.id != person.account_id or not actor.is_staff:
        need_management_of(actor, person, today, "set_absence")
    if ends_on < starts_on or ends_on < today:
        sentence = _("结束日期要在开始日期之后，并且不早于今天。")
        raise RuleBroken("absence_over", sentence, {"ends_on": sentence})
    if person.absences.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        sentence = _("这几天已经登记过外出，请先取消原来的。")
        raise RuleBroken("absence_overlaps", sentence, {"starts_on": sentence})
    absence = Absence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on)
    _renew_around(person, today)
    audit.record(actor, "absence.set", absence, now=now, person_id=person.pk, days=[starts_on, ends_on])
    return absence


@transaction.atomic
def end_absence(actor: Actor, absence: Absence, *, now: datetime) -> None:
    """Back earlier, or never gone: the deputy steps back at once."""
    today = timezone.localdate(now)
    if actor.id != absence.person.account_id or not actor.is_staff:
        need_management_of(actor, absence.person, today, "end_absence")
    audit.record(actor, "absence.ended", absence, now=now, person_id=absence.person_id)
    _renew_around(absence.person, today)
    absence.delete()


def _renew_around(person: Person, today: date) -> None:
    deputies = queries.lasting_posts(today).filter(person=person).values_list("deputy", flat=True)
    renew_rights([person.pk, *deputies])


@transaction.atomic
def leave(actor: Actor, person: Person, *, now: datetime) -> None:
    """Somebody leaves: posts end today, the account closes; what was done under the name stays."""
    today = timezone.localdate(now)
    need_management_of(actor, person, today, "leave")
    if actor.is_staff and actor.id == person.account_id:
        raise NotAllowed("leave")
    queries.lasting_posts(today).filter(person=person).update(valid_to=today)
    queries.lasting_posts(today).filter(deputy=person).update(deputy=None)
    person.active = False
    person.save(update_fields=["active"])
    if person.account is not None:
        accounts.set_active(actor, person.account, False, now=now)
    renew_rights([person.pk])
    audit.record(actor, "person.left", person, now=now)


def _check(name: str, employment: str) -> None:
    if not name.strip():
        sentence = _("请填写姓名。")
        raise RuleBroken("person_unnamed", sentence, {"name": sentence})
    if employment not in Employment.values:
        sentence = _("没有“%(kind)s”这种用工方式，请选专职、兼职或志愿。") % {"kind": employment}
        raise RuleBroken("employment_unknown", sentence, {"employment": sentence})
