"""Audit lines and the blocks they are sealed into. Triggers (see the migration) refuse to change either."""

from typing import Any

import msgspec
from django.db import models
from django.db.models import Q


class CanonicalJson(models.TextField):  # type: ignore[type-arg]  # not generic at run time
    """JSON as text with sorted keys, not jsonb: the bytes that were hashed are the bytes that are stored."""

    def deconstruct(self) -> tuple[Any, ...]:
        """In migrations it is plain text: they import no app code."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else msgspec.json.decode(value)

    def to_python(self, value: Any) -> Any:
        return msgspec.json.decode(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else canonical_json(value)


_encoder = msgspec.json.Encoder(order="deterministic", enc_hook=str)  # str: lazy translations


def canonical_json(value: Any) -> str:
    return _encoder.encode(value).decode()


class AuditBlock(models.Model):
    """A run of lines, hashed together with the digest of the block before."""

    id = models.BigIntegerField(primary_key=True)  # counted by the sealer, without gaps: 1, 2, 3, …
    first_line = models.BigIntegerField()
    last_line = models.BigIntegerField()
    count = models.IntegerField()
    previous_digest = models.CharField(max_length=128)
    digest = models.CharField(max_length=128)
    algorithm = models.CharField(max_length=16)
    marks = models.BinaryField()  # the first 8 bytes of each line's digest, so that a bad line can be named
    sealed_at = models.DateTimeField()

    class Meta:
        app_label = "core"


class AuditLine(models.Model):
    """Who did or read what, when, in which post. Written in the transaction of the change it tells of."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=80)
    post_id = models.BigIntegerField(null=True)
    event = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    detail = CanonicalJson(default=dict)
    # No constraint: it would lock the block row once per line while sealing; `verify` finds unknown blocks.
    block = models.ForeignKey(
        AuditBlock, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="lines"
    )

    class Meta:
        app_label = "core"
        indexes = [
            models.Index(name="audit_line_subject", fields=["subject_kind", "subject_id", "id"]),
            models.Index(name="audit_line_unsealed", fields=["id"], condition=Q(block=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.event} {self.subject_kind}:{self.subject_id}"
