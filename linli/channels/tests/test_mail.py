"""Letters by mail through a real IMAP dialogue: filed once, answered, added to, refused politely."""

import io
from datetime import timedelta
from email.message import EmailMessage

import pytest
from PIL import Image

from linli.cases.actions import desk
from linli.cases.actions.answering import ask_caller
from linli.cases.actions.merging import merge_case
from linli.cases.models import Caller, Case
from linli.cases.queries.cases import case_for
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.channels.mail import actions, fetching
from linli.channels.mail.letters import read_letter
from linli.channels.mail.mailbox import Mailbox
from linli.channels.models import IncomingLetter, MailCaller
from linli.channels.tasks.mail import fetch_letters
from linli.channels.tests.imap import FakeImap
from linli.core.outgoing.mail import letter_of
from linli.core.outgoing.models import OutgoingMessage
from linli.core.tasks import run_all
from linli.core.tasks.declare import discover
from linli.organisation.terms import Role
from linli.organisation.tests import make

discover()
NOW = cases.NOW
LAMP = "书声社区3号楼门口路灯不亮"
WRITER = "李女士 <li@mail.example>"


def letter(
    text="书声社区3号楼门口路灯不亮",
    *,
    number=1,
    subject="路灯",
    sender=WRITER,
    html="",
    picture=b"",
    **headers,
):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "desk@linli.example", subject
    message["Message-ID"] = f"<letter{number}@mail.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if html:
        message.set_content(html, subtype="html")
    else:
        message.set_content(text)
    if picture:
        message.add_attachment(picture, maintype="image", subtype="jpeg", filename="a.jpg")
    return message.as_bytes()


def photo():
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(content, "JPEG")
    return content.getvalue()


@pytest.fixture
def where(db):
    cases.pack()
    return make.district()


def read(*letters, now=NOW):
    with FakeImap(list(letters)) as server:
        told = fetching.fetch(Mailbox(server.url, "desk", "s3cret"), now=now)
        return told, server


def answers():
    return list(OutgoingMessage.objects.order_by("pk"))


def test_a_letter_becomes_a_case_with_its_picture_and_is_answered(where, settings, tmp_path):
    told, server = read(letter(picture=photo()))
    assert told == {"filed": 1} and server.seen == {1}
    case = Case.objects.get()
    assert (case.channel, case.origin, case.caller.name) == ("mail", "resident", "李女士")
    assert case.community == where.communities[0] and case.category.code == "public.lamp"
    assert case.photos.count() == 1 and MailCaller.objects.get().address == "li@mail.example"
    (answer,) = answers()
    assert answer.to == "li@mail.example" and case.key in answer.body and case.caller.pin in answer.body
    assert answer.data["headers"]["In-Reply-To"] == "<letter1@mail.example>"


def test_the_same_letter_twice_is_one_case_also_when_it_was_never_marked(where):
    """As after a kill between the commit and the mark."""
    read(letter())
    told, server = read(letter())
    assert told == {"filed": 1} and server.seen == {1}
    assert Case.objects.count() == 1 == len(answers())


def test_machines_are_not_read(where):
    told, server = read(
        letter(number=1, Auto_Submitted="auto-replied"),
        letter(number=2, List_Id="<news.example>"),
        letter(number=3, sender="MAILER-DAEMON@mail.example"),
        letter(number=4, Precedence="bulk"),
    )
    assert told == {"ignored": 4} and server.seen == {1, 2, 3, 4}
    assert not Case.objects.exists() and not answers()


def test_a_reply_is_added_to_its_case_and_quotes_are_left_out(where):
    read(letter())
    quoted = "昨晚又灭了\n\n在 2026年5月8日，邻里 写道：\n> 已收到"
    told, _server = read(letter(quoted, number=2, subject="Re: 路灯", In_Reply_To="<letter1@mail.example>"))
    assert told == {"added": 1} and Case.objects.count() == 1
    assert Case.objects.get().steps.get(step="add").note == "昨晚又灭了"
    assert "已转给" in answers()[-1].body


def test_a_reply_to_our_answer_is_known_and_one_by_somebody_else_is_not(where, settings):
    read(letter())
    ours = answers()[0]
    own_id = letter_of(ours).extra_headers["Message-ID"]
    told, _server = read(
        letter("还没有人来", number=2, References=own_id),
        letter("我家也是", number=3, sender="wang@mail.example", In_Reply_To=own_id),
    )
    assert told == {"added": 1, "filed": 1} and Case.objects.count() == 2


def test_what_cannot_be_filed_is_refused_with_a_reason(where, monkeypatch):
    monkeypatch.setattr(fetching, "LETTER_MAX", 6000)
    told, server = read(
        letter(" ", number=1, subject=""), letter("路灯" * 3000, number=2), letter("长" * 700, number=3)
    )
    assert told == {"refused": 2, "filed": 1} and server.seen == {1, 2, 3}
    empty, large = answers()[:2]
    assert "没有登记" in empty.body and "发生了什么" in empty.body and "MB" in large.body
    assert Case.objects.count() == 1


def test_a_settled_case_takes_no_addition_and_says_where_to_go(where):
    read(letter())
    desk_actor = make.actor(Role.DISTRICT_DESK, place=where.district)
    case = case_for(desk_actor, Case.objects.get().pk)
    desk.decline_case(desk_actor, case, reason="outside", now=NOW)
    told, _server = read(letter("再看看", number=2, In_Reply_To="<letter1@mail.example>"))
    assert told == {"refused": 1} and case.key in answers()[-1].body


def test_the_writer_is_told_what_was_decided_and_a_merged_one_too(where):
    read(letter(), letter("书声社区路灯都不亮", number=2, sender="wang@mail.example"))
    desk_actor = make.actor(Role.DISTRICT_DESK, place=where.district)
    lead, other = (
        case_for(desk_actor, pk) for pk in Case.objects.order_by("pk").values_list("pk", flat=True)
    )
    unit = make.unit("城管中队", place=where.subdistricts[0])
    merge_case(desk_actor, other, into=lead, now=NOW)
    cases.order(lead, unit, state="finished", open=False, result="换了灯泡")
    Case.objects.filter(pk=lead.pk).update(state=State.FINISHED, queue="desk")
    lead.refresh_from_db()
    desk.verify_case(desk_actor, lead, note="已换灯泡", now=NOW)
    run_all(NOW)
    run_all(NOW)
    told = [one for one in answers() if one.key.startswith("mail-step:")]
    assert {one.to for one in told} == {"li@mail.example", "wang@mail.example"} and len(told) == 2
    assert all("已换灯泡" in one.body for one in told)


def test_a_question_of_the_desk_reaches_who_wrote(where):
    read(letter())
    desk_actor = make.actor(Role.DISTRICT_DESK, place=where.district)
    ask_caller(desk_actor, case_for(desk_actor, Case.objects.get().pk), note="是哪一盏灯？", now=NOW)
    run_all(NOW)
    run_all(NOW)
    assert ["是哪一盏灯？" in one.body for one in answers() if one.key.startswith("mail-step:")] == [True]


def test_a_storm_of_letters_is_not_read(where):
    told, _server = read(*[letter(f"第{n}盏路灯不亮", number=n) for n in range(25)])
    assert told == {"filed": 20, "ignored": 5}


def test_html_and_old_chinese_charsets_are_read():
    html = read_letter(letter(html="<style>p{}</style><p>路灯<b>不亮</b></p><blockquote>旧信</blockquote>"))
    assert html.text == "路灯不亮"
    old = EmailMessage()
    old["From"], old["Message-ID"] = "a@b.example", "<9@b>"
    old.set_content("x")
    raw = old.as_bytes().replace(b'"utf-8"', b'"gb2312"').replace(b"\nx", b"\n" + "镕路灯".encode("gb18030"))
    assert read_letter(raw).text == "镕路灯"
    assert read_letter(b"").robot == "no_sender" and read_letter(b"\xff\xfe garbage").text is not None


def test_without_a_mailbox_nothing_happens_and_a_dead_or_closed_one_is_tried_later(where, settings):
    assert fetch_letters.func(now=NOW) == {}
    with FakeImap([letter()]) as server:
        settings.IMAP_URL, settings.IMAP_USER, settings.IMAP_PASSWORD = server.url, "desk", "wrong"
        assert fetch_letters.func(now=NOW) == {}
        settings.IMAP_PASSWORD = "s3cret"
        assert fetch_letters.func(now=NOW) == {"filed": 1}
    settings.IMAP_URL = "imap+plain://127.0.0.1:9/INBOX"
    assert fetch_letters.func(now=NOW) == {}


def test_an_address_goes_with_the_callers_contact(where):
    read(letter())
    assert actions.forget_writers(now=NOW) == 0
    Caller.objects.update(pin="", name="", phone="")
    assert actions.forget_writers(now=NOW) == 1 and not MailCaller.objects.exists()
    assert IncomingLetter.objects.exists()
    assert actions.forget_writers(now=NOW + timedelta(days=401)) == 1
