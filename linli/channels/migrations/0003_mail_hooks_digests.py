"""The tables of letters, hooks and digests."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("channels", "0002_alerts_public_spotters"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestWish",
            fields=[
                (
                    "address",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="organisation.unitaddress",
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MailCaller",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("address", models.CharField(max_length=254)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("first_id", models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="MailThread",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.CharField(max_length=500)),
                ("events", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "integration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.integration",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["id"], name="hook_working")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("integration", "url"),
                        name="hook_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomingLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("writer", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("filed", "已登记"),
                            ("added", "已补充到原件"),
                            ("refused", "没有登记，已回信说明"),
                            ("ignored", "自动邮件，没有处理"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["writer", "at"], name="letter_by_writer"),
                    models.Index(fields=["at"], name="letter_by_age"),
                ],
            },
        ),
    ]
