"""Files to cases: `linli import cases FILE --mapping MAP`; the mapping is explained in docs/importing.md."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.actions.history import HistoryLoader
from linli.cases.imports.apart import may_read_apart, read_apart
from linli.cases.imports.intake import read_batches
from linli.cases.imports.lookups import Units, listed
from linli.cases.imports.mapping import load_case_mapping
from linli.core.actors import Actor
from linli.core.sheets.importers import MAPPING, Importer, Option
from linli.core.sheets.reports import ImportReport

APART_BYTES = 16_000_000  # a hundred thousand rows: a fresh process takes a second or two to start


def import_cases(actor: Actor, path: Path, *, now: datetime, dry_run: bool, mapping: Path) -> ImportReport:
    """Past work orders of another system: closed there is closed here, the others wait for the desk."""
    told = load_case_mapping(mapping)
    loader = HistoryLoader(actor, source=told.source, now=now, dry_run=dry_run)
    units = Units(actor, told.source, creates=told.creates_units, now=now, dry_run=dry_run)
    street_only = nowhere = 0
    apart = path.stat().st_size >= APART_BYTES and may_read_apart(told)
    read = read_apart(path, mapping, now=now) if apart else read_batches(path, told, units, now=now)
    for batch in read:
        loader.report.read += batch.read
        for line, reason in batch.refused:
            loader.report.refuse(line, reason)
        loader.load(batch.good)
        street_only += batch.street_only
        nowhere += batch.nowhere
    loader.report.notes += _notes(loader, units, street_only=street_only, nowhere=nowhere)
    return loader.report


def _notes(loader: HistoryLoader, units: Units, *, street_only: int, nowhere: int) -> Iterator[str]:
    if not loader.report.read:
        yield _("文件里只有表头，没有数据。")
    if street_only:
        yield _("%(n)d 件没有写社区，归到街道。") % {"n": street_only}
    if nowhere:
        yield _("%(n)d 件没有写在哪里，位置待核实。") % {"n": nowhere}
    if units.created:
        words = {"n": len(units.created), "names": listed(units.created)}
        yield _("新建单位 %(n)d 个：%(names)s。请补上它们的类别和所在地。") % words
    if loader.left_alone:
        yield _("%(n)d 件已有人在平台上办理或更正，以平台为准，没有改动。") % {"n": loader.left_alone}


IMPORTS: dict[str, Importer] = {
    "cases": Importer(
        "cases",
        gettext_lazy("历史工单（CSV、Excel），列名写在对应表里"),
        import_cases,
        (Option(MAPPING.name, MAPPING.sentence, MAPPING.kind, required=True),),
    ),
}
