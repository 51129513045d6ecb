"""Letters become cases or additions to them; the writer is answered at once and when something was decided.

What came is told by a line without content; address and first Message-ID stand beside the case until the
caller's contact is forgotten.
"""

import io
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from linli.cases import rules as case_rules
from linli.cases.actions.caller import add_to_case
from linli.cases.actions.intake import Intake, receive_many
from linli.cases.actions.moving import Words
from linli.cases.actions.reports import Receipt, Report, check_report
from linli.cases.models import Case, CaseStep
from linli.cases.terms import NOTE_MAX, REMARKS, STEPS, Channel, Origin
from linli.channels.following import merged_into
from linli.channels.mail.letters import Letter, key_of, own_subject
from linli.channels.mail.terms import A_DAY, EMAIL, KEPT, SAID, SUBJECT_MAX, TOLD, Verdict
from linli.channels.models import IncomingLetter, MailCaller, MailThread
from linli.channels.whereabouts import Whereabouts
from linli.core import audit
from linli.core.actors import PUBLIC, caller_of
from linli.core.errors import BadStep, DomainError, RuleBroken
from linli.core.files.actions import store_photo
from linli.core.files.models import StoredFile
from linli.core.outgoing import send
from linli.core.outgoing.rules import message_id

UNSENT_FOR = timedelta(days=1)  # pictures of a letter that was never filed


def take_letter(letter: Letter, *, now: datetime) -> str:
    """What became of it; a letter that was taken before stays what it became."""
    known = IncomingLetter.objects.filter(key=letter.key).first()
    if known is not None:
        return known.verdict
    if letter.robot:
        return _put_down(letter, Verdict.IGNORED, now, reason=letter.robot)
    if _too_many(letter, now):
        return _put_down(letter, Verdict.IGNORED, now, reason="too_many")
    case = _case_meant(letter)
    try:
        return _add(letter, case, now) if case is not None else _file(letter, now)
    except DomainError as fault:
        sentence = fault.sentence or _("这封信没能登记。请打开 %(url)s 反映，或拨打社区电话。")
        return refuse_letter(letter, fault.code, sentence % {"url": settings.BASE_URL}, now=now)


def take_too_large(letter: Letter, sentence: str, *, now: datetime) -> str:
    """Of a letter that is too large only the heads were read."""
    known = IncomingLetter.objects.filter(key=letter.key).first()
    return known.verdict if known is not None else refuse_letter(letter, "too_large", sentence, now=now)


@transaction.atomic
def refuse_letter(letter: Letter, code: str, sentence: str, *, now: datetime) -> str:
    """Not taken on, and the writer reads why and what to do. A machine is not answered."""
    if letter.robot:
        return _put_down(letter, Verdict.IGNORED, now, reason=letter.robot)
    _put_down(letter, Verdict.REFUSED, now, reason=code[:40])
    body = "\n\n".join((_("您好，您的来信没有登记。"), sentence, _instead()))
    send(
        EMAIL,
        letter.address,
        _reply_subject(letter.subject),
        body,
        kind="mail.refused",
        key=f"mail-refused:{letter.key}",
        now=now,
        data={"headers": {"In-Reply-To": letter.message_id}},
    )
    return Verdict.REFUSED


def _file(letter: Letter, now: datetime) -> str:
    report = _report(letter)
    check_report(PUBLIC, report)  # before pictures are kept for nothing
    photos, lost = _photos(letter, now)
    with transaction.atomic():
        _put_down(letter, Verdict.FILED, now)
        checked = check_report(PUBLIC, _report(letter, photos))
        (receipt,) = receive_many([Intake(PUBLIC, checked, now)])
        IncomingLetter.objects.filter(key=letter.key).update(case_id=receipt.case_id)
        MailCaller.objects.create(
            case_id=receipt.case_id,
            address=letter.address,
            subject=letter.subject,
            first_id=letter.message_id[:300],
        )
        _join(letter.key, receipt.case_id)
        _answer(receipt.case_id, _receipt_words(receipt, report.text, lost, now), f"mail:{letter.key}", now)
    return Verdict.FILED


def _add(letter: Letter, case: Case, now: datetime) -> str:
    """The caller's reply: new facts for those who work on it."""
    photos, lost = _photos(letter, now)
    try:
        with transaction.atomic():
            _put_down(letter, Verdict.ADDED, now, case_id=case.pk)
            words = Words(note=letter.text[:NOTE_MAX], photos=photos)
            add_to_case(caller_of(case.pk), case, words=words, now=now)
            _join(letter.key, case.pk)
            said = _("您补充的情况已转给正在办理的单位。") + lost
            _answer(case.pk, said, f"mail:{letter.key}", now)
    except BadStep:
        over = _("这件事已经办结。如果又出现了，请打开链接说明新情况，会重新办理：%(url)s")
        raise RuleBroken("case_over", over % {"url": _link(case.key)}) from None
    return Verdict.ADDED


@transaction.atomic
def tell_writers(case_ids: Collection[int], *, now: datetime) -> int:
    """What was decided lately about matters that came by mail, each once; callers of merged ones too."""
    if not case_ids:
        return 0
    writers = MailCaller.objects.filter(case__in=[*case_ids, *merged_into(case_ids)])
    writers = writers.filter(case__caller__left_at=None).select_related("case")
    told = 0
    for writer in writers:
        lead_id = writer.case.merged_into_id or writer.case_id
        steps = CaseStep.objects.filter(case=lead_id, step__in=TOLD | SAID, at__gt=now - UNSENT_FOR)
        for step in steps.order_by("id"):
            says = STEPS[step.step].says if step.step in STEPS else REMARKS[step.step]
            body = "\n\n".join(part for part in (f"{says}。", step.note) if part)
            told += _answer(writer.case_id, body, f"mail-step:{writer.case_id}:{step.pk}", now)
    return told


def forget_writers(*, now: datetime) -> int:
    """Addresses go when the caller is forgotten; lines of letters after KEPT."""
    blanked = MailCaller.objects.filter(case__caller__pin="").values_list("pk", flat=True)
    ids = list(blanked[:500])
    with transaction.atomic():
        MailThread.objects.filter(case__in=ids).delete()
        gone, _each = MailCaller.objects.filter(pk__in=ids).delete()
    old = IncomingLetter.objects.filter(at__lt=now - KEPT).values_list("pk", flat=True)[:5000]
    lines, _each = IncomingLetter.objects.filter(pk__in=list(old)).delete()
    return gone + lines


def _put_down(
    letter: Letter, verdict: str, now: datetime, *, reason: str = "", case_id: int | None = None
) -> str:
    """The unique key lets exactly one of two workers take the letter."""
    line = IncomingLetter.objects.create(
        key=letter.key, writer=_writer(letter), at=now, verdict=verdict, reason=reason, case_id=case_id
    )
    audit.record(PUBLIC, "mail.letter", line, now=now, verdict=str(verdict), reason=reason)
    return verdict


def _writer(letter: Letter) -> str:
    return salted_hmac("mail.writer", letter.address.lower(), algorithm="sha256").hexdigest()[:32]


def _too_many(letter: Letter, now: datetime) -> bool:
    lately = IncomingLetter.objects.filter(writer=_writer(letter), at__gt=now - timedelta(days=1))
    return len(lately.values_list("pk", flat=True)[:A_DAY]) >= A_DAY


def _case_meant(letter: Letter) -> Case | None:
    """The case whose letter this answers, if its caller wrote; somebody else's reply is his own matter."""
    ids = MailThread.objects.filter(key__in=letter.belongs_to).values_list("case_id", flat=True)
    meant = MailCaller.objects.filter(case__in=list(ids), address__iexact=letter.address)
    found = meant.select_related("case__merged_into").order_by("-case_id").first()
    return found.case if found else None


def _report(letter: Letter, photos: Sequence[StoredFile] = ()) -> Report:
    subject = own_subject(letter.subject)
    text = letter.text
    if subject and text and subject not in text:
        text = f"{subject}\n{text}"
    return Report(
        text=text,
        spot=Whereabouts(None).spot(text),
        place_name="来信未写明",  # Chinese data, where the names in the words say nothing
        name=letter.name if letter.name != letter.address else "",
        origin=Origin.RESIDENT,
        channel=Channel.MAIL,
        photos=photos,
        intake_key=f"mail:{letter.key[:50]}",
    )


def _photos(letter: Letter, now: datetime) -> tuple[list[StoredFile], str]:
    """Pictures that are pictures; of the others the writer reads that they are missing."""
    kept, lost = [], 0
    for picture in letter.pictures:
        file = File(io.BytesIO(picture), name="mail")
        file.size = len(picture)
        try:
            kept.append(store_photo(PUBLIC, file, purpose="case", now=now, retention_until=now + UNSENT_FOR))
        except RuleBroken:
            lost += 1
    return kept, _("\n\n有 %(n)d 个附件不是能打开的照片，没有收下。") % {"n": lost} if lost else ""


def _receipt_words(receipt: Receipt, text: str, lost: str, now: datetime) -> str:
    danger = case_rules.danger_number(text)
    parts = [
        _("如有人身危险，请马上拨打 %(number)s！") % {"number": danger} if danger else "",
        _("您好，来信已收到并登记。"),
        _("编号 %(code)s，查询用的四位数字 %(pin)s。")
        % {"code": case_rules.spoken_code(receipt.code), "pin": receipt.pin},
        _("%(due)s 前安排承办单位。") % {"due": f"{timezone.localtime(receipt.due_at):%Y-%m-%d %H:%M}"},
        _("直接回复这封信就可以补充情况、附照片。") + lost,
    ]
    return "\n".join(part for part in parts if part)


def _answer(case_id: int, words: str, key: str, now: datetime) -> int:
    """A letter below the first one, with the link; replies to it are known as this case's."""
    writer = MailCaller.objects.select_related("case").get(pk=case_id)
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    _join(key_of(message_id(key, host)), case_id)
    send(
        EMAIL,
        writer.address,
        _reply_subject(writer.subject, case_rules.spoken_code(writer.case.code)),
        "\n\n".join((words, _("看进展、补充、催办或评价：%(url)s") % {"url": _link(writer.case.key)})),
        kind="mail.answer",
        key=key,
        now=now,
        about=("case", case_id),
        data={"headers": {"In-Reply-To": writer.first_id, "References": writer.first_id}},
    )
    return 1


def _join(key: str, case_id: int) -> None:
    MailThread.objects.get_or_create(key=key, defaults={"case_id": case_id})


def _link(key: str) -> str:
    return f"{settings.BASE_URL}{reverse('cases:progress', args=[key])}"


def _instead() -> str:
    return _("也可以打开 %(url)s 反映，或拨打社区电话。") % {"url": settings.BASE_URL}


def _reply_subject(subject: str, code: str = "") -> str:
    told = f"[{code}] " if code else ""
    return f"Re: {told}{own_subject(subject) or _('您的来信')}"[:SUBJECT_MAX]
