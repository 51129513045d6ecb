"""Audit lines cannot be changed, and whoever changes them anyway is found out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy

from linli.core import audit
from linli.core.actors import PUBLIC, SYSTEM, Actor, Level, Right, Seat, caller_of
from linli.core.audit.models import AuditBlock, AuditLine
from linli.core.tests.triggers import execute, rest_audit_triggers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)


def seat(post_id, *rights):
    return Seat(post_id, "role", "title", frozenset(rights), Level.DISTRICT)


def write(count, *, start=0):
    audit.record_many(
        audit.lines_of(SYSTEM, "case.received", [("case", start + n) for n in range(count)], now=NOW)
    )


def forge(sql, *params):
    """What somebody with the database's password could do."""
    again = rest_audit_triggers()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    execute(again)


def ids():
    return list(AuditLine.objects.order_by("id").values_list("id", flat=True))


def test_a_line_says_who_in_which_post_did_what_to_what():
    desk = Actor("staff", 7, "王芳", (seat(3, Right.CASE_DESK),))
    line = audit.record(
        desk, "case.dispatched", ("case", 12), now=NOW, unit=4, due=date(2026, 5, 9), why=gettext_lazy("登录")
    )
    line = AuditLine.objects.get(pk=line.pk)
    assert (line.at, line.actor_kind, line.actor_id, line.actor_name, line.post_id) == (
        NOW,
        "staff",
        7,
        "王芳",
        3,
    )
    assert (line.event, line.subject_kind, line.subject_id) == ("case.dispatched", "case", 12)
    assert line.detail["unit"] == 4 and line.detail["due"] == "2026-05-09"


def test_the_post_is_the_only_one_or_the_named_one():
    two = Actor("staff", 7, "王芳", (seat(3), seat(4)))
    assert audit.record(two, "x", ("case", 1), now=NOW).post_id is None
    assert audit.record(two, "x", ("case", 1), now=NOW, post_id=4).post_id == 4
    assert audit.record(SYSTEM, "x", ("case", 1), now=NOW).post_id is None


def test_bulk_and_single_write_the_same_line():
    detail = {"unit": 4, "title": "漏水", "share": 0.5, "on": date(2026, 5, 8)}
    one = audit.record(caller_of(9), "case.received", ("case", 12), now=NOW, **detail)
    audit.record_many(
        [audit.line_of(caller_of(9), "case.received", one_case := ("case", 12), now=NOW, **detail)]
    )
    first, second = audit.lines_about(one_case).values()
    assert {**first, "id": 0} == {**second, "id": 0} and first["id"] == one.pk


def test_many_lines_are_one_statement(django_assert_num_queries):
    lines = audit.lines_of(PUBLIC, "case.received", [("case", n) for n in range(500)], now=NOW)
    with django_assert_num_queries(1):
        audit.record_many(lines)
    with django_assert_num_queries(0):
        audit.record_many([])
    assert AuditLine.objects.count() == 500


def test_nobody_changes_or_deletes_a_line_or_a_block():
    write(3)
    audit.seal(NOW)
    write(1)
    sealed, waiting = AuditLine.objects.exclude(block=None).first(), AuditLine.objects.get(block=None)
    block = AuditBlock.objects.get()
    for change in (
        lambda: AuditLine.objects.filter(pk=sealed.pk).update(event="case.closed"),
        lambda: AuditLine.objects.filter(pk=sealed.pk).update(block=None),
        lambda: AuditLine.objects.filter(pk=waiting.pk).update(event="case.closed"),
        lambda: AuditLine.objects.filter(pk=waiting.pk).update(block=block, detail={"x": 1}),
        lambda: AuditLine.objects.filter(pk=sealed.pk).delete(),
        lambda: AuditLine.objects.filter(pk=waiting.pk).delete(),
        lambda: AuditBlock.objects.update(count=2),
        lambda: AuditBlock.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert audit.verify().ok
    assert AuditLine.objects.filter(pk=waiting.pk).update(block=block) == 1  # the sealer's own step


def test_sealing_chains_the_blocks_and_leaves_nothing_behind():
    write(2500)
    assert audit.seal(NOW) == 2500
    assert audit.seal(NOW) == 0
    blocks = list(AuditBlock.objects.order_by("id"))
    assert [(block.id, block.count) for block in blocks] == [(1, 1000), (2, 1000), (3, 500)]
    assert [block.previous_digest for block in blocks] == ["", blocks[0].digest, blocks[1].digest]
    report = audit.verify()
    assert (report.ok, report.blocks, report.lines, report.tail) == (True, 3, 2500, 0)
    write(2)
    assert (audit.verify().tail, audit.verify().oldest_in_tail) == (2, NOW)


def test_a_line_that_commits_late_lands_in_a_later_block():
    write(5)
    late = ids()[1]
    forge("UPDATE core_auditline SET block_id = 0 WHERE id = %s", late)  # not visible yet to the sealer
    audit.seal(NOW)
    forge("UPDATE core_auditline SET block_id = NULL WHERE id = %s", late)
    write(2)
    audit.seal(NOW + timedelta(seconds=3))
    assert AuditLine.objects.get(pk=late).block_id == 2
    assert AuditBlock.objects.get(pk=2).first_line == late
    assert audit.verify().ok


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2026-05-08 09:00:01"),
        ("actor_kind", "'staff'"),
        ("actor_id", "8"),
        ("actor_name", "'x'"),
        ("post_id", "5"),
        ("event", "'case.closed'"),
        ("subject_kind", "'order'"),
        ("subject_id", "99"),
        ("detail", "'{\"a\":1}'"),
    ],
)
def test_an_altered_line_is_named(column, value):
    write(5)
    audit.seal(NOW)
    third = ids()[2]
    value = f"'{value}'" if column == "at" else value
    forge(f"UPDATE core_auditline SET {column} = {value} WHERE id = {third}")
    report = audit.verify()
    assert (report.ok, report.block_id, report.line_id) == (False, 1, third)


def test_a_removed_line_is_noticed():
    write(5)
    audit.seal(NOW)
    first, second, third, *_rest, last = ids()
    forge("DELETE FROM core_auditline WHERE id = %s", second)
    report = audit.verify()
    assert (report.block_id, report.line_id) == (1, third) and "line 2 of 5: removed" in report.trouble
    forge("DELETE FROM core_auditline WHERE id IN (%s, %s)", first, last)
    assert not audit.verify().ok


def test_a_last_line_removed_from_its_block_is_noticed():
    write(5)
    audit.seal(NOW)
    forge("DELETE FROM core_auditline WHERE id = %s", ids()[-1])
    assert "line 5 of 5: removed" in audit.verify().trouble


@pytest.mark.parametrize("where", ["inside", "beyond", "no such block"])
def test_an_added_line_is_noticed(where):
    write(3)
    audit.seal(NOW)
    write(1)
    audit.seal(NOW)
    if where == "inside":
        forge("UPDATE core_auditline SET id = id + 10 WHERE id = %s", ids()[-1])
        forge("UPDATE core_auditblock SET last_line = last_line + 9 WHERE id = 1")
    write(1)
    stray = ids()[-1]
    forge(
        "UPDATE core_auditline SET block_id = %s WHERE id = %s", 77 if where == "no such block" else 1, stray
    )
    report = audit.verify()
    assert not report.ok and report.block_id == (77 if where == "no such block" else 1)


def test_reordered_lines_are_noticed():
    write(3)
    audit.seal(NOW)
    first, second, _third = ids()
    forge("UPDATE core_auditline SET id = 0 WHERE id = %s", first)
    forge("UPDATE core_auditline SET id = %s WHERE id = %s", first, second)
    forge("UPDATE core_auditline SET id = %s WHERE id = 0", second)
    assert audit.verify().line_id == first


def test_a_line_moved_to_the_tail_is_noticed():
    write(3)
    audit.seal(NOW)
    forge("UPDATE core_auditline SET block_id = NULL WHERE id = %s", ids()[1])
    assert not audit.verify().ok


def test_a_missing_or_altered_block_is_noticed():
    for start in (0, 10, 20):
        write(3, start=start)
        audit.seal(NOW)
    end = (3, audit.verify().last_digest)
    assert audit.verify(expected=end).ok
    forge("UPDATE core_auditblock SET sealed_at = '2026-05-08 10:00:00' WHERE id = 2")
    assert audit.verify().trouble == "block 2 was altered itself"
    forge("DELETE FROM core_auditblock WHERE id = 2")
    assert audit.verify().trouble == "block 2 is missing"


def test_a_chain_cut_at_its_end_is_noticed_by_whoever_noted_the_end_down():
    for start in (0, 10):
        write(3, start=start)
        audit.seal(NOW)
    end = (2, audit.verify().last_digest)
    forge("DELETE FROM core_auditline WHERE block_id = 2")
    forge("DELETE FROM core_auditblock WHERE id = 2")
    assert audit.verify().ok
    assert "block 2 was noted down" in audit.verify(expected=end).trouble
    write(3, start=50)
    audit.seal(NOW)
    assert "not the one that was noted down" in audit.verify(expected=end).trouble


def test_the_digest_can_be_chosen_and_changed(settings):
    write(2)
    audit.seal(NOW)
    settings.AUDIT_DIGEST = "sm3"
    write(2)
    audit.seal(NOW)
    assert list(AuditBlock.objects.order_by("id").values_list("algorithm", flat=True)) == ["sha256", "sm3"]
    assert audit.verify().ok
    settings.AUDIT_DIGEST = "crc32"
    write(1)
    with pytest.raises(ImproperlyConfigured, match="crc32"):
        audit.seal(NOW)


def test_only_the_auditor_sees_all_lines():
    write(2)
    assert audit.visible_lines(Actor("staff", 1, "审计", (seat(1, Right.AUDIT_READ),))).count() == 2
    for actor in (PUBLIC, caller_of(0), Actor("staff", 1, "王芳", (seat(1, Right.CASE_DESK),))):
        assert not audit.visible_lines(actor).exists()


def test_the_command_says_whether_the_chain_is_whole(capsys):
    write(3)
    call_command("audit", "seal")
    call_command("audit", "verify")
    printed = capsys.readouterr().out
    assert "3 lines sealed" in printed and "whole: 1 blocks, 3 lines, 0 not sealed yet" in printed
    noted = printed.split("note down: ")[1].strip()
    call_command("audit", "verify", "--expect", noted)
    forge("UPDATE core_auditline SET event = 'x' WHERE id = %s", ids()[1])
    with pytest.raises(CommandError, match="block 1, line 2 of 3: altered") as broken:
        call_command("audit", "verify")
    assert broken.value.returncode == 1


def test_the_command_shows_lines(capsys):
    write(3)
    audit.record(Actor("staff", 7, "王芳"), "case.closed", ("case", 1), now=NOW, outcome="done")
    call_command("audit", "show", "--subject", "case:1")
    assert [line.split("\t")[3] for line in capsys.readouterr().out.splitlines()] == [
        "case.received",
        "case.closed",
    ]
    call_command("audit", "show", "--actor", "7", "--event", "case.")
    assert "王芳" in capsys.readouterr().out
    with pytest.raises(CommandError, match="KIND:ID"):
        call_command("audit", "show", "--subject", "case")
