"""Rows told in the words of GeoReport v2."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.models import Case, Category
from linli.cases.rules import Question, condition_words
from linli.cases.terms import Kind
from linli.cases.terms.questions import YES_NO_WORDS, QuestionKind
from linli.channels.open311 import shapes
from linli.channels.open311.queries import Cell
from linli.channels.open311.rules import print_moment
from linli.channels.open311.terms import CLOSED, FORMATS, SPECIFICATION, status_of
from linli.methods.models import Pack
from linli.places.models import Place


def discovery(pack: Pack, base_url: str) -> shapes.Discovery:
    changeset = print_moment(pack.loaded_at)
    endpoint = shapes.Endpoint(
        specification=SPECIFICATION,
        url=base_url + reverse("channels:open311", args=["v2"]),
        changeset=changeset,
        type="test" if settings.DEMO else "production",
        formats=[media.partition(";")[0] for media in FORMATS.values()],
    )
    return shapes.Discovery(
        changeset=changeset,
        contact=_("请联系本区平台管理员，或拨打社区电话。"),
        key_service=_("提交诉求和查看明细要有令牌（api_key），由平台管理员在“系统接口”里开通。"),
        endpoints=[endpoint],
    )


def service(category: Category) -> shapes.Service:
    group = category.parent.name if category.parent else ""
    return shapes.Service(
        service_code=category.code,
        service_name=category.name,
        description=f"{group} · {category.name}" if group else category.name,
        metadata=True,
        type="realtime",
        keywords=",".join(category.words),
        group=group,
    )


KIND, PLACE_NAME = "kind", "place_name"
_ASKED = (
    (KIND, "singlevaluelist", gettext_lazy("性质"), gettext_lazy("不选就是求助。")),
    (PLACE_NAME, "string", gettext_lazy("具体在哪里"), gettext_lazy("例如“幸福里 3 号楼门口”。")),
)
_DATATYPE = {
    QuestionKind.CHOICE: "singlevaluelist",
    QuestionKind.CHOICES: "multivaluelist",
    QuestionKind.YES_NO: "singlevaluelist",
    QuestionKind.NUMBER: "number",
    QuestionKind.DATE: "datetime",
    QuestionKind.TIME_OF_DAY: "string",
    QuestionKind.TEXT: "text",
}


def definition(category: Category, asked: Sequence[Question]) -> shapes.ServiceDefinition:
    """What may be said beside the words: the questions of the service first, then what every service asks."""
    attributes = [_attribute(question, asked, order) for order, question in enumerate(asked, start=1)]
    attributes += [
        shapes.Attribute(
            variable=True,
            code=code,
            datatype=datatype,
            required=False,
            datatype_description=str(hint),
            order=order,
            description=str(label),
            values=[shapes.Value(k.value, str(k.label)) for k in Kind] if code == KIND else [],
        )
        for order, (code, datatype, label, hint) in enumerate(_ASKED, start=len(attributes) + 1)
    ]
    return shapes.ServiceDefinition(category.code, attributes)


def _attribute(question: Question, asked: Sequence[Question], order: int) -> shapes.Attribute:
    """One on a condition is never required here: the format knows no conditions, so the hint says it."""
    yes_no = question.kind == QuestionKind.YES_NO
    words = YES_NO_WORDS.items() if yes_no else ((option, option) for option in question.options)
    return shapes.Attribute(
        variable=True,
        code=question.code,
        datatype=_DATATYPE[QuestionKind(question.kind)],
        required=question.required and not question.only_if,
        datatype_description=_hint(question, asked),
        order=order,
        description=f"{question.ask}（{question.unit}）" if question.unit else question.ask,
        values=[shapes.Value(key, str(name)) for key, name in words],
    )


def _hint(question: Question, asked: Sequence[Question]) -> str:
    said = [condition_words(question, asked), question.help]
    if question.kind == QuestionKind.TIME_OF_DAY:
        said.append(_("写成 22:30。"))
    return " ".join(part for part in said if part)


def request(case: Case) -> shapes.ServiceRequest:
    """To a machine that may see the case: all but who raised it."""
    lon, lat = _point(case)
    changed = [moment for moment in (case.stepped_at, case.closed_at) if moment]  # type: ignore[attr-defined]
    open_ = status_of(case.queue) != CLOSED
    return shapes.ServiceRequest(
        service_request_id=case.code,
        status=status_of(case.queue),
        status_notes=case.get_state_display(),
        service_name=case.category.name if case.category else _("未分类"),
        service_code=case.category.code if case.category else "",
        description=case.text,
        agency_responsible=case.unit.name if case.unit else "",
        service_notice="",
        requested_datetime=print_moment(case.received_at),
        updated_datetime=print_moment(max([case.received_at, *changed])),
        expected_datetime=print_moment(case.due_at) if open_ else None,
        address=case.where,
        address_id=str(case.building_id or case.estate_id or case.grid_id or ""),
        zipcode="",
        lat=lat,
        long=lon,
        media_url=None,
    )


def _point(case: Case) -> tuple[float, float]:
    """Where it is, or the middle of the smallest area it is known to lie in."""
    around = (case.grid, case.community, case.subdistrict)
    points = [(case.lon, case.lat), *((place.lon, place.lat) for place in around if place is not None)]
    return next(((lon, lat) for lon, lat in points if lon is not None and lat is not None), (0.0, 0.0))


def counted(cell: Cell) -> Iterator[shapes.ServiceRequest]:
    """A count in the form of requests: each row stands for one of the group and tells nothing of it alone."""
    return (counted_one(cell, number) for number in range(1, cell.count + 1))


def counted_one(cell: Cell, number: int) -> shapes.ServiceRequest:
    month = print_moment(cell.month)
    place: Place = cell.place
    return shapes.ServiceRequest(
        service_request_id=f"{cell.stem}-{number}",
        status=cell.status,
        status_notes="",
        service_name=cell.category.name,
        service_code=cell.category.code,
        description=cell.category.name,
        agency_responsible="",
        service_notice=_("公开的只有按月、按街道的数量，不是具体的一件。"),
        requested_datetime=month,
        updated_datetime=month,
        expected_datetime=None,
        address=place.name,
        address_id=str(place.pk),
        zipcode="",
        lat=place.lat or 0.0,
        long=place.lon or 0.0,
        media_url=None,
    )
