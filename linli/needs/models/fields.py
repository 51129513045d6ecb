"""A column for words people type about a need: it takes no cause, whichever way somebody writes to it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from linli.needs.rules.wording import check_wanted

if TYPE_CHECKING:
    Line = models.CharField[str, str]
else:
    Line = models.CharField


class WantedLine(Line):
    """The last wall behind forms and actions: `save`, `update` and `bulk_create` all pass here."""

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str):
            value = check_wanted(value, field=self.name, most=self.max_length or 0)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:
        """In migrations it is a plain column: the wall is code, and the schema is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
