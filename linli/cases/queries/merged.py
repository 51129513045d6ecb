"""The callers of one matter: the case that is worked on, and those merged into it."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from linli.cases.models import Case, Rating
from linli.cases.queries.cases import case_for, lead_case
from linli.core.actors import Actor
from linli.core.errors import NotFound


def companions(case: Case) -> QuerySet[Case]:
    """The case and those merged into it."""
    return Case.objects.filter(Q(pk=case.pk) | Q(merged_into=case.pk))


def voices_of(case: Case) -> int:
    """How many callers still want it; one whose contact is unknown counts too."""
    return companions(case).exclude(caller__left_at__isnull=False).count()


def still_silent(lead: Case) -> bool:
    """Is there a caller who still wants it and has not answered in this round of work?"""
    staying = companions(lead).filter(caller__isnull=False, caller__left_at=None)
    return staying.exclude(ratings__round=lead.rounds).exists()


def companions_rated(leads: Sequence[Case]) -> set[int]:
    """Those of which somebody answered in this round. One statement; one "not solved" had sent it back."""
    rounds = {lead.pk: lead.rounds for lead in leads}
    rated = Rating.objects.filter(Q(case__in=rounds) | Q(case__merged_into__in=rounds), solved=True)
    answers = rated.values_list("case_id", "case__merged_into_id", "round") if rounds else ()
    return {lead or case for case, lead, round_no in answers if rounds.get(lead or case) == round_no}


def merged_cases(lead: Case) -> Sequence[Case]:
    """Those merged into it, the first first, with what whoever works on it may read of them."""
    if lead.voices <= 1 and not lead.merged_into_id:
        return []
    fields = ("code", "key", "text", "received_at", "channel", "place_name", "confidential", "merged_into")
    rows = lead.merged.select_related("building", "estate", "community").order_by("pk")
    return list(rows.only(*fields, "building__name", "estate__name", "community__name"))


def merged_case_for(actor: Actor, case_id: int) -> Case:
    """A case the actor may see, or one merged into such a case: who works on the matter knows all of it."""
    try:
        return case_for(actor, case_id)
    except NotFound:
        merged = Case.objects.select_related("merged_into").filter(pk=case_id).first()
        if merged is None or merged.merged_into is None:
            raise
        case_for(actor, lead_case(merged).pk)
        return merged
