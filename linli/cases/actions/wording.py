"""Words put right: the caller corrects his own, the desk takes out what is nobody's business.

What stood there before is kept for the desk as long as the caller's contact is, then deleted.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.caller import check_own
from linli.cases.actions.changing import change_case
from linli.cases.actions.moving import Words, write_line
from linli.cases.models import Case, CasePhoto, Wording
from linli.cases.queries.cases import selves_on
from linli.cases.terms import WORDS_MAY_CHANGE, Who
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, NotFound, RuleBroken, TooMany
from linli.core.tasks import announce

MOST_REWORDINGS = 5  # our value


@transaction.atomic
def reword_case(actor: Actor, case: Case, *, text: str, now: datetime) -> Case:
    """The caller puts his own words right, until somebody works by them; afterwards he adds."""
    check_own(actor, case)
    if case.state not in WORDS_MAY_CHANGE:
        raise RuleBroken("words_fixed", _("承办单位已经按您的描述在办，不能再改；请用“补充”说明。"))
    if case.wordings.filter(by_kind="caller").count() >= MOST_REWORDINGS:
        raise TooMany("reworded_often", _("已经修改过 5 次，请用“补充”说明，或致电社区。"))
    return _reword(actor, case, text, now=now)


@transaction.atomic
def moderate_text(actor: Actor, case: Case, *, text: str, because: str, now: datetime) -> Case:
    """The desk takes personal data or insults out of a text; what it said before is not lost."""
    if not selves_on(actor, case, []) & {Who.DESK, Who.BELOW}:
        raise NotAllowed("may_not_moderate")
    return _reword(actor, case, text, because=_reason(because), now=now)


@transaction.atomic
def hide_photo(actor: Actor, case: Case, photo_id: int, *, because: str, now: datetime) -> CasePhoto:
    """A photo that shows a face, a plate or a home leaves the caller's page and every public one."""
    photo = _photo(actor, case, photo_id)
    photo.hidden_at, photo.hidden_because = now, _reason(because)
    photo.save(update_fields=["hidden_at", "hidden_because"])
    _told(actor, case, "moderate", photo, now)
    return photo


@transaction.atomic
def show_photo(actor: Actor, case: Case, photo_id: int, *, now: datetime) -> CasePhoto:
    """Hidden by mistake."""
    photo = _photo(actor, case, photo_id)
    if photo.hidden_at is None:
        raise BadStep("photo_shown")
    photo.hidden_at, photo.hidden_because = None, ""
    photo.save(update_fields=["hidden_at", "hidden_because"])
    _told(actor, case, "shown", photo, now)
    return photo


def _reword(actor: Actor, case: Case, text: str, *, now: datetime, because: str = "") -> Case:
    """By the caller, or for a reason by the desk."""
    new = rules.read_text(text)
    if new == case.text:
        raise RuleBroken("same_words", _("文字没有变化。"), {"text": _("文字没有变化。")})
    Wording.objects.create(
        case=case, text=case.text, at=now, by_kind=actor.kind, by_id=actor.id, because=because
    )
    name = "moderate" if because else "reword"
    change_case(actor, case, name, now=now, words=Words(note=because), text=new)
    announce("case.corrected", case_id=case.pk)
    return case


def _photo(actor: Actor, case: Case, photo_id: int) -> CasePhoto:
    if not selves_on(actor, case, []) & {Who.DESK, Who.BELOW}:
        raise NotAllowed("may_not_moderate")
    photo = CasePhoto.objects.filter(case=case, pk=photo_id).first()
    if photo is None:
        raise NotFound("photo")
    return photo


def _told(actor: Actor, case: Case, name: str, photo: CasePhoto, now: datetime) -> None:
    audit.record(actor, f"case.{name}", case, now=now, photo=photo.pk)
    write_line(actor, case, name, now=now, words=Words(note=photo.hidden_because))
    announce("case.corrected", case_id=case.pk)


def _reason(because: str) -> str:
    reason = because.strip()[:200]
    if not reason:
        why = _("请写明为什么隐去，诉求人会看到。")
        raise RuleBroken("reason_needed", why, {"because": why})
    return reason
