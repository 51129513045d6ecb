"""Duty: every stored personal field has a purpose, a basis, a retention and readers that are written down."""

import re

from django.apps import apps
from django.conf import settings

PAGE = (settings.ROOT / "docs" / "personal-data.md").read_text()
TOLD = set(re.findall(r"`([A-Z]\w+\.\w+)`", PAGE))
FIELDS = {
    f"{model.__name__}.{field.name}": field
    for model in apps.get_models()
    for field in model._meta.concrete_fields
}
# Parts of a field's name that make it likely to say something about a person.
TELLING = frozenset(
    """
    name phone mobile pin pins email mail address birth birthday born age gender sex card passport plate
    account person deputy caller resident volunteer guardian contact wechat device ip password secret question
    text words note notes grams satisfaction lon lat staff actor by login
    """.split()  # noqa: SIM905
)
PEOPLE = {"Caller", "Person", "Account", "AccountSession", "FailedTries"}
HARMLESS = frozenset(
    """
    id case created_at seen_at count last_at is_active active must_change_password rights_stamp
    second_factor_at totp_confirmed_at totp_last_step
    """.split()  # noqa: SIM905
)
EXCEPT = frozenset(
    """
    CaseStep.by_kind StoredFile.created_by_kind Case.located_by Rating.asked_by AuditLine.actor_kind
    Place.min_lon Place.min_lat Place.max_lon Place.max_lat LevelTitle.party_title PlaceNow.caller
    WorkOrder.limit_text
    """.split()  # noqa: SIM905
)


def telling(name: str) -> bool:
    """
    >>> telling("Rating.words"), telling("Case.due_at")
    (True, False)
    """
    model, field = name.split(".")
    if model in PEOPLE and field not in HARMLESS:
        return True
    return bool(TELLING & set(field.split("_"))) and field not in HARMLESS and name not in EXCEPT


def test_every_personal_field_is_told():
    silent = {name for name in FIELDS if telling(name)} - TOLD
    assert not silent, "say purpose, basis, retention and readers in docs/personal-data.md"


def test_every_field_told_exists():
    assert not TOLD - set(FIELDS)


def test_every_line_is_complete():
    """Field, purpose, basis, kept, readers: no empty cell, and a basis that the page explains."""
    rows = [line.strip("|").split("|") for line in PAGE.splitlines() if re.match(r"\| `[A-Z]\w+\.", line)]
    assert len(rows) > 20
    assert not [row for row in rows if len(row) != 5 or not all(cell.strip() for cell in row)]
    assert {row[2].strip() for row in rows} <= {"request", "duty", "work"}


def test_what_is_never_stored_has_no_field():
    never = re.compile(
        r"relig|ethnic|politic|party_member|crim|convict|diagnos|illness|disease|infect|finger|biometr|score|"
        r"petition_hist|track"
    )
    assert not [name for name in FIELDS if never.search(name.lower())]
