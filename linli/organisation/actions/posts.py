"""Posts: given, given a deputy, ended. Every right in the house begins and ends here."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import NotAllowed, RuleBroken
from linli.organisation import rules
from linli.organisation.actions.rights import area_of, renew_rights
from linli.organisation.models import Person, Post, SecondFactorRule, Unit
from linli.organisation.terms import Role
from linli.places.models import Place

_MISFITS = {
    "unit_needed": gettext_lazy("这个岗位要设在一个单位里，不设在地方上。"),
    "place_needed": gettext_lazy("这个岗位要设在一个地方，请选地方。"),
    "level_wrong": gettext_lazy("这个岗位不能设在这一级，请换岗位或换地方。"),
}


@transaction.atomic
def appoint(
    actor: Actor,
    *,
    role: str,
    title: str = "",
    place: Place | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
    deputy: Person | None = None,
    valid_from: date,
    valid_to: date | None = None,
    now: datetime,
) -> Post:
    """Put a person into a role at a place, in a unit, or both; without a person it is a post to be filled.

    Nobody appoints oneself: a second person must want it too.
    """
    _check_fit(role, place, unit)
    where: list[Place | None] = [place] if place else []
    where += [area_of(unit)] if unit else []
    if not rules.may_give(actor, role, where):
        raise NotAllowed("appoint")
    _check_people(actor, person, deputy)
    if valid_to is not None and valid_to <= valid_from:
        sentence = _("结束日期要晚于开始日期。")
        raise RuleBroken("post_dates", sentence, {"valid_to": sentence})
    held = Post.objects.filter(role=role, place=place, unit=unit, person=person)
    if person is not None and held.filter(valid_to=None).exists():
        sentence = _("这个人已经在这个岗位上了。")
        raise RuleBroken("post_held", sentence, {"person": sentence})
    post = Post.objects.create(
        role=role,
        title=title or str(Role(role).label),
        place=place,
        unit=unit,
        person=person,
        deputy=deputy,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    renew_rights([post.person_id, post.deputy_id])
    audit.record(actor, "post.given", post, now=now, **_facts(post))
    return post


@transaction.atomic
def fill_post(
    actor: Actor, post: Post, *, person: Person | None, deputy: Person | None, now: datetime
) -> bool:
    """Change who holds a post or stands in; True when something changed. The post and its rights stay."""
    _need(actor, post, "fill_post")
    if (post.person_id, post.deputy_id) == (_pk(person), _pk(deputy)):
        return False
    _check_people(actor, person if _pk(person) != post.person_id else None, deputy, holder=person)
    was = [post.person_id, post.deputy_id]
    post.person, post.deputy = person, deputy
    post.save(update_fields=["person", "deputy"])
    renew_rights([*was, post.person_id, post.deputy_id])
    audit.record(actor, "post.filled", post, now=now, was=was, **_facts(post))
    return True


@transaction.atomic
def end_post(actor: Actor, post: Post, *, on: date, now: datetime) -> None:
    """The post counts until the day before `on`. Ended today, its rights are gone with the next request."""
    _need(actor, post, "end_post")
    if on < timezone.localdate(now):
        sentence = _("结束日期不能早于今天；以前的事按以前的岗位算。")
        raise RuleBroken("post_end_past", sentence, {"on": sentence})
    post.valid_to = on
    post.save(update_fields=["valid_to"])
    renew_rights([post.person_id, post.deputy_id])
    audit.record(actor, "post.ended", post, now=now, on=on, **_facts(post))


@transaction.atomic
def require_second_factor(actor: Actor, role: str, required: bool, *, now: datetime) -> None:
    """Make a role sign in with a second factor, or not. Known to every process within half a minute."""
    if not rules.manages_district(actor):
        raise NotAllowed("require_second_factor")
    if role not in Role.values:
        raise RuleBroken("role_unknown", _("没有这种岗位。"))
    rows = SecondFactorRule.objects.filter(role=role)
    if rows.exists() == required:
        return
    if required:
        SecondFactorRule.objects.create(role=role)
    else:
        rows.delete()
    event = "second_factor.required" if required else "second_factor.optional"
    audit.record(actor, event, ("role", 0), now=now, role=role)


def _need(actor: Actor, post: Post, action: str) -> None:
    if not rules.may_give(actor, post.role, post.areas()):
        raise NotAllowed(action)


def _check_fit(role: str, place: Place | None, unit: Unit | None) -> None:
    if role not in Role.values:
        sentence = _("没有“%(role)s”这种岗位。") % {"role": role}
        raise RuleBroken("role_unknown", sentence, {"role": sentence})
    misfit = rules.misfit_of(role, level=place.level if place else None, in_unit=unit is not None)
    if misfit:
        sentence = str(_MISFITS[misfit])
        raise RuleBroken(misfit, sentence, {"role": sentence})
    if unit is not None and not unit.active:
        raise RuleBroken("unit_closed", _("这个单位已撤销，请选别的单位。"))


def _check_people(
    actor: Actor, person: Person | None, deputy: Person | None, holder: Person | None = None
) -> None:
    for one, field in ((person, "person"), (deputy, "deputy")):
        if one is not None and actor.is_staff and one.account_id == actor.id:
            sentence = _("不能给自己安排岗位，请另一位管理员办理。")
            raise RuleBroken("own_post", sentence, {field: sentence})
        if one is not None and not one.active:
            sentence = _("%(name)s 已离任，请选别人。") % {"name": one.name}
            raise RuleBroken("person_left", sentence, {field: sentence})
    if deputy is not None and deputy.pk == _pk(person or holder):
        sentence = _("代理人要是另一个人。")
        raise RuleBroken("deputy_same", sentence, {"deputy": sentence})


def _pk(person: Person | None) -> int | None:
    return person.pk if person else None


def _facts(post: Post) -> dict[str, Any]:
    return {
        "role": str(post.role),
        "place_id": post.place_id,
        "unit_id": post.unit_id,
        "person_id": post.person_id,
        "deputy_id": post.deputy_id,
    }
