"""Two years after a matter was settled nobody can tell any more who raised it; not a day earlier."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases.actions import contact, retention
from linli.cases.actions.retention import Erased, erase_expired_contacts
from linli.cases.models import Caller, Case, CasePhoto
from linli.cases.rules import queue_of
from linli.cases.tasks import erase_expired_contacts as nightly
from linli.cases.terms import LINK_DAYS, OPEN, PhotoKind, State
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.files.actions import store_photo
from linli.core.files.models import StoredFile
from linli.core.files.rules import name_of
from linli.core.files.terms import Size
from linli.core.tasks.declare import SCHEDULED
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW
LONG_AGO = NOW - timedelta(days=LINK_DAYS, hours=1)
JUST_NOT = NOW - timedelta(days=LINK_DAYS, hours=-1)
SETTLED = [state for state in State if state not in OPEN]


@pytest.fixture
def where(db):
    cases.pack()
    return make.district()


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "olive").save(out, "JPEG")
    return SimpleUploadedFile("door.jpg", out.getvalue(), "image/jpeg")


def photo(case: Case, kind: PhotoKind) -> StoredFile:
    file = store_photo(PUBLIC, picture(), purpose="case", now=LONG_AGO)
    CasePhoto.objects.create(case=case, file=file, kind=kind)
    return file


def known(case: Case) -> bool:
    caller = Caller.objects.get(pk=case.pk)
    return bool(caller.name or caller.phone or caller.pin or caller.filed_by)


@pytest.mark.parametrize("state", SETTLED)
def test_who_raised_a_settled_case_is_forgotten(where, state):
    """Declined, merged and withdrawn ones too; the matter itself stays as it was."""
    fields = {"closed_at": LONG_AGO}
    if state == State.MERGED:
        fields["merged_into"] = cases.case(where, state=State.CLOSED, closed_at=LONG_AGO)
    case = cases.case(where, state=state, **fields)
    Caller.objects.filter(pk=case.pk).update(filed_by="李网格员")

    erase_expired_contacts(SYSTEM, now=NOW)

    assert not known(case)
    after = Case.objects.get(pk=case.pk)
    assert (after.text, after.state, after.code) == (case.text, case.state, case.code)


def test_everybody_else_is_still_known(where):
    """Settled a little later, open however old, reopened, merged into what is not settled."""
    open_lead = cases.case(where, state=State.LONG_TERM)
    young_lead = cases.case(where, state=State.CLOSED, closed_at=JUST_NOT)
    kept = [
        cases.case(where, state=State.CLOSED, closed_at=JUST_NOT),
        cases.case(where, state=State.IN_HAND, received_at=LONG_AGO - timedelta(days=900), closed_at=None),
        cases.case(where, state=State.IN_HAND, closed_at=LONG_AGO),
        cases.case(where, state=State.MERGED, merged_into=open_lead, closed_at=LONG_AGO),
        cases.case(where, state=State.MERGED, merged_into=young_lead, closed_at=LONG_AGO),
        open_lead,
        young_lead,
    ]
    assert erase_expired_contacts(SYSTEM, now=NOW) == Erased()
    assert all(known(case) for case in kept)
    assert not AuditLine.objects.filter(event__startswith="case.").exists()


def test_the_callers_photos_go_and_the_units_stay(
    where, tmp_path, settings, django_capture_on_commit_callbacks
):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "linli.core.files.storage.DurableFiles", "OPTIONS": {"location": tmp_path}}
    }
    case = cases.case(where, state=State.CLOSED, closed_at=LONG_AGO, photos_count=1)
    sent, done = photo(case, PhotoKind.REPORT), photo(case, PhotoKind.AFTER)

    with django_capture_on_commit_callbacks(execute=True):
        assert erase_expired_contacts(SYSTEM, now=NOW) == Erased(callers=1, photos=1)

    assert [one.file for one in case.photos.all()] == [done]
    assert not StoredFile.objects.filter(pk=sent.pk).exists()
    assert not default_storage.exists(name_of(sent.key, Size.FULL))
    assert default_storage.exists(name_of(done.key, Size.FULL))
    assert Case.objects.get(pk=case.pk).photos_count == 0


def test_the_audit_counts_and_tells_nothing(where):
    case = cases.case(where, state=State.CLOSED, closed_at=LONG_AGO)
    erase_expired_contacts(SYSTEM, now=NOW)
    lines = list(AuditLine.objects.filter(event__startswith="case.").order_by("id"))
    assert [(line.event, line.subject_id, line.detail) for line in lines] == [
        ("case.contact_erased", case.pk, {}),
        ("case.retention", 0, {"callers": 1, "photos": 0}),
    ]


def test_a_second_run_changes_nothing_and_a_short_one_goes_on(where, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    old = [cases.case(where, state=State.CLOSED, closed_at=LONG_AGO - timedelta(days=n)) for n in range(5)]
    assert erase_expired_contacts(SYSTEM, now=NOW, most=3).callers == 3
    assert [known(case) for case in old] == [True, True, False, False, False]  # the longest kept first
    assert erase_expired_contacts(SYSTEM, now=NOW).callers == 2
    lines = AuditLine.objects.count()
    assert erase_expired_contacts(SYSTEM, now=NOW) == Erased()
    assert AuditLine.objects.count() == lines


def test_statements_do_not_grow_with_the_callers(where, django_assert_max_num_queries):
    for _n in range(20):
        cases.case(where, state=State.CLOSED, closed_at=LONG_AGO)
    with django_assert_max_num_queries(12):
        assert erase_expired_contacts(SYSTEM, now=NOW).callers == 20


def test_nobody_but_the_timer_erases(where):
    case = cases.case(where, state=State.CLOSED, closed_at=LONG_AGO)
    desk = make.actor(Role.DISTRICT_DESK, place=where.district)
    for actor in (desk, make.actor(Role.ADMINISTRATOR, place=where.district), PUBLIC):
        with pytest.raises(NotAllowed):
            erase_expired_contacts(actor, now=NOW)
    assert known(case)


def test_what_is_left_for_the_desk_and_the_caller(where):
    """The desk is told why there is nothing; neither the link nor any digits open the case again."""
    case = cases.case(where, state=State.CLOSED, closed_at=LONG_AGO)
    desk = make.actor(Role.DISTRICT_DESK, place=where.district)
    erase_expired_contacts(SYSTEM, now=NOW)

    with pytest.raises(RuleBroken, match="已按规定清除"):
        contact.read_contact(desk, case.pk, purpose="电话核实", now=NOW)
    for pin in ("1234", "", "一二三四"):
        with pytest.raises(RuleBroken, match="对不上"):
            contact.prove_caller(case.code, pin, now=NOW)
    assert Client().get(f"/m/{case.key}/").status_code == 410


def test_a_merged_link_lasts_as_long_as_its_lead(where):
    lead = cases.case(where, state=State.IN_HAND)
    case = cases.case(where, state=State.MERGED, merged_into=lead, closed_at=LONG_AGO - timedelta(days=999))
    assert Client().get(f"/m/{case.key}/").status_code == 200
    Case.objects.filter(pk=lead.pk).update(
        state=State.WITHDRAWN, queue=queue_of(State.WITHDRAWN), closed_at=LONG_AGO - timedelta(days=300)
    )
    assert Client().get(f"/m/{case.key}/").status_code == 410


def test_it_runs_every_night(where):
    cases.case(where, state=State.CLOSED, closed_at=LONG_AGO)
    assert nightly.func(now=NOW) == 1
    assert SCHEDULED[nightly.module_path].daily_at is not None
