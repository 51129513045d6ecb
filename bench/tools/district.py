"""Fill an empty database with the default pack and a small district; print what a bench needs of it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from linli.core.actors import SYSTEM  # noqa: E402
from linli.methods.actions import activate, load_pack  # noqa: E402
from linli.methods.queries import shipped_text  # noqa: E402
from linli.organisation.terms import Role  # noqa: E402
from linli.organisation.tests import make  # noqa: E402
from linli.places.models import MapVersion  # noqa: E402


def main() -> None:
    now = timezone.now()
    report = load_pack(SYSTEM, shipped_text("default"), now=now)
    activate(SYSTEM, report.pack, now=now)
    where = make.district()
    make.unit("城管中队", place=where.subdistricts[0], trade="city_management")
    MapVersion.objects.create(pk=1, token="bench")
    desk = make.staff(Role.SUBDISTRICT_DESK, place=where.subdistricts[0])
    print(f"doors={','.join(door.token for door in where.doors)}")
    print(f"subdistrict={where.subdistricts[0].pk}")
    print(f"desk={desk.sign_in_name}")
    print(f"password={make.PASSWORD}")


if __name__ == "__main__":
    main()
