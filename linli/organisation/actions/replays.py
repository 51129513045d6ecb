"""The same request twice is done once: a machine that got no answer may ask again without fear."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.core.api.answers import sent
from linli.core.errors import RuleBroken
from linli.organisation.models import StoredAnswer
from linli.organisation.terms import ANSWERS_KEPT

type Act = Callable[[], HttpResponse]


def answer_once(
    integration_id: int, key: str, digest: str, act: Act, *, atomic: bool, now: datetime
) -> HttpResponse:
    """What `act` answers, or what it answered within the last day to the same key.

    Only what was done is kept: after a refusal nothing has changed, and the request may be mended and sent
    again under its key. `atomic`: the answer is kept in one transaction with what it tells of, so that a
    crash leaves both or neither; two requests at once wait for each other, and the second gets the answer of
    the first. Otherwise `act` runs before and without a lock.
    """
    if atomic:
        with transaction.atomic():
            return _claimed(integration_id, key, digest, act, now)
    known = _known(integration_id, key, now)
    if known is not None:
        return _again(known, digest)
    response = act()
    with transaction.atomic():
        return _claimed(integration_id, key, digest, lambda: response, now)


def _claimed(integration_id: int, key: str, digest: str, act: Act, now: datetime) -> HttpResponse:
    known = _known(integration_id, key, now)
    if known is not None:
        return _again(known, digest)
    try:
        with transaction.atomic():
            row = StoredAnswer.objects.create(
                integration_id=integration_id,
                key=key,
                request_digest=digest,
                status=0,
                media_type="",
                body=b"",
                at=now,
            )
    except IntegrityError:  # another request with this key was faster, and is over by now
        return _again(StoredAnswer.objects.get(integration=integration_id, key=key), digest)
    response = act()
    row.status, row.media_type, row.body = response.status_code, response["Content-Type"], response.content
    row.save(update_fields=["status", "media_type", "body"])
    return response


def _known(integration_id: int, key: str, now: datetime) -> StoredAnswer | None:
    row = StoredAnswer.objects.filter(integration=integration_id, key=key).first()
    if row is not None and row.at <= now - ANSWERS_KEPT:
        row.delete()
        return None
    return row


def _again(row: StoredAnswer, digest: str) -> HttpResponse:
    if row.request_digest != digest:
        raise RuleBroken(
            "idempotency_key_used", _("这个 Idempotency-Key 已用于另一个请求，请换一个新的再发送。")
        )
    response = sent(bytes(row.body), row.status, row.media_type)
    response["Idempotency-Replayed"] = "true"
    return response


def forget_answers(*, now: datetime) -> int:
    return StoredAnswer.objects.filter(at__lte=now - ANSWERS_KEPT).delete()[0]
