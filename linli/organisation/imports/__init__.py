"""Files to units and staff: `linli import units FILE`, `linli import staff FILE`; twice is like once."""

from django.utils.translation import gettext_lazy

from linli.core.sheets.importers import Importer
from linli.organisation.imports.staff import STAFF, import_staff
from linli.organisation.imports.units import UNITS, import_units

__all__ = ["IMPORTS", "STAFF", "UNITS", "import_staff", "import_units"]

IMPORTS: dict[str, Importer] = {
    "units": Importer(
        "units",
        gettext_lazy("单位：单位代码、名称、类别、行业代码、上级单位代码、所在地代码、电话"),
        import_units,
    ),
    "staff": Importer(
        "staff",
        gettext_lazy(
            "人员和岗位：姓名、工号、手机、岗位、职务、所在地代码、单位代码、专兼职、代理人工号、登录名"
        ),
        import_staff,
    ),
}
