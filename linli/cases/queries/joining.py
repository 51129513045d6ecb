"""“Me too” about a matter one may not read: a signed token stands for it."""

from django.core import signing
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.core.errors import RuleBroken

SALT = "join"
VALID_S = 86400


def join_token(case: Case) -> str:
    """Lets somebody say "me too" about a case he may not read."""
    return signing.dumps(case.pk, salt=SALT)


def case_to_join(token: str) -> Case | None:
    if not token:
        return None
    try:
        return Case.objects.select_related("merged_into").get(
            pk=signing.loads(token, salt=SALT, max_age=VALID_S)
        )
    except (signing.BadSignature, Case.DoesNotExist):
        raise RuleBroken("join_expired", _("那一件已经有了变化，请直接提交您的情况。")) from None
