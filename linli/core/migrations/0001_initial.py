"""The tables of core, and the triggers that keep audit lines and blocks as they were written."""

import django.db.models.deletion
from django.db import migrations, models

# Triggers: a line never changes except that it gets its block, a block never changes, neither goes away.
SQLITE_UP = [
    """
    CREATE TRIGGER core_auditline_no_update BEFORE UPDATE ON core_auditline
    WHEN NOT (
        OLD.block_id IS NULL AND NEW.block_id IS NOT NULL AND OLD.id IS NEW.id AND OLD.at IS NEW.at
        AND OLD.actor_kind IS NEW.actor_kind AND OLD.actor_id IS NEW.actor_id AND OLD.actor_name IS NEW.actor_name
        AND OLD.post_id IS NEW.post_id AND OLD.event IS NEW.event AND OLD.subject_kind IS NEW.subject_kind
        AND OLD.subject_id IS NEW.subject_id AND OLD.detail IS NEW.detail
    )
    BEGIN SELECT RAISE(ABORT, 'audit lines are append-only'); END
    """,
    """
    CREATE TRIGGER core_auditline_no_delete BEFORE DELETE ON core_auditline
    BEGIN SELECT RAISE(ABORT, 'audit lines are append-only'); END
    """,
    """
    CREATE TRIGGER core_auditblock_no_update BEFORE UPDATE ON core_auditblock
    BEGIN SELECT RAISE(ABORT, 'audit blocks are append-only'); END
    """,
    """
    CREATE TRIGGER core_auditblock_no_delete BEFORE DELETE ON core_auditblock
    BEGIN SELECT RAISE(ABORT, 'audit blocks are append-only'); END
    """,
]
SQLITE_DOWN = [
    "DROP TRIGGER core_auditline_no_update",
    "DROP TRIGGER core_auditline_no_delete",
    "DROP TRIGGER core_auditblock_no_update",
    "DROP TRIGGER core_auditblock_no_delete",
]
POSTGRESQL_UP = [
    """
    CREATE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit lines and blocks are append-only' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER core_auditline_no_update BEFORE UPDATE ON core_auditline FOR EACH ROW
    WHEN (NOT (
        OLD.block_id IS NULL AND NEW.block_id IS NOT NULL
        AND (OLD.id, OLD.at, OLD.actor_kind, OLD.actor_id, OLD.actor_name, OLD.post_id,
             OLD.event, OLD.subject_kind, OLD.subject_id, OLD.detail)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.at, NEW.actor_kind, NEW.actor_id, NEW.actor_name, NEW.post_id,
             NEW.event, NEW.subject_kind, NEW.subject_id, NEW.detail)
    ))
    EXECUTE FUNCTION core_audit_refuse()
    """,
    """
    CREATE TRIGGER core_auditline_no_delete BEFORE DELETE ON core_auditline
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse()
    """,
    """
    CREATE TRIGGER core_auditline_no_truncate BEFORE TRUNCATE ON core_auditline
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse()
    """,
    """
    CREATE TRIGGER core_auditblock_no_change BEFORE UPDATE OR DELETE ON core_auditblock
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse()
    """,
    """
    CREATE TRIGGER core_auditblock_no_truncate BEFORE TRUNCATE ON core_auditblock
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse()
    """,
]
POSTGRESQL_DOWN = [
    "DROP TRIGGER core_auditline_no_update ON core_auditline",
    "DROP TRIGGER core_auditline_no_delete ON core_auditline",
    "DROP TRIGGER core_auditline_no_truncate ON core_auditline",
    "DROP TRIGGER core_auditblock_no_change ON core_auditblock",
    "DROP TRIGGER core_auditblock_no_truncate ON core_auditblock",
    "DROP FUNCTION core_audit_refuse()",
]


def guard_audit(apps, schema_editor):
    for statement in {"sqlite": SQLITE_UP, "postgresql": POSTGRESQL_UP}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard_audit(apps, schema_editor):
    for statement in {"sqlite": SQLITE_DOWN, "postgresql": POSTGRESQL_DOWN}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditBlock",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("first_line", models.BigIntegerField()),
                ("last_line", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("previous_digest", models.CharField(max_length=128)),
                ("digest", models.CharField(max_length=128)),
                ("algorithm", models.CharField(max_length=16)),
                ("marks", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="EventRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("payload", models.JSONField()),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="WorkerRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("threads", models.SmallIntegerField()),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("working", "上班"), ("off", "休息")], max_length=10)),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["working", "off"])), name="calendar_day_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="calendar_day_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, unique=True)),
                ("every_s", models.IntegerField(null=True)),
                ("daily_at", models.TimeField(null=True)),
                ("next_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("daily_at", None), ("every_s__gt", 0)),
                            models.Q(("daily_at__isnull", False), ("every_s", None)),
                            _connector="OR",
                        ),
                        name="schedule_one_rhythm",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("grams", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "subject_id"), name="search_one_text")
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=22, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=40)),
                ("size_bytes", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("created_by_kind", models.CharField(max_length=10)),
                ("created_by_id", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=40)),
                ("retention_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("retention_until__isnull", False)),
                        fields=["retention_until"],
                        name="file_retention",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True), name="file_has_purpose"
                    ),
                    models.CheckConstraint(condition=models.Q(("size_bytes__gt", 0)), name="file_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=160)),
                ("args", models.JSONField(default=list)),
                ("kwargs", models.JSONField(default=dict)),
                ("queue", models.CharField(default="default", max_length=20)),
                ("priority", models.SmallIntegerField(default=0)),
                ("key", models.CharField(blank=True, default="", max_length=200)),
                ("run_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待"),
                            ("running", "执行中"),
                            ("done", "已完成"),
                            ("failed", "失败"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.SmallIntegerField(default=0)),
                ("max_attempts", models.SmallIntegerField(default=5)),
                ("leased_until", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, default="", max_length=80)),
                ("last_error", models.TextField(blank=True, default="")),
                ("result", models.JSONField(null=True)),
                ("fleeting", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("priority"), descending=True),
                        models.F("id"),
                        condition=models.Q(("state", "waiting")),
                        name="task_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "running")), fields=["leased_until"], name="task_running"
                    ),
                    models.Index(
                        condition=models.Q(("state", "done")), fields=["finished_at"], name="task_done"
                    ),
                    models.Index(condition=models.Q(("state", "failed")), fields=["id"], name="task_failed"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])),
                        name="task_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            ("leased_until__isnull", False),
                            _connector="OR",
                        ),
                        name="task_running_has_lease",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "running"]), models.Q(("key", ""), _negated=True)
                        ),
                        fields=("key", "state"),
                        name="task_key_unfinished",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=8)),
                ("actor_id", models.BigIntegerField()),
                ("actor_name", models.CharField(max_length=80)),
                ("post_id", models.BigIntegerField(null=True)),
                ("event", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("detail", models.TextField(default=dict)),
                (
                    "block",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="core.auditblock",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_line_subject"),
                    models.Index(
                        condition=models.Q(("block", None)), fields=["id"], name="audit_line_unsealed"
                    ),
                ],
            },
        ),
        migrations.RunPython(guard_audit, unguard_audit),
    ]
