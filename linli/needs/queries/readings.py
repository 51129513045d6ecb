"""谁看过我的信息: each reading of name, phone and door, from the audit lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.core.audit import lines_about
from linli.needs.models import Need
from linli.organisation.models import Post


@dataclass(frozen=True, slots=True)
class Reading:
    at: datetime
    who: str  # the post, or the helper's own name as the person knows it
    purpose: str


def readings_of(need: Need) -> Sequence[Reading]:
    """Newest first. Two statements."""
    lines = list(lines_about(need).filter(event="need.contact_read").order_by("-id")[:100])
    held = Post.objects.filter(pk__in={line.post_id for line in lines}).select_related("unit", "place")
    posts = {post.pk: _signature(post) for post in held}
    return [
        Reading(line.at, posts.get(line.post_id or 0, _("帮忙的人")), line.detail.get("purpose", ""))
        for line in lines
    ]


def _signature(post: Post) -> str:
    where = post.unit or post.place
    return f"{where.name if where else ''} {post.title}".strip()
