"""`linli account add|reset|unlock`: the first administrator, and help when nobody can sign in any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.accounts.rules import normal_name
from linli.core.actors import SYSTEM, Level
from linli.core.errors import DomainError
from linli.organisation import actions, queries
from linli.organisation.terms import Role
from linli.places.models import Place


class Command(BaseCommand):
    help = (
        "Accounts of staff: add NAME (by default an administrator of the district), reset NAME, unlock NAME."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        add = steps.add_parser("add", help="a person, an account and a post; prints a one-time password")
        add.add_argument("name", help="the sign-in name")
        add.add_argument("--called", default="", help="the name people see")
        add.add_argument("--role", default=Role.ADMINISTRATOR.value, choices=Role.values)
        add.add_argument("--place", default="", help="code of the place; the district when left out")
        for step, told in (
            ("reset", "a new one-time password; every session ends, the second factor is switched off"),
            ("unlock", "let somebody who was locked out try again at once"),
        ):
            steps.add_parser(step, help=told).add_argument("name")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                getattr(self, f"_{step}")(**options)
        except DomainError as error:
            raise CommandError(error.sentence or error.code) from None

    def _add(self, *, name: str, called: str, role: str, place: str, **_options: Any) -> None:
        now = timezone.now()
        person = actions.add_person(SYSTEM, name=called or name, sign_in_name=name, now=now)
        where = _place(place)
        today = timezone.localdate(now)
        actions.appoint(SYSTEM, role=role, place=where, person=person, valid_from=today, now=now)
        self._tell(name, actions.give_password(SYSTEM, person, now=now))

    def _reset(self, *, name: str, **_options: Any) -> None:
        now, account = timezone.now(), _account(name)
        accounts.reset_second_factor(SYSTEM, account, now=now)
        self._tell(name, accounts.reset_password(SYSTEM, account, now=now))

    def _unlock(self, *, name: str, **_options: Any) -> None:
        accounts.unlock(SYSTEM, _account(name), now=timezone.now())
        self.stdout.write(_("%(name)s 可以重新登录了。") % {"name": name})

    def _tell(self, name: str, password: str) -> None:
        words = {"name": normal_name(name), "password": password}
        self.stdout.write(_("登录名 %(name)s，一次性密码 %(password)s，首次登录要换成自己的。") % words)


def _place(code: str) -> Place:
    places = queries.light_places().filter(valid_to=None)
    place = (places.filter(code=code) if code else places.filter(level=Level.DISTRICT)).first()
    if place is None:
        raise CommandError(_("还没有这个地方，请先导入区划：linli import places FILE。"))
    return place


def _account(name: str) -> Account:
    account = Account.objects.filter(sign_in_name=normal_name(name)).first()
    if account is None:
        raise CommandError(_("没有登录名 %(name)s。") % {"name": name})
    return account
