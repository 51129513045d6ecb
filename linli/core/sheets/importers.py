"""What can be imported: an app's `imports.py` declares `IMPORTS: dict[str, Importer]`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.sheets.reports import ImportReport


@dataclass(frozen=True, slots=True)
class Option:
    """`--name` of the command, handed on under the same name; `kind` turns the typed text into its value."""

    name: str
    sentence: str | Promise
    kind: Callable[[str], Any] = str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Importer:
    """`run(actor, path, *, now, dry_run, **options)`; a dry run tells what it would do, no more."""

    name: str
    sentence: str | Promise
    run: Callable[..., ImportReport]
    options: Sequence[Option] = ()


MAPPING = Option("mapping", _("对应表（TOML）：哪一列对应哪个字段"), Path)


def importers() -> dict[str, Importer]:
    """All of them, by name; two apps must not claim the same one."""
    found: dict[str, Importer] = {}
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.imports") is None:
            continue
        for name, importer in import_module(f"{app.name}.imports").IMPORTS.items():
            if name in found:
                raise ValueError(f"two importers are called {name}")
            found[name] = importer
    return dict(sorted(found.items()))
