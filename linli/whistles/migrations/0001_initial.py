"""The tables of whistles."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("methods", "0001_initial"),
        ("organisation", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Whistle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hard_case", "疑难哨"),
                            ("joint_enforcement", "联合执法哨"),
                            ("emergency", "应急哨"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "等社区吹哨"),
                            ("open", "哨声中"),
                            ("closed", "已结哨"),
                            ("declined", "没有吹"),
                            ("cancelled", "已撤哨"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=2000)),
                ("result", models.CharField(blank=True, max_length=2000)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("proposed_by", models.BigIntegerField(null=True)),
                ("blown_as", models.CharField(blank=True, max_length=80)),
                ("blown_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="whistles", to="cases.case"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "subdistrict",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-blown_at", "-id"], name="whistle_newest"),
                    models.Index(fields=["place", "-blown_at", "-id"], name="whistle_of_place"),
                    models.Index(fields=["subdistrict", "-blown_at", "-id"], name="whistle_in_sub"),
                    models.Index(fields=["community", "-blown_at", "-id"], name="whistle_in_com"),
                    models.Index(fields=["grid", "-blown_at", "-id"], name="whistle_in_grid"),
                    models.Index(
                        condition=models.Q(("state__in", ["proposed", "open"])),
                        fields=["place", "blown_at"],
                        name="whistle_open_place",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "open", "closed", "declined", "cancelled"])
                        ),
                        name="whistle_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["hard_case", "joint_enforcement", "emergency"])),
                        name="whistle_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="whistle_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("result", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="whistle_closed_has_result",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "open"])),
                        fields=("case",),
                        name="whistle_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "等报到"),
                            ("checked_in", "已报到"),
                            ("arrived", "已到场"),
                            ("done", "已办完自己的部分"),
                            ("refused", "不认，等区里定"),
                            ("excused", "区里同意不来"),
                            ("recalled", "已不用来"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("blown_at", models.DateTimeField()),
                ("check_in_due_at", models.DateTimeField()),
                ("arrive_due_at", models.DateTimeField()),
                ("checked_in_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=2000)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("check_in_late", models.BooleanField(default=False)),
                ("arrive_late", models.BooleanField(default=False)),
                (
                    "owner_first",
                    models.PositiveSmallIntegerField(
                        choices=[(3, "是"), (2, "部分"), (1, "不是")], null=True
                    ),
                ),
                (
                    "owner_second",
                    models.PositiveSmallIntegerField(
                        choices=[(3, "是"), (2, "部分"), (1, "不是")], null=True
                    ),
                ),
                ("owner_words", models.CharField(blank=True, max_length=500)),
                (
                    "unit_first",
                    models.PositiveSmallIntegerField(
                        choices=[(3, "是"), (2, "部分"), (1, "不是")], null=True
                    ),
                ),
                (
                    "unit_second",
                    models.PositiveSmallIntegerField(
                        choices=[(3, "是"), (2, "部分"), (1, "不是")], null=True
                    ),
                ),
                ("unit_words", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                    ),
                ),
                (
                    "whistle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="whistles.whistle",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-blown_at", "-id"], name="call_of_unit"),
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "checked_in", "arrived"])),
                        fields=["unit", "check_in_due_at"],
                        name="call_waits",
                    ),
                    models.Index(
                        condition=models.Q(("check_in_late", False), ("state", "asked")),
                        fields=["check_in_due_at"],
                        name="call_check_in_due",
                    ),
                    models.Index(
                        condition=models.Q(("arrive_late", False), ("state__in", ["asked", "checked_in"])),
                        fields=["arrive_due_at"],
                        name="call_arrive_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "refused")), fields=["refused_at"], name="call_refused"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["asked", "checked_in", "arrived", "done", "refused", "excused", "recalled"],
                            )
                        ),
                        name="call_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="call_refused_has_reason",
                    ),
                    models.UniqueConstraint(fields=("whistle", "unit"), name="call_unit_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WhistleLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hard_case", "疑难哨"),
                            ("joint_enforcement", "联合执法哨"),
                            ("emergency", "应急哨"),
                        ],
                        max_length=20,
                    ),
                ),
                ("stage", models.CharField(choices=[("check_in", "报到"), ("arrive", "到场")], max_length=8)),
                ("amount", models.PositiveIntegerField()),
                ("unit", models.CharField(max_length=8)),
                ("clock", models.CharField(max_length=16)),
                ("basis", models.CharField(max_length=200)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="methods.pack"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("pack", "kind", "stage"), name="whistle_limit_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WhistleLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("step", models.CharField(max_length=16)),
                ("by_kind", models.CharField(max_length=8)),
                ("by_id", models.BigIntegerField(default=0)),
                ("by_name", models.CharField(blank=True, max_length=80)),
                ("note", models.CharField(blank=True, max_length=2000)),
                (
                    "call",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="whistles.call",
                    ),
                ),
                (
                    "whistle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="whistles.whistle",
                    ),
                ),
            ],
        ),
    ]
