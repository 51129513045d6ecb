"""A wrong category, kind or place is put right, and the caller reads what changed and why."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.answer_rows import settle_answers
from linli.cases.actions.moving import Clocks, Words, check_note, check_self, move, write_line
from linli.cases.models import Case, Category
from linli.cases.queries.rulebook import RuleBook
from linli.cases.queries.units import units_in_reach
from linli.cases.terms import STEPS, OrderState, Stage, Who
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import Stale
from linli.core.tasks import announce
from linli.places.locator import Spot

PLACES = ("subdistrict", "community", "grid", "estate", "building")


@transaction.atomic
def correct_case(
    actor: Actor,
    case: Case,
    *,
    category: Category | None = None,
    spot: Spot | None = None,
    kind: str = "",
    note: str = "",
    now: datetime,
) -> Case:
    """Colour, size and level follow the category. Where the place turns out to be one that the unit in charge
    does not serve, the order is taken back and the right desk has the matter, with `note` for the caller.
    """
    check_self(actor, case, {Who.DESK}, "may_not_correct")
    why, book = check_note(note, needed=False), Clocks.of(case).book
    changes: dict[str, Any] = {"kind": kind} if kind and kind != case.kind else {}
    told = []
    if category is not None:
        answers = settle_answers(case, book.questions_for(category), now)
        changes |= category_changes(book, case, category, answers)
        told.append(category_words(category))
    if spot is not None:
        changes |= _place_changes(spot)
        told.append(_("地点更正为“%(place)s”。") % {"place": _whole_name(spot)})
        if case.state in STEPS["reroute"].origins and _out_of_reach(case, spot):
            _reroute(actor, case, spot, why=why, now=now)
    return _change(actor, case, changes, words=Words(note="".join([*told, why])), now=now)


def category_changes(
    book: RuleBook, case: Case, category: Category, answers: rules.Answers | None = None
) -> dict[str, Any]:
    """What depends on the category and the answers that still count; a person's choice of level stays."""
    changes: dict[str, Any] = {
        "category": category,
        "category_guessed": False,
        "colour": book.colour(category, answers),
        "scale": category.scale,
    }
    if case.level == book.level(case.scale):
        changes["level"] = book.level(category.scale).value
    return changes


def category_words(category: Category) -> str:
    return _("类别更正为“%(category)s”。") % {"category": category.name}


def _place_changes(spot: Spot) -> dict[str, Any]:
    ids = {f"{level}_id": getattr(spot, f"{level}_id") for level in PLACES}
    return ids | {"lon": spot.lon, "lat": spot.lat, "located_by": spot.how}


def _whole_name(spot: Spot) -> str:
    """With subdistrict and community, since the name of a building alone tells nobody whose it is."""
    around = (spot.subdistrict_name, spot.community_name)
    return " ".join([*(name for name in around if name and name not in spot.name), spot.name])


def _out_of_reach(case: Case, spot: Spot) -> bool:
    """Does the unit that leads serve the new place?"""
    there = Case(**{f"{level}_id": getattr(spot, f"{level}_id") for level in PLACES})
    return not units_in_reach(there).filter(pk=case.unit_id or 0).exists()


def _reroute(actor: Actor, case: Case, spot: Spot, *, why: str, now: datetime) -> None:
    """Before the place changes: afterwards it may be out of the actor's hands."""
    told = {"unit": case.unit.name if case.unit else "", "place": _whole_name(spot)}
    says = _("这里属于%(place)s，不归%(unit)s管；已转给那里的调度安排承办，您不用重新反映。") % told
    case.orders.filter(open=True).update(open=False, state=OrderState.RECALLED)
    due_at = Clocks.of(case).due(case, Stage.DISPATCH, now)
    move(
        actor,
        case,
        "reroute",
        now=now,
        words=Words(note=f"{says}{why}"),
        unit=None,
        due_at=due_at,
        late_since=None,
    )


def _change(actor: Actor, case: Case, changes: dict[str, Any], *, words: Words, now: datetime) -> Case:
    if not changes:
        return case
    was = {name: str(getattr(case, name)) for name in changes}
    if not Case.objects.filter(pk=case.pk, version=case.version).update(**changes, version=case.version + 1):
        raise Stale("case_changed")
    audit.record(actor, "case.correct", case, now=now, was=was)
    write_line(actor, case, "correct", now=now, words=words)
    announce("case.corrected", case_id=case.pk)
    case.refresh_from_db()
    return case
