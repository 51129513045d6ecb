"""Systems that are told what happens to cases, and units that want a letter each morning."""

from django.db import models

from linli.core.outgoing.terms import TO_MAX
from linli.organisation.models import Integration, UnitAddress


class Hook(models.Model):
    """An address that is told of events in the cases its machine may see. Its log: outgoing, about `hook`."""

    integration = models.ForeignKey(Integration, models.PROTECT, related_name="+")
    url = models.CharField(max_length=TO_MAX)
    events = models.JSONField()  # hooks.terms.Event
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hook_once", fields=["integration", "url"], condition=models.Q(ended_at=None)
            )
        ]
        indexes = [models.Index(name="hook_working", fields=["id"], condition=models.Q(ended_at=None))]


class DigestWish(models.Model):
    """This address of a unit wants the morning's overview."""

    address = models.OneToOneField(UnitAddress, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()
