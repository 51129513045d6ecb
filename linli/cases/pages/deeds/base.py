"""What a deed is: a form, an action, and to whom it is open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.cases import forms
from linli.cases.actions.moving import Words
from linli.cases.models import Case, WorkOrder
from linli.cases.pages.keeping import store_photos
from linli.cases.queries.cases import CaseFile
from linli.cases.terms import OrderState, Queue, State, Who
from linli.core.actors import Actor, Right
from linli.core.errors import BadStep
from linli.core.files.models import StoredFile

type Form = forms.FaultyForm
type Do = Callable[["Doing"], object]


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what to which case, with a form that is in order."""

    actor: Actor
    file: CaseFile
    form: Form
    now: datetime
    photos: Sequence[StoredFile] = ()  # those that were sent before, as machines do

    @property
    def case(self) -> Case:
        return self.file.case

    @property
    def order(self) -> WorkOrder:
        """The open order of one of the actor's units."""
        order = own_order(self.actor, self.file)
        if order is None:
            raise BadStep("no_open_order")
        return order

    def __getitem__(self, name: str) -> Any:
        return self.form.cleaned_data[name]

    def words(self) -> Words:
        fresh = store_photos(self.actor, self["photos"], now=self.now) if self.form.files else ()
        return Words(note=self["note"], photos=[*self.photos, *fresh])


@dataclass(frozen=True, slots=True)
class Deed:
    name: str
    label: Promise | str
    form: type[Form]
    do: Do
    open_to: Callable[[Actor, CaseFile], bool]
    icon: str = "check"
    key: str | None = None  # on the keyboard
    brief: Callable[[Actor, CaseFile, datetime], bool] | None = None  # open only for a moment
    prepare: Callable[[Form, Actor, CaseFile], None] | None = None
    fold: Promise | str = ""  # seldom needed: under this heading, closed at first

    def form_for(self, actor: Actor, file: CaseFile, data: Any = None, files: Any = None) -> Form:
        form = self.form(data, files, initial={"version": file.case.version}, auto_id=f"{self.name}-%s")
        if self.prepare:
            self.prepare(form, actor, file)
        return form


def do_deed(
    deed: Deed, actor: Actor, file: CaseFile, form: Form, *, now: datetime, photos: Sequence[StoredFile] = ()
) -> None:
    """Do it to the case as the actor saw it: `form` is in order and carries that version."""
    seen = form.cleaned_data.get("version")
    if seen is not None:
        file.case.version = seen
        for order in file.orders:
            order.case = file.case
    deed.do(Doing(actor, file, form, now, photos))


def own_order(actor: Actor, file: CaseFile) -> WorkOrder | None:
    units = actor.unit_ids(Right.CASE_HANDLE)
    return next((order for order in reversed(file.orders) if order.open and order.unit_id in units), None)


def step_open(*names: str) -> Callable[[Actor, CaseFile], bool]:
    return lambda actor, file: any(file.may(name) for name in names)


def order_is(state: OrderState) -> Callable[[Actor, CaseFile], bool]:
    def fits(actor: Actor, file: CaseFile) -> bool:
        order = own_order(actor, file)
        waits = order is not None and order.lead and file.case.queue == Queue.WAITING
        return order is not None and order.state == state and not waits

    return fits


def desk_while(*states: State) -> Callable[[Actor, CaseFile], bool]:
    return lambda actor, file: Who.DESK in file.who and file.case.state in states


def with_units(form: Form, actor: Actor, file: CaseFile) -> None:
    form.fields["unit"].choices = [("", _("请选择")), *file.units]  # type: ignore[attr-defined]
