"""Taking a list out of the house: with a purpose, and a line that says so."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import NotFound, RuleBroken
from linli.needs.queries.needs import desk_communities
from linli.needs.rules.wording import check_wanted
from linli.needs.terms import WISH_MAX


@transaction.atomic
def note_export(actor: Actor, community_id: int, *, view: str, purpose: str, now: datetime) -> None:
    """Before the first byte. A community that is not one's own is not there."""
    if community_id not in desk_communities(actor):
        raise NotFound("community")
    purpose = check_wanted(purpose, field="purpose", most=WISH_MAX)
    if not purpose:
        why = _("请写为什么要导出，比如“周例会安排人手”。")
        raise RuleBroken("purpose_needed", why, {"purpose": why})
    audit.record(actor, "need.exported", ("place", community_id), now=now, view=view, purpose=purpose)
