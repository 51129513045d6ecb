"""The next version of the rules as somebody is writing it, tried on last month's matters."""

from datetime import datetime, timedelta

from django.utils import timezone

from linli.cases.actions.trying import run_trial
from linli.cases.pack.trials import book_of
from linli.cases.rules.what_if import Bench
from linli.core.actors import SYSTEM
from linli.core.demo import Context
from linli.methods.actions.drafts import begin_draft, save_head, save_row
from linli.methods.actions.trials import try_draft
from linli.methods.models import Draft
from linli.methods.queries import active_pack, content_from, content_of
from linli.methods.queries.drafts import section_for
from linli.methods.terms import TRIAL_DAYS


def write_next_version(context: Context) -> None:
    """Street lamps get another name and go to the power company; one limit is a day shorter."""
    pack, now = active_pack(), context.now
    if pack is None:
        return
    draft = begin_draft(SYSTEM, pack, now=now)
    _change(draft, "categories", "municipal.street_light", now, name="公共照明")
    _change(draft, "catalogue", "greening", now, trade="municipal")
    _change(draft, "time_limits", "handle.green", now, amount=2)
    head = {"title": f"{pack.title}（拟改）", "about": "一般事项早一天办完。", "key": draft.key}
    save_head(SYSTEM, draft, **head, seen=draft.version, now=now)
    today = timezone.localdate(now)
    trial = try_draft(SYSTEM, draft, (today - timedelta(days=TRIAL_DAYS - 1), today), now=now)
    books = book_of(content_of(pack)), book_of(content_from(trial.content))
    run_trial(trial, Bench(*books), now=now)


def _change(draft: Draft, key: str, code: str, now: datetime, **values: object) -> None:
    row = draft.rows.filter(section=key, kept_code=code).first()
    if row is None:  # the pack of this demo has no such row
        return
    section = section_for(key)
    save_row(SYSTEM, draft, section, row.pk, row.values | values, seen=row.version, now=now)
    draft.refresh_from_db()
