"""Pictures that were sent ahead of what they belong to."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from linli.cases.models import CasePhoto
from linli.core.actors import Actor
from linli.core.errors import RuleBroken
from linli.core.files.models import StoredFile


def own_unused_photos(actor: Actor, keys: Sequence[str]) -> list[StoredFile]:
    """Those this actor stored and nothing has yet, in the given order; any other key is refused."""
    if not keys:
        return []
    used = CasePhoto.objects.filter(file=OuterRef("pk"))
    own = StoredFile.objects.filter(created_by_kind=actor.kind, created_by_id=actor.id, purpose="case")
    found = {file.key: file for file in own.filter(~Exists(used), key__in=keys)}
    if len(set(keys)) != len(keys) or any(key not in found for key in keys):
        why = _("有照片没有找到：可能已用过，或传了超过一天。请重新上传。")
        raise RuleBroken("photo_unknown", why, {"photos": why})
    return [found[key] for key in keys]
