"""The tables of hotlines."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HotlineSender",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("columns", models.JSONField(default=dict)),
                ("reply_columns", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "name"), name="hotline_sender_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=80)),
                ("facts", models.JSONField()),
                ("wanted_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("exported_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="channels.hotlinesender",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("exported_at", None)),
                        fields=["sender", "id"],
                        name="hotline_unanswered",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sender", "number"), name="hotline_order_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("columns", models.JSONField()),
                ("rows", models.PositiveIntegerField()),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to="channels.hotlinesender",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sender", "-id"], name="hotline_export_new"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=120)),
                ("headings", models.JSONField()),
                ("rows", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "待确认"), ("filing", "登记中"), ("done", "已完成")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("columns", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="channels.hotlinesender",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sender", "-id"], name="hotline_batch_new"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "filing", "done"])),
                        name="hotline_batch_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotlineLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待登记"),
                            ("created", "新登记"),
                            ("known", "已登记过"),
                            ("changed", "内容有变化"),
                            ("refused", "没有登记"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="channels.hotlinebatch",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="channels.hotlineorder",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["batch", "state", "line"], name="hotline_line_state")],
            },
        ),
        migrations.CreateModel(
            name="HotlineReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.JSONField()),
                (
                    "export",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="channels.hotlineexport",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="channels.hotlineorder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("export", "order"), name="hotline_reply_once")
                ],
            },
        ),
    ]
