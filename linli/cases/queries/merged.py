"""Reaching a merged case: who works on the matter knows all of it."""

from linli.cases.models import Case
from linli.cases.queries.cases import case_for, lead_case
from linli.core.actors import Actor
from linli.core.errors import NotFound


def merged_case_for(actor: Actor, case_id: int) -> Case:
    """A case the actor may see, or one merged into such a case."""
    try:
        return case_for(actor, case_id)
    except NotFound:
        merged = Case.objects.select_related("merged_into").filter(pk=case_id).first()
        if merged is None or merged.merged_into is None:
            raise
        case_for(actor, lead_case(merged).pk)
        return merged
