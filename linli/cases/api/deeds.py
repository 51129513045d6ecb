"""What a desk or a unit can do, for machines: one address per deed of the table the pages use.

The fields of a deed's form are the fields of its body; nothing is listed twice.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from django import forms as django_forms
from django.conf import settings
from django.urls import URLPattern
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from linli.cases.api.files import CASE
from linli.cases.api.shapes import Answers, CaseDetail, Key
from linli.cases.api.telling import detail_of
from linli.cases.forms import AskingForm, FaultyForm, PhotosField
from linli.cases.forms.questions import PREFIX
from linli.cases.pages.deeds import DEEDS, Deed, do_deed
from linli.cases.queries.machines import file_by_code
from linli.cases.queries.photos import own_unused_photos
from linli.cases.terms import TEXT_MAX
from linli.core.api import Call, Endpoint, route
from linli.core.errors import RuleBroken
from linli.organisation.api import token_door
from linli.organisation.terms import Scope

Version = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1, description="version of the case as last read")]

GROUP = gettext_lazy("办理诉求")


def body_of(deed: Deed) -> type[msgspec.Struct]:
    """The struct of a deed's form. Choices that depend on the case stay open and are checked by the form."""
    fields: list[Any] = []
    for name, field in deed.form.base_fields.items():
        if name != "version":
            fields.append(_field(name, field))
    if issubclass(deed.form, AskingForm):
        fields.append(("answers", Answers, msgspec.field(default_factory=dict)))
    name = "".join(capfirst(part) for part in deed.name.split("_"))
    return msgspec.defstruct(
        f"{name}Deed",
        [("version", Version), *fields],
        forbid_unknown_fields=True,
        kw_only=True,
        module=__name__,
    )


def _field(name: str, field: django_forms.Field) -> tuple[Any, ...]:
    kind, limits = _type(field)
    if field.label:
        limits["description"] = _label(field)
    described = Annotated[kind, msgspec.Meta(**limits)] if limits else kind
    if field.required:
        return name, described
    if isinstance(field, PhotosField | django_forms.MultipleChoiceField):
        return name, described, msgspec.field(default_factory=list)
    return name, described | None, None


type Typed = tuple[Any, dict[str, Any]]  # a type, and the limits of its values


def _type(field: django_forms.Field) -> Typed:
    """The most telling class decides: a typed choice of units is a number, not one of its words."""
    return next(make(field) for kind, make in _TYPES if isinstance(field, kind))


def _text(field: Any) -> Typed:
    return str, {"max_length": getattr(field, "max_length", None) or TEXT_MAX}


def _choice(field: Any) -> Typed:
    """One of the values, where they are known without the case."""
    values = [value for value, _label in field.choices if isinstance(value, str) and value]
    return (Literal[tuple(values)], {}) if values else (str, {"max_length": 60})


def _typed_choice(field: Any) -> Typed:
    return (int, {"ge": 1, "le": LARGEST}) if field.coerce is int else _choice(field)


LARGEST = 2**53  # what every reader of JSON takes for the number it is
_TYPES: Sequence[tuple[type[django_forms.Field], Callable[[Any], Typed]]] = (
    (PhotosField, lambda field: (list[Key], {"max_length": settings.PHOTOS_PER_STEP})),
    (django_forms.BooleanField, lambda field: (bool, {})),
    (django_forms.TypedChoiceField, _typed_choice),
    (django_forms.MultipleChoiceField, lambda field: (list[str], {"max_length": 100})),
    (django_forms.ChoiceField, _choice),
    (django_forms.FloatField, lambda field: (float, {})),
    (django_forms.IntegerField, lambda field: (int, {"ge": -LARGEST, "le": LARGEST})),
    (django_forms.DateTimeField, lambda field: (datetime, {})),
    (django_forms.DateField, lambda field: (date, {})),
    (django_forms.Field, _text),
)


def _label(field: django_forms.Field) -> str:
    """In the source language: a struct is made once, for readers of every language."""
    with translation.override("zh-hans"):
        return str(field.label)


def doing(deed: Deed) -> Callable[[Call], CaseDetail]:
    def do(call: Call) -> CaseDetail:
        file = file_by_code(call.actor, call.path["code"])
        given = msgspec.to_builtins(call.body)
        photos = own_unused_photos(call.actor, given.pop("photos", ()))
        answers = given.pop("answers", {})
        data = {name: _typed(value) for name, value in given.items()}
        form = deed.form_for(
            call.actor, file, data | {PREFIX + code: value for code, value in answers.items()}
        )
        if isinstance(form, AskingForm):
            form.given = answers.keys()
        if not form.is_valid():
            raise _refusal(form)
        do_deed(deed, call.actor, file, form, now=call.now, photos=photos)
        return detail_of(call, file_by_code(call.actor, call.path["code"]))

    return do


def _typed(value: Any) -> Any:
    """As a browser would have sent it: nothing for what was left out, no box ticked for a no."""
    return "" if value is None or value is False else value


def _refusal(form: FaultyForm) -> RuleBroken:
    faults = {name: " ".join(str(why) for why in whys) for name, whys in form.errors.items()}
    fields = {name: why for name, why in faults.items() if name in form.fields}
    return RuleBroken("form_incomplete", next(iter(faults.values())), fields)


def _route(deed: Deed) -> URLPattern:
    endpoint = Endpoint(
        "POST",
        "do" + "".join(capfirst(part) for part in deed.name.split("_")),
        deed.label,
        doing(deed),
        CaseDetail,
        takes=body_of(deed),
        scopes=(Scope.CASES_DESK, Scope.CASES_HANDLE),
        group=GROUP,
        problems=(409, 410),
    )
    return route(f"{CASE}/deeds/{deed.name}", endpoint, door=token_door, name=f"api_do_{deed.name}")


urlpatterns = [_route(deed) for deed in DEEDS.values()]
