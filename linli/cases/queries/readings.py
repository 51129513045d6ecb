"""谁看过我的信息: the readings of a caller's contact, from the audit lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
    posts = {
        post.pk: f"{post.unit.name if post.unit else post.place.name if post.place else ''} {post.title}".strip()
        for post in Post.objects.filter(pk__in={line.post_id for line in lines}).select_related(
            "unit", "place"
        )
    }
    return [
        Reading(line.at, posts.get(line.post_id, "工作人员"), line.detail.get("purpose", ""))
        for line in lines
    ]
