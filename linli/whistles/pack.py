"""This app's section of a method pack: how soon called units check in and arrive, by kind of whistle."""

from django.utils.translation import gettext_lazy

from linli.cases.pack.norms import TIMED_LABELS, TIMED_SHOWN, TimedNorm, check_timed
from linli.methods.models import Pack
from linli.methods.sections import Content, Section, Told
from linli.whistles.models import WhistleLimit
from linli.whistles.terms import Kind, Stage


class WhistleRow(TimedNorm, frozen=True, kw_only=True):
    """A kind and stage that no row names keeps the platform's own limit."""

    kind: Kind
    stage: Stage


def _check(content: Content, told: Told) -> None:
    for row in content.rows(WHISTLES):
        check_timed(row, told)


def _load(pack: Pack, content: Content) -> None:
    WhistleLimit.objects.bulk_create(
        WhistleLimit(
            pack=pack,
            kind=row.kind,
            stage=row.stage,
            amount=row.amount,
            unit=row.unit,
            clock=row.clock,
            basis=row.printed_basis,
        )
        for row in content.values(WHISTLES)
    )


WHISTLES = Section(
    key="whistles",
    title=gettext_lazy("吹哨的时限"),
    shape=WhistleRow,
    code=lambda row: f"{row.kind.value}.{row.stage.value}",
    labels={
        "kind": gettext_lazy("哨的种类"),
        "stage": gettext_lazy("环节"),
        **TIMED_LABELS,
    },
    shown={
        "kind": lambda kind: Kind(kind).label,
        "stage": lambda stage: Stage(stage).label,
        **TIMED_SHOWN,
    },
    called=lambda row, _content: f"{Kind(row.kind).label} · {Stage(row.stage).label}",
    check=_check,
    load=_load,
)

SECTIONS = (WHISTLES,)
