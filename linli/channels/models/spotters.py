"""Dangerous things: the list a pack gives, links by which neighbours join, what was told and re-checked.

Nobody who tells of a danger has a row here, nor a number by which two of his reports could be joined.
"""

from django.db import models
from django.db.models import Q

from linli.cases.models import Case
from linli.channels.spotters.terms import HazardKind
from linli.methods.models import Pack
from linli.places.models import Place, Scoped


class HazardRule(models.Model):
    """What a method pack calls a kind of danger, and the category it is filed under."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=HazardKind)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40)
    category_code = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hazard_rule_kind_known", condition=Q(kind__in=HazardKind.values)),
            models.UniqueConstraint(name="hazard_rule_once", fields=["pack", "kind"]),
        ]


class SpotterLink(models.Model):
    """A community's link for couriers and shop keepers. Revoked, whoever came by it has to come anew."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    token = models.CharField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="spotter_link_one", fields=["community"], condition=Q(revoked_at__isnull=True)
            )
        ]


class Hazard(Scoped):
    """What a case filed from the closed list is about; open until a re-check finds it gone."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    kind = models.CharField(max_length=12, choices=HazardKind)
    open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hazard_kind_known", condition=Q(kind__in=HazardKind.values))
        ]
        indexes = [
            models.Index(name="hazard_open", fields=["case"], condition=Q(open=True)),
            models.Index(name="hazard_open_sub", fields=["subdistrict", "case"], condition=Q(open=True)),
            models.Index(name="hazard_open_com", fields=["community", "case"], condition=Q(open=True)),
            models.Index(name="hazard_open_grid", fields=["grid", "case"], condition=Q(open=True)),
        ]


class HazardCheck(Scoped):
    """复查: somebody of the place looks whether it was put right. `passed` is empty until then."""

    hazard = models.ForeignKey(Hazard, models.CASCADE, related_name="checks", db_index=False)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    by_name = models.CharField(max_length=80, blank=True)  # the post, never a person's name

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hazard_check_one", fields=["hazard"], condition=Q(done_at__isnull=True)
            ),
            models.CheckConstraint(
                name="hazard_check_answered",
                condition=Q(done_at=None, passed=None) | Q(done_at__isnull=False, passed__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="hazard_check_of", fields=["hazard", "id"]),
            *(
                models.Index(
                    name=f"hazard_due{scope and f'_{scope[:3]}'}",
                    fields=[*([scope] if scope else []), "due_at", "id"],
                    condition=Q(done_at__isnull=True),
                )
                for scope in ("", "subdistrict", "community", "grid")
            ),
        ]
