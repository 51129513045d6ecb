"""`linli demo`: only where a demo is wanted, once, and it says who may sign in."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from linli.cases.models import Case
from linli.core import demo
from linli.places import locator


@pytest.mark.slow
@pytest.mark.django_db
def test_the_command_asks_for_a_demo_loads_once_and_prints_the_ways_in(settings, tmp_path, capsys):
    settings.VAR = tmp_path
    settings.DEMO = False
    with pytest.raises(CommandError, match="LINLI_DEMO=1"):
        call_command("demo", scale=0.02)
    settings.DEMO = True
    call_command("demo", scale=0.02, today=date(2026, 5, 8))
    first = capsys.readouterr().out
    assert "/q/DEMO0001" in first
    assert "linli-demo-2026" in first
    assert {path.name for path in tmp_path.iterdir()} >= {"basemap.geojson", demo.SIGN_INS_FILE}
    count = Case.objects.count()
    call_command("demo", scale=0.02)
    assert "没有改动" in capsys.readouterr().out
    assert Case.objects.count() == count
    locator.forget()
