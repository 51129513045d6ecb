"""Roles with their rights, kinds of units, kinds of employment."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core.actors import Level, Right


class UnitKind(models.TextChoices):
    DEPARTMENT = "department", _("区直部门")
    SUBDISTRICT_TEAM = "subdistrict_team", _("街道队所")
    COMMUNITY_OFFICE = "community_office", _("社区")
    GRID_TEAM = "grid_team", _("网格队伍")
    PROPERTY_COMPANY = "property_company", _("物业公司")
    UTILITY = "utility", _("水电气热等企业")
    DESK = "desk", _("指挥中心")
    OTHER = "other", _("其他")


class Employment(models.TextChoices):
    FULL_TIME = "full_time", _("专职")
    PART_TIME = "part_time", _("兼职")
    VOLUNTARY = "voluntary", _("志愿")


class Role(models.TextChoices):
    DISTRICT_LEADER = "district_leader", _("区领导")
    DISTRICT_DESK = "district_desk", _("区指挥中心")
    SUBDISTRICT_LEADER = "subdistrict_leader", _("街道领导")
    SUBDISTRICT_DESK = "subdistrict_desk", _("街道调度")
    COMMUNITY_SECRETARY = "community_secretary", _("社区书记")
    COMMUNITY_WORKER = "community_worker", _("社区工作者")
    GRID_LEADER = "grid_leader", _("网格长")
    GRID_WORKER = "grid_worker", _("网格员")
    BUILDING_LEADER = "building_leader", _("楼栋长")
    TEAM_MEMBER = "team_member", _("网格力量")  # the N of 3+N: police, property, doctor, retired cadre
    UNIT_LEAD = "unit_lead", _("承办单位负责人")
    UNIT_HANDLER = "unit_handler", _("承办人")
    ADMINISTRATOR = "administrator", _("平台管理员")
    AUDITOR = "auditor", _("审计员")


_DESK = frozenset({Right.CASE_SEE, Right.CASE_CONTACT, Right.CASE_INTAKE, Right.CASE_REPORT, Right.CASE_DESK})
_FIELD = frozenset({Right.CASE_SEE, Right.CASE_REPORT, Right.CASE_HANDLE})
_NEEDS = frozenset({Right.NEED_DESK, Right.NEED_HELP, Right.NEED_COUNT})
_UNIT = frozenset({Right.CASE_SEE, Right.CASE_CONTACT, Right.CASE_HANDLE, Right.NEED_HELP})

# Every right comes from here, through a post. The administrator sees no case; the auditor changes nothing.
RIGHTS: dict[str, frozenset[Right]] = {
    Role.DISTRICT_LEADER: frozenset({Right.CASE_SEE, Right.COCKPIT_SEE, Right.STAFF_SEE, Right.NEED_COUNT}),
    Role.DISTRICT_DESK: _DESK | {Right.COCKPIT_SEE, Right.STAFF_SEE, Right.NEED_COUNT},
    Role.SUBDISTRICT_LEADER: frozenset(
        {Right.CASE_SEE, Right.COCKPIT_SEE, Right.STAFF_SEE, Right.NEED_COUNT}
    ),
    Role.SUBDISTRICT_DESK: _DESK | {Right.COCKPIT_SEE, Right.STAFF_SEE, Right.NEED_COUNT},
    Role.COMMUNITY_SECRETARY: _DESK | _NEEDS | {Right.CASE_HANDLE, Right.COCKPIT_SEE, Right.STAFF_SEE},
    Role.COMMUNITY_WORKER: _DESK | _NEEDS | {Right.CASE_HANDLE},
    Role.GRID_LEADER: _FIELD | {Right.STAFF_SEE, Right.NEED_HELP, Right.NEED_COUNT},
    Role.GRID_WORKER: _FIELD | {Right.NEED_HELP},
    Role.BUILDING_LEADER: frozenset({Right.CASE_REPORT, Right.NEED_HELP}),
    Role.TEAM_MEMBER: frozenset({Right.CASE_REPORT, Right.NEED_HELP}),
    Role.UNIT_LEAD: _UNIT,
    Role.UNIT_HANDLER: _UNIT,
    Role.ADMINISTRATOR: frozenset(
        {Right.STAFF_SEE, Right.STAFF_MANAGE, Right.PLACE_MANAGE, Right.PACK_MANAGE, Right.SERVICE_RUN}
    ),
    Role.AUDITOR: frozenset({Right.AUDIT_READ}),
}

STANDING_IN = _("%s（代）")  # the title of a deputy on the days the holder is away

# The first page of a role, by the name of its URL; the first of a person's posts in this order decides.
FACES: dict[str, str] = {
    Role.DISTRICT_DESK: "cases:queue",
    Role.SUBDISTRICT_DESK: "cases:queue",
    Role.COMMUNITY_SECRETARY: "cases:queue",
    Role.COMMUNITY_WORKER: "cases:queue",
    Role.UNIT_LEAD: "cases:queue",
    Role.UNIT_HANDLER: "cases:queue",
    Role.DISTRICT_LEADER: "cockpit:home",
    Role.SUBDISTRICT_LEADER: "cockpit:home",
    Role.GRID_LEADER: "cases:today",
    Role.GRID_WORKER: "cases:today",
    Role.BUILDING_LEADER: "cases:today",
    Role.TEAM_MEMBER: "cases:today",
    Role.ADMINISTRATOR: "organisation:units",
    Role.AUDITOR: "core:audit",
}

# Roles of a unit sit in a unit and nowhere else, so that their rights reach its orders and no area.
UNIT_ROLES = frozenset({Role.UNIT_LEAD, Role.UNIT_HANDLER})

# Roles whose name says a level sit at that level.
LEVEL_OF_ROLE: dict[str, Level] = {
    Role.DISTRICT_LEADER: Level.DISTRICT,
    Role.DISTRICT_DESK: Level.DISTRICT,
    Role.SUBDISTRICT_LEADER: Level.SUBDISTRICT,
    Role.SUBDISTRICT_DESK: Level.SUBDISTRICT,
    Role.AUDITOR: Level.DISTRICT,
}

# Some of their rights know no place, so only somebody who manages the whole district hands them out.
DISTRICT_GIVEN = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


class Scope(models.TextChoices):
    """What a machine's token is for. It narrows the rights of the machine's post and never widens them."""

    CASES_READ = "cases.read", _("看诉求")
    CASES_FILE = "cases.file", _("登记诉求")
    CASES_DESK = "cases.desk", _("调度：受理、派单、核查、结案")
    CASES_HANDLE = "cases.handle", _("承办：签收、办理、反馈")
    CONTACTS_READ = "contacts.read", _("查看诉求人的联系方式（每次留痕）")
    NEEDS_READ = "needs.read", _("看本社区的需求和件数")
    NEEDS_FILE = "needs.file", _("转来需求")


SCOPE_RIGHTS: dict[str, frozenset[Right]] = {
    Scope.CASES_READ: frozenset({Right.CASE_SEE}),
    Scope.CASES_FILE: frozenset({Right.CASE_INTAKE, Right.CASE_REPORT}),
    Scope.CASES_DESK: frozenset({Right.CASE_SEE, Right.CASE_DESK}),
    Scope.CASES_HANDLE: frozenset({Right.CASE_SEE, Right.CASE_HANDLE}),
    Scope.CONTACTS_READ: frozenset({Right.CASE_CONTACT}),
    Scope.NEEDS_READ: frozenset({Right.NEED_DESK, Right.NEED_COUNT}),
    Scope.NEEDS_FILE: frozenset({Right.NEED_HELP}),
}
PER_MINUTE = 120  # our value: requests a machine may make, unless its integration says otherwise
PER_MINUTE_MOST = 6_000
TOKEN_DAYS_MOST = 731  # our value: no token outlives two years
OVERLAP = timedelta(hours=24)  # how long the old token still works after a new one was made
ANSWERS_KEPT = timedelta(hours=24)  # how long an Idempotency-Key is remembered
