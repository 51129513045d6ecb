"""Loading a pack: its text is checked and becomes a version with its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken, Stale
from linli.methods import queries
from linli.methods.models import Pack
from linli.methods.reading import Head, Reading
from linli.methods.rules.faults import Fault
from linli.methods.sections import sections


class PackFaulty(RuleBroken):
    """The text cannot be loaded; `faults` names every line to mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        told = {"n": len(faults), "first": faults[0]}
        super().__init__("pack_faulty", _("这个方法包有 %(n)d 处要改：%(first)s") % told)
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class LoadReport:
    pack: Pack
    created: bool  # False: the same content was already there
    counts: Mapping[str, int]  # section: rows


@transaction.atomic
def load_pack(actor: Actor, text: str, *, now: datetime) -> LoadReport:
    """Check the text and store it as a version with its rows. `activate` then puts it in force."""
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("load_pack")
    reading = queries.read(text)
    if reading.faults:
        raise PackFaulty(reading.faults)
    head = reading.sound_head()
    known = Pack.objects.filter(name=head.name, version=head.version).first()
    if known is None:
        return _loaded(actor, text, reading, now=now)
    if known.digest != reading.digest():
        raise RuleBroken("pack_version_used", _version_used(head))
    return LoadReport(known, created=False, counts=_counts(known))


def _loaded(actor: Actor, text: str, reading: Reading, *, now: datetime) -> LoadReport:
    head, digest = reading.sound_head(), reading.digest()
    pack = Pack(
        name=head.name,
        version=head.version,
        title=head.title,
        about=head.about,
        based_on=head.based_on,
        digest=digest,
        text=text,
        content=reading.resolved(),
        loaded_at=now,
    )
    try:
        with transaction.atomic():
            pack.save(force_insert=True)
    except IntegrityError:  # somebody else loaded this version in this moment
        raise Stale("pack_loaded_meanwhile") from None
    for section in sections().values():
        section.load(pack, reading.content)
    audit.record(actor, "pack.loaded", pack, now=now, name=pack.name, version=pack.version, digest=digest)
    return LoadReport(pack, created=True, counts=_counts(pack))


def _counts(pack: Pack) -> dict[str, int]:
    return {key: len(rows) for key, rows in pack.content.items()}


def _version_used(head: Head) -> str:
    newest = Pack.objects.filter(name=head.name).order_by("-version").values_list("version", flat=True)[0]
    told = {"name": head.name, "version": head.version, "next": newest + 1}
    return _("%(name)s 第 %(version)d 版已经加载过，不能再改，请把 version 改为 %(next)d 再加载。") % told
