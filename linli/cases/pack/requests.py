"""On which grounds a unit may ask for something about a case, for how long, and how soon it is answered."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.models import Ground, RequestLimit
from linli.cases.pack.norms import NORM_LABELS, NORM_SHOWN, Norm, check_norm
from linli.cases.terms.requests import ASKINGS, RequestKind
from linli.methods.models import Pack
from linli.methods.sections import Content, Section, Told
from linli.methods.terms import CODE, FILLED

# Kinds whose grounds the district lists; those of an exclusion are closed (terms.requests).
LISTED = tuple(kind for kind, asking in ASKINGS.items() if asking.ground and kind != RequestKind.EXCLUSION)
LASTING = (RequestKind.SUSPEND, RequestKind.EXTEND, RequestKind.LONG_TERM)  # asked for so many days


class GroundRow(Norm, frozen=True, kw_only=True):
    kind: RequestKind
    code: Annotated[str, Meta(pattern=CODE, max_length=40)]
    name: Annotated[str, Meta(pattern=FILLED, max_length=120)]  # the caller reads it


class RequestRow(Norm, frozen=True, kw_only=True):
    """`most_days`: working days of an extension, else calendar days until it is looked at again."""

    kind: RequestKind
    most_days: Annotated[int, Meta(ge=1, le=1000)] | None = None
    answer_days: Annotated[int, Meta(ge=1, le=60)]


def _check_grounds(content: Content, told: Told) -> None:
    for row in content.rows(GROUNDS):
        check_norm(row, told)
        if row.value.kind not in LISTED:
            kinds = _("、").join(kind.value for kind in LISTED)
            told(row, "kind", _("这一种没有可由各地设定的理由；kind 只能是 %(kinds)s") % {"kinds": kinds})
    given = {row.kind for row in content.values(GROUNDS)}
    missing = [f"{kind.value}（{kind.label}）" for kind in LISTED if kind not in given]
    if given and missing and content.is_whole(GROUNDS):
        told.whole(GROUNDS, _("还缺这几种申请的理由：%(kinds)s") % {"kinds": _("、").join(missing)})


def _check_limits(content: Content, told: Told) -> None:
    for row in content.rows(REQUESTS):
        check_norm(row, told)
        lasting = row.value.kind in LASTING
        if lasting and row.value.most_days is None:
            told(row, "most_days", _("缺少 most_days：写明最多可以申请几天"))
        if not lasting and row.value.most_days is not None:
            told(row, "most_days", _("这一种不按天申请，请删去 most_days"))


def _load_grounds(pack: Pack, content: Content) -> None:
    Ground.objects.bulk_create(
        Ground(pack=pack, kind=row.kind, code=row.code, number=number, name=row.name, basis=row.printed_basis)
        for number, row in enumerate(content.values(GROUNDS), start=1)
    )


def _load_limits(pack: Pack, content: Content) -> None:
    RequestLimit.objects.bulk_create(
        RequestLimit(
            pack=pack,
            kind=row.kind,
            most_days=row.most_days,
            answer_days=row.answer_days,
            basis=row.printed_basis,
        )
        for row in content.values(REQUESTS)
    )


_SHOWN: Mapping[str, Callable[[Any], str | Promise]] = {
    "kind": lambda kind: str(RequestKind(kind).label),
    **NORM_SHOWN,
}

GROUNDS = Section(
    key="grounds",
    title=gettext_lazy("中止、延期等的理由"),
    shape=GroundRow,
    code=lambda row: f"{row.kind.value}.{row.code}",
    labels={
        "kind": gettext_lazy("申请什么"),
        "code": gettext_lazy("代码"),
        "name": gettext_lazy("理由"),
        **NORM_LABELS,
    },
    shown=_SHOWN,
    called=lambda row, _content: f"{RequestKind(row.kind).label} · {row.name}",
    check=_check_grounds,
    load=_load_grounds,
)

REQUESTS = Section(
    key="requests",
    title=gettext_lazy("申请的期限"),
    shape=RequestRow,
    code=lambda row: row.kind.value,
    labels={
        "kind": gettext_lazy("申请什么"),
        "most_days": gettext_lazy("最多几天"),
        "answer_days": gettext_lazy("几个工作日内答复"),
        **NORM_LABELS,
    },
    shown=_SHOWN,
    called=lambda row, _content: str(RequestKind(row.kind).label),
    check=_check_limits,
    load=_load_limits,
)
