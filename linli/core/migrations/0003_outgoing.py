"""Messages that leave the house."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutgoingMessage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=200, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "邮件"),
                            ("webhook", "网络回调"),
                            ("sms", "短信"),
                            ("wechat", "微信"),
                            ("wecom", "企业微信群"),
                        ],
                        max_length=8,
                    ),
                ),
                ("to", models.CharField(max_length=500)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(blank=True)),
                ("data", models.JSONField(null=True)),
                ("kind", models.CharField(max_length=60)),
                ("about_kind", models.CharField(blank=True, max_length=40)),
                ("about_id", models.BigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待发送"),
                            ("sending", "正在交出"),
                            ("sent", "已送出"),
                            ("unsure", "可能已送出"),
                            ("failed", "没有送出"),
                            ("withheld", "未开通，没有送"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("tries_left", models.PositiveSmallIntegerField(default=12)),
                ("urgent", models.BooleanField(default=False)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-id"], name="outgoing_by_state"),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["next_at"],
                        name="outgoing_under_way",
                    ),
                    models.Index(
                        condition=models.Q(("erased_at__isnull", True)),
                        fields=["created_at"],
                        name="outgoing_readable",
                    ),
                    models.Index(fields=["about_kind", "about_id"], name="outgoing_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "sending", "sent", "unsure", "failed", "withheld"])
                        ),
                        name="outgoing_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["mail", "webhook", "sms", "wechat", "wecom"])),
                        name="outgoing_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="outgoing_sent_has_moment",
                    ),
                ],
            },
        ),
    ]
