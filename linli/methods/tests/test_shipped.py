"""Every pack that comes with the product."""

import pytest

from linli.cases.models import CatalogueRow, Category, ColourRule, TimeLimit
from linli.methods import queries
from linli.methods.tests import make
from linli.organisation.models import StaffingRule
from linli.places.models import LevelTitle

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["default", "jinlin", "weibin"])
def test_shipped_packs_have_no_fault_and_load(name):
    assert [str(fault) for fault in queries.read(queries.shipped_text(name)).faults] == []
    pack = make.active_pack(name)
    kinds = Category.objects.filter(pack=pack, parent__isnull=False)
    assert kinds.count() >= 80
    assert all(5 <= len(kind.words) for kind in kinds)
    assert ColourRule.objects.filter(pack=pack).count() == 9
    assert TimeLimit.objects.filter(pack=pack).count() >= 28
    assert set(CatalogueRow.objects.filter(pack=pack).values_list("category", flat=True)) == set(
        Category.objects.filter(pack=pack).values_list("pk", flat=True)
    )
