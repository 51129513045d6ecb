from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """A photograph: three sizes under one key, no EXIF. Who may see it is the rule of what it belongs to."""

    key = models.CharField(
        max_length=22, unique=True
    )  # 128 random bits; the names in the storage follow from it
    sha256 = models.CharField(max_length=64)  # of the stored `full` size, not of the upload
    media_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by_kind = models.CharField(max_length=10)
    created_by_id = models.BigIntegerField()
    purpose = models.CharField(max_length=40)
    retention_until = models.DateTimeField(null=True, blank=True)  # null: as long as what it belongs to

    class Meta:
        app_label = "core"
        indexes = [
            models.Index(
                name="file_retention", fields=["retention_until"], condition=Q(retention_until__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="file_has_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(name="file_not_empty", condition=Q(size_bytes__gt=0)),
        ]

    def __str__(self) -> str:
        return self.key
