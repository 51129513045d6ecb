"""What lies beside a case: those merged into it, those taken out of it, what its words were."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from linli.cases.models import Case, CasePhoto, Rating, Wording


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
    """Those merged into it, the first first: words and photos, for whoever works on the matter."""
    photos = CasePhoto.objects.filter(step=None).select_related("file").order_by("id")
    fields = ("code", "text", "received_at", "channel", "confidential", "merged_into")
    return list(lead.merged.prefetch_related(Prefetch("photos", photos)).only(*fields).order_by("pk"))


def parts_of(case: Case) -> Sequence[Case]:
    """Those that were taken out of it."""
    return list(case.parts.only("code", "key", "text", "state", "parent").order_by("pk"))


def wordings_of(case: Case) -> Sequence[Wording]:
    """What the text said before, the newest first."""
    return list(case.wordings.order_by("-id"))
