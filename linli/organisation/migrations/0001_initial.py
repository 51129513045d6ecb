"""The tables of organisation."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("methods", "0001_initial"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Integration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("scopes", models.JSONField(default=list)),
                ("per_minute", models.PositiveIntegerField(default=120)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SecondFactorRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("district_leader", "区领导"),
                            ("district_desk", "区指挥中心"),
                            ("subdistrict_leader", "街道领导"),
                            ("subdistrict_desk", "街道调度"),
                            ("community_secretary", "社区书记"),
                            ("community_worker", "社区工作者"),
                            ("grid_leader", "网格长"),
                            ("grid_worker", "网格员"),
                            ("building_leader", "楼栋长"),
                            ("team_member", "网格力量"),
                            ("unit_lead", "承办单位负责人"),
                            ("unit_handler", "承办人"),
                            ("administrator", "平台管理员"),
                            ("auditor", "审计员"),
                        ],
                        max_length=24,
                        unique=True,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IntegrationToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("prefix", models.CharField(max_length=12)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("last_used_on", models.DateField(null=True)),
                (
                    "integration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to="organisation.integration",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("staff_number", models.CharField(max_length=40, null=True, unique=True)),
                (
                    "employment",
                    models.CharField(
                        choices=[("full_time", "专职"), ("part_time", "兼职"), ("voluntary", "志愿")],
                        default="full_time",
                        max_length=12,
                    ),
                ),
                ("active", models.BooleanField(default=True)),
                (
                    "account",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("district_leader", "区领导"),
                            ("district_desk", "区指挥中心"),
                            ("subdistrict_leader", "街道领导"),
                            ("subdistrict_desk", "街道调度"),
                            ("community_secretary", "社区书记"),
                            ("community_worker", "社区工作者"),
                            ("grid_leader", "网格长"),
                            ("grid_worker", "网格员"),
                            ("building_leader", "楼栋长"),
                            ("team_member", "网格力量"),
                            ("unit_lead", "承办单位负责人"),
                            ("unit_handler", "承办人"),
                            ("administrator", "平台管理员"),
                            ("auditor", "审计员"),
                        ],
                        max_length=24,
                    ),
                ),
                ("title", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputises",
                        to="organisation.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="organisation.person",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "role"], name="post_by_place"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy", None),
                            ("person", None),
                            models.Q(("deputy", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="post_deputy_is_another",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="integration",
            name="post",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="integration",
                to="organisation.post",
            ),
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("department", "区直部门"),
                            ("subdistrict_team", "街道队所"),
                            ("community_office", "社区"),
                            ("grid_team", "网格队伍"),
                            ("property_company", "物业公司"),
                            ("utility", "水电气热等企业"),
                            ("desk", "指挥中心"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                    ),
                ),
                ("trade", models.CharField(blank=True, max_length=40)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("active", models.BooleanField(default=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organisation.unit",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["trade", "place"], name="unit_by_trade"),
                ],
            },
        ),
        migrations.AddField(
            model_name="post",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="organisation.unit",
            ),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("url", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="organisation.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "read_at", "-created_at"], name="notice_of_unit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="organisation.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="absence_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(max_length=12)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("district_leader", "区领导"),
                            ("district_desk", "区指挥中心"),
                            ("subdistrict_leader", "街道领导"),
                            ("subdistrict_desk", "街道调度"),
                            ("community_secretary", "社区书记"),
                            ("community_worker", "社区工作者"),
                            ("grid_leader", "网格长"),
                            ("grid_worker", "网格员"),
                            ("building_leader", "楼栋长"),
                            ("team_member", "网格力量"),
                            ("unit_lead", "承办单位负责人"),
                            ("unit_handler", "承办人"),
                            ("administrator", "平台管理员"),
                            ("auditor", "审计员"),
                        ],
                        max_length=24,
                    ),
                ),
                ("title", models.CharField(max_length=40)),
                ("at_least", models.PositiveSmallIntegerField()),
                ("at_most", models.PositiveSmallIntegerField(null=True)),
                ("core", models.BooleanField(default=True)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="methods.pack"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pack", "level", "role", "title"), name="staffing_rule_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=255)),
                ("request_digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("media_type", models.CharField(max_length=80)),
                ("body", models.BinaryField()),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "integration",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.integration",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("integration", "key"), name="stored_answer_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__isnull", False), ("unit__isnull", False), _connector="OR"),
                name="post_somewhere",
            ),
        ),
        migrations.CreateModel(
            name="UnitAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("urgent_only", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "channel", "to"), name="unit_address_once"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["mail", "webhook", "sms", "wechat", "wecom"])),
                        name="unit_address_channel_known",
                    ),
                ],
            },
        ),
    ]
