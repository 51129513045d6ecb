"""Writing a version in the browser: begun from a loaded one, row by row, until it is loaded or dropped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import Gone, NotAllowed, RuleBroken, Stale
from linli.methods import queries
from linli.methods.actions.loading import LoadReport, load_pack
from linli.methods.models import Draft, DraftRow, Pack
from linli.methods.queries.drafts import draft_file, head_of
from linli.methods.reading import content_digest
from linli.methods.rules.forbidden import forbidden_name
from linli.methods.rules.writing import pack_text
from linli.methods.sections import Section, sections, written
from linli.methods.terms import ROWS_MOST


def _may(actor: Actor) -> None:
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("write_pack")


@transaction.atomic
def begin_draft(actor: Actor, pack: Pack, *, now: datetime) -> Draft:
    """Everything the version says, row by row, to be changed. Its base is in it: the new one stands alone."""
    _may(actor)
    draft = Draft.objects.create(
        begun_from=pack, key=_own_key(pack), title=pack.title, about="", begun_at=now, changed_at=now
    )
    content = queries.content_of(pack)
    rows = [
        DraftRow(
            draft=draft,
            section=section.key,
            number=number,
            values=written(value),
            kept_code=section.code(value),
        )
        for section in sections().values()
        for number, value in enumerate(content.values(section), start=1)
    ]
    DraftRow.objects.bulk_create(rows, batch_size=200)
    audit.record(actor, "draft.begun", draft, now=now, pack=pack.pk)
    return draft


def _own_key(pack: Pack) -> str:
    """A pack that comes with the product keeps its own line of versions; the district's has another name."""
    return f"{pack.name}_local"[:40] if pack.name in queries.shipped_packs() else pack.name


def _touch(draft: Draft, *, now: datetime, seen: int | None = None) -> None:
    """Whatever is saved makes the draft another one. `seen`: only if it is still the one that was read."""
    found = Draft.objects.filter(pk=draft.pk)
    if seen is not None:
        found = found.filter(version=seen)
    if not found.update(version=F("version") + 1, changed_at=now):
        raise Stale("draft_changed", _("刚才有人改过这份草稿。您填的还在，请看一眼现在的内容，再保存一次。"))
    draft.refresh_from_db(fields=["version", "changed_at"])


@transaction.atomic
def save_head(
    actor: Actor, draft: Draft, *, title: str, about: str, key: str, seen: int, now: datetime
) -> Draft:
    _may(actor)
    for name, value in (("title", title), ("key", key)):
        if word := forbidden_name(value):
            why = _("不能使用 %(name)s：这类信息不得采集或标注（数据保护底线 D-1），请删去") % {"name": word}
            raise RuleBroken("draft_forbidden", why, {name: why})
    _touch(draft, now=now, seen=seen)
    Draft.objects.filter(pk=draft.pk).update(title=title, about=about, key=key)
    draft.title, draft.about, draft.key = title, about, key
    audit.record(actor, "draft.head_changed", draft, now=now, key=key)
    return draft


@transaction.atomic
def add_row(
    actor: Actor, draft: Draft, section: Section[Any], values: Mapping[str, Any], *, now: datetime
) -> DraftRow:
    _may(actor)
    if draft.rows.count() >= ROWS_MOST:
        raise RuleBroken("draft_full", _("一份草稿最多 %(most)d 条，请先删去不用的。") % {"most": ROWS_MOST})
    _touch(draft, now=now)
    last = draft.rows.filter(section=section.key).aggregate(last=Max("number"))["last"] or 0
    row = DraftRow.objects.create(
        draft=draft, section=section.key, number=last + 1, values=_fitting(section, values)
    )
    _record(actor, "draft.row_added", row, section, row.values, now=now)
    return row


@transaction.atomic
def save_row(
    actor: Actor,
    draft: Draft,
    section: Section[Any],
    row_id: int,
    values: Mapping[str, Any],
    *,
    seen: int,
    now: datetime,
) -> DraftRow:
    """Stored also when other rows now speak against it: that is told, and keeps it from being loaded."""
    _may(actor)
    row = draft.rows.filter(pk=row_id, section=section.key).first()
    if row is None:
        raise Gone("draft_row_gone", _("这一条刚才被别人删去了。您填的还在，需要的话另加一条。"))
    fitting = _fitting(section, values)
    if not draft.rows.filter(pk=row.pk, version=seen).update(values=fitting, version=F("version") + 1):
        raise Stale("draft_row_changed", _("刚才有人改过这一条。您填的还在，请看一眼现在的内容，再保存。"))
    _touch(draft, now=now)
    before, row.values, row.version = row.values, fitting, seen + 1
    _record(actor, "draft.row_changed", row, section, _changed(before, fitting), now=now)
    return row


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: [before.get(key), after.get(key)]
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }


@transaction.atomic
def remove_row(
    actor: Actor, draft: Draft, section: Section[Any], row_id: int, *, seen: int, now: datetime
) -> None:
    """To remove what is already gone changes nothing."""
    _may(actor)
    row = draft.rows.filter(pk=row_id, section=section.key).first()
    if row is None:
        return
    if not draft.rows.filter(pk=row.pk, version=seen).delete()[0]:
        raise Stale("draft_row_changed", _("刚才有人改过这一条，请看清现在的内容再删。"))
    _touch(draft, now=now)
    row.pk = row_id
    _record(actor, "draft.row_removed", row, section, row.values, now=now)


@transaction.atomic
def save_square(
    actor: Actor,
    draft: Draft,
    section: Section[Any],
    cells: Mapping[tuple[Any, Any], str],
    *,
    seen: int,
    now: datetime,
) -> None:
    """All cells at once: one audit line that says which are other now."""
    _may(actor)
    _touch(draft, now=now, seen=seen)
    down, over, inside = section.matrix or ("", "", "")
    changed: dict[str, Any] = {}
    for row in draft.rows.filter(section=section.key):
        place = (row.values[down], row.values[over])
        chosen = cells.get(place)
        if chosen is not None and chosen != row.values[inside]:
            changed[f"{place[0]}.{place[1]}"] = [row.values[inside], chosen]
            values = _fitting(section, row.values | {inside: chosen})
            draft.rows.filter(pk=row.pk).update(values=values, version=F("version") + 1)
    audit.record(actor, "draft.square_changed", draft, now=now, section=section.key, changed=changed)


def _fitting(section: Section[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what fits the shape is stored; the form has said why it does not."""
    try:
        return written(msgspec.convert(dict(values), section.shape))
    except msgspec.ValidationError:
        raise RuleBroken("draft_row_misfit", _("这一条的写法不对，请检查每一格。")) from None


def _record(
    actor: Actor, event: str, row: DraftRow, section: Section[Any], values: Any, *, now: datetime
) -> None:
    told = {"section": section.key, "row": row.pk, "values": values}
    audit.record(actor, event, ("draft", row.draft_id), now=now, **told)


@transaction.atomic
def drop_draft(actor: Actor, draft: Draft, *, now: datetime) -> None:
    _may(actor)
    audit.record(actor, "draft.dropped", draft, now=now, key=draft.key)
    draft.delete()


@transaction.atomic
def load_draft(actor: Actor, draft: Draft, *, seen: int, now: datetime) -> LoadReport:
    """The draft as the next version of its pack: written as a text and loaded like any other."""
    _may(actor)
    _touch(draft, now=now, seen=seen)
    resolved = sound_content(draft)
    if content_digest(resolved) == content_digest(draft.begun_from.content):
        raise RuleBroken("draft_same", _("这份草稿和开始时的版本一样，还没有要加载的改动。"))
    report = load_pack(actor, pack_text(head_of(draft, next_version(draft.key)), resolved), now=now)
    audit.record(actor, "draft.loaded", draft, now=now, pack=report.pack.pk)
    draft.delete()
    return report


def sound_content(draft: Draft) -> dict[str, Any]:
    """What it says, with nothing left to mend."""
    reading = draft_file(draft).reading
    if reading.faults:
        told = _("这份草稿还有 %(n)d 处要改，改好才能试算和加载。") % {"n": len(reading.faults)}
        raise RuleBroken("draft_faulty", told)
    return reading.resolved()


def next_version(key: str) -> int:
    last = Pack.objects.filter(name=key).aggregate(last=Max("version"))["last"]
    shipped = {head.name: head.version for head in queries.shipped_heads()}
    return max(last or 0, shipped.get(key, 0)) + 1
