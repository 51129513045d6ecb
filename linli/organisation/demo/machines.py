"""One machine in the demo: a hotline that desks for the first subdistrict, with a token all may know."""

from datetime import timedelta

from django.utils.translation import gettext as _

from linli.core.demo import Context
from linli.organisation.models import Integration, IntegrationToken, Post
from linli.organisation.queries import digest_of
from linli.organisation.terms import Role, Scope
from linli.places.demo.loading import DemoPlaces

TOKEN = "lnl_demo-2026"  # noqa: S105 (public on purpose, like the demo's password)
NAME = "12345 热线平台"


def load_machine(context: Context) -> None:
    place, now = context.take(DemoPlaces).subdistricts[0], context.now
    opened_at = now - timedelta(days=200)
    post = Post.objects.create(
        role=Role.SUBDISTRICT_DESK, title=NAME, place=place, valid_from=opened_at.date()
    )
    scopes = [Scope.CASES_READ.value, Scope.CASES_FILE.value, Scope.CASES_DESK.value]
    made = Integration.objects.create(name=NAME, post=post, scopes=scopes, created_at=opened_at)
    IntegrationToken.objects.create(
        integration=made,
        digest=digest_of(TOKEN),
        prefix=TOKEN[:10],
        created_at=opened_at,
        expires_at=now + timedelta(days=365),
        last_used_on=now.date(),
    )
    context.told.append(_("系统接口的示例令牌（见 docs/api.md）：%(token)s") % {"token": TOKEN})
