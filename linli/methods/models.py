"""Method packs as loaded: a version is never changed, a new text is a new version."""

from django.db import models
from django.db.models import Q


class Pack(models.Model):
    """One loaded version of one method pack; exactly one is active in a district."""

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    about = models.CharField(max_length=2000, blank=True)
    based_on = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)  # of the resolved content: loading it again changes nothing
    text = models.TextField()  # as it was given
    content = models.JSONField(
        default=dict
    )  # section: rows; the base's too, so that a later base changes nothing
    loaded_at = models.DateTimeField()
    active = models.BooleanField(default=False)
    activated_at = models.DateTimeField(null=True)  # the last time

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pack_name_version", fields=["name", "version"]),
            models.UniqueConstraint(name="pack_one_active", fields=["active"], condition=Q(active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
