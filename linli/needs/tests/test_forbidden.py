"""Duty D-1, D-2: no table, form, address or pack of this app takes a cause, a label, a forbidden fact."""

import pytest
from django import forms as django_forms
from django.apps import apps
from django.db import models, transaction

from linli.core.errors import RuleBroken
from linli.methods import queries
from linli.methods.tests import make as packs
from linli.needs import forms
from linli.needs.api import shapes
from linli.needs.forms.fields import WantedField
from linli.needs.models import Helper, Need, NeedKind, Served, WantedLine
from linli.needs.rules.wording import CAUSES, LABELS, REFUSED, refused_word
from linli.needs.terms import RefuseWhy
from linli.needs.tests import make
from linli.needs.tests.make import fresh

pytestmark = pytest.mark.django_db
TABLES = list(apps.get_app_config("needs").get_models())
FORMS = [
    shape
    for shape in vars(forms).values()
    if isinstance(shape, type) and issubclass(shape, django_forms.Form) and shape is not django_forms.Form
]

# Columns of text nobody types words into: drawn, copied from the catalogue, checked digits, a post.
NOT_TYPED = {
    *("Need.code", "Need.key", "Need.intake_key", "Need.kind_code", "Helper.key", "Resource.kind_code"),
    *("NeedTotal.kind_code", "Referral.digest", "NeedLine.step", "NeedLine.by_kind", "NeedLine.by_name"),
    *("Served.phone", "Served.proxy_phone", "Served.pin", "Helper.phone"),  # digits
    *("Consent.said", "Consent.heard_by"),  # a sentence made from the catalogue, a post
    *(f"NeedKind.{name}" for name in ("code", "name", "offers", "skill")),  # the pack, tested below
    *("NeedSkill.code", "NeedSkill.name"),
}
# Lists of values from the catalogue, from closed lists, or made by the rule.
LISTS = {
    "Need.options",
    "Match.reasons",
    "Resource.skills",
    "NeedKind.helpers",
    "NeedKind.options",
    "NeedKind.never_say",
}
# Form fields of text that take digits, codes or keys only.
CODES = {"phone", "proxy_phone", "code", "pin", "intake_key", "number", "staff", "reference"}
EXAMPLES = (
    "糖尿病",
    "低保户",
    "刑满释放",
    "信访户",
    "回族",
    "精 神 病",
    "ＨＩＶ阳性",
    "因为摔伤",
    "党员",
    "130102199001011234",
)


def test_every_column_is_a_wall_a_closed_list_or_not_typed():
    for table in TABLES:
        for column in table._meta.concrete_fields:
            name = f"{table.__name__}.{column.name}"
            if isinstance(column, models.JSONField):
                assert name in LISTS, name
            elif isinstance(column, models.CharField | models.TextField) and not column.choices:
                assert isinstance(column, WantedLine) or name in NOT_TYPED, f"{name} could hold a cause"


@pytest.mark.parametrize("words", EXAMPLES)
def test_no_column_takes_a_cause_whichever_way_it_is_written(words):
    world = make.world()
    need, helper = world.need(), world.volunteer()
    columns = [
        (table, column.name)
        for table in TABLES
        for column in table._meta.concrete_fields
        if isinstance(column, WantedLine)
    ]
    assert len(columns) >= 6
    rows = {Need: need.pk, Served: need.pk, Helper: helper.pk}
    for table, name in columns:
        row = table.objects.get(pk=rows[table])
        setattr(row, name, words)
        for write in (
            row.save,
            lambda table=table, name=name: table.objects.filter(pk=rows[table]).update(**{name: words}),
            lambda table=table, row=row, name=name: table.objects.bulk_update([row], [name]),
        ):
            with pytest.raises(RuleBroken, match="says_cause"), transaction.atomic():
                write()
    assert fresh(need.pk).wish == ""


def test_every_form_field_is_a_wall_a_choice_a_day_or_digits():
    assert len(FORMS) >= 15
    for shape in FORMS:
        for name, field in shape.base_fields.items():
            if isinstance(field, django_forms.CharField) and not isinstance(field, WantedField):
                assert name in CODES, f"{shape.__name__}.{name} could hold a cause"


@pytest.mark.parametrize("shape", FORMS, ids=lambda shape: shape.__name__)
def test_no_form_takes_a_cause_and_says_so_kindly(shape):
    walls = [name for name, field in shape.base_fields.items() if isinstance(field, WantedField)]
    more = {"kind": NeedKind(options=[], rhythm="weekly")} if "consent" in shape.base_fields and walls else {}
    for words in EXAMPLES:
        form = shape(dict.fromkeys(shape.base_fields, words), **more)
        for name in walls:
            assert "请把" in str(form.errors[name]), (name, words)
        digits = [name for name in CODES & set(form.fields) if name in {"staff", "reference"}]
        assert all(form.errors.get(name) or words.isascii() for name in digits)


def test_digits_hold_digits_only():
    world = make.world()
    with pytest.raises(RuleBroken, match="phone_form"):
        world.raised(phone="糖尿病")


def test_machines_send_no_more_than_forms_do():
    """Texts of a new need: each is checked by the same rule; nothing else can be sent."""
    names = set(shapes.NewNeed.__struct_fields__)
    texts = {"name", "door_number", "proxy_name", "wish", "phone", "proxy_phone"}
    closed = {
        "kind",
        "relation",
        "rhythm",
        "options",
        "door",
        "place",
        "times",
        "starts_on",
        "ends_on",
        "consent",
    }
    assert names == texts | closed
    assert shapes.NewNeed.__struct_config__.forbid_unknown_fields


ROW = """
[[needs]]
code = "meal.test"
name = "送饭"
offers = "送到家门口"
usual_days = 30
longest_days = 60
helpers = ["volunteer"]
options = ["软一点"]
"""


def faults(text: str) -> list[str]:
    return [str(fault) for fault in queries.read(packs.SMALL + text).faults]


def test_a_pack_names_services_and_never_people_or_causes():
    assert faults(ROW) == []
    for words in (
        "残疾人送饭",
        "低保户送饭",
        "糖尿病餐",
        "空巢老人关爱",
        "刑释人员帮扶",
        "清真餐",
        "少数民族服务",
    ):
        found = faults(ROW.replace('"送饭"', f'"{words}"'))
        assert any("name" in fault and "第 16 行" in fault for fault in found), (words, found)
    assert any("options" in fault for fault in faults(ROW.replace('"软一点"', '"低糖，糖尿病"')))
    assert any("offers" in fault for fault in faults(ROW.replace('"送到家门口"', '"给残疾人送"')))
    for key in ("cause", "group", "for_whom", "diagnosis", "note"):
        assert any(key in fault for fault in faults(ROW + f'{key} = "x"\n')), key
    assert any("缺少" in fault for fault in faults(ROW.replace("longest_days = 60\n", "")))
    assert any("longest_days" in fault for fault in faults(ROW.replace("usual_days = 30", "usual_days = 90")))
    assert any("366" in fault for fault in faults(ROW.replace("longest_days = 60", "longest_days = 900")))
    assert any("电工" in fault or "技能" in fault for fault in faults(ROW + 'skill = "magic"\n'))


def test_the_shipped_packs_offer_services():
    for name in ("default", "weibin", "jinlin"):
        pack = packs.active_pack(name)
        kinds = NeedKind.objects.filter(pack=pack)
        assert kinds.count() >= 12
        assert not [
            kind.name for kind in kinds if refused_word(kind.name + kind.offers + "".join(kind.options))
        ]


def test_the_list_of_refused_words_has_no_holes_by_spelling():
    for word in (*CAUSES, *LABELS):
        assert refused_word(word) and refused_word(" ".join(word)) and refused_word("·".join(word)), word
    assert len(REFUSED) == len(set(REFUSED))
    for fine in (
        "每周二送两斤米",
        "按两下门铃",
        "下午三点以后",
        "王阿姨",
        "2单元301",
        "饭软一点",
        "陪着去银行",
    ):
        assert refused_word(fine) == "", fine
    assert not [label for label in RefuseWhy.labels if refused_word(str(label))]
