"""谁看过我的信息: the readings of a caller's contact, from the audit lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.core.audit import lines_about
from linli.organisation.models import Post


@dataclass(frozen=True, slots=True)
class Reading:
    at: datetime
    post: str  # the post, not the person: 幸福街道 街道调度
    purpose: str


def readings_of(case: Case) -> Sequence[Reading]:
    """Newest first. Two statements."""
    lines = list(lines_about(case).filter(event="case.contact_read").order_by("-id")[:100])
    held = Post.objects.filter(pk__in={line.post_id for line in lines}).select_related("unit", "place")
    posts = {post.pk: _signature(post) for post in held}
    return [
        Reading(line.at, posts.get(line.post_id or 0, _("工作人员")), line.detail.get("purpose", ""))
        for line in lines
    ]


def _signature(post: Post) -> str:
    where = post.unit or post.place
    return f"{where.name if where else ''} {post.title}".strip()
