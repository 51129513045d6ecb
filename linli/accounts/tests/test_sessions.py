"""What a session owes, how long it lives, and the second factor."""

import re
import time
from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts import actions, seals
from linli.accounts.models import Account, AccountSession, RecoveryCode
from linli.accounts.terms import SEEN_AT, SIGNED_IN_AT
from linli.core.actors import SYSTEM, Actor
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, NotFound, RuleBroken, TooMany

pytestmark = pytest.mark.django_db
PASSWORD = "a-quiet-lane-17"


@pytest.fixture
def account() -> Account:
    made = actions.add_account(
        SYSTEM, sign_in_name="wang", display_name="王一", password=PASSWORD, now=timezone.now()
    )
    Account.objects.update(must_change_password=False)
    made.refresh_from_db()
    return made


@pytest.fixture
def inside(client, account) -> Client:
    client.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    return client


def actor(account):
    return Actor("staff", account.pk, account.display_name)


def age(client, **seconds):
    session = client.session
    for key, value in seconds.items():
        session[key] = int(time.time()) - value
    session.save()


def test_a_session_ends_when_idle_and_at_the_latest_after_a_shift(inside, account, settings):
    age(inside, **{SEEN_AT: settings.SESSION_IDLE_MIN * 60 - 30})
    assert inside.get("/account/").status_code == 200
    age(inside, **{SEEN_AT: settings.SESSION_IDLE_MIN * 60 + 30})
    assert inside.get("/account/").status_code == 302
    assert not AccountSession.objects.exists()
    assert AuditLine.objects.filter(event="account.session_ran_out", actor_id=account.pk).exists()

    inside.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    age(inside, **{SIGNED_IN_AT: settings.SESSION_COOKIE_AGE + 1})
    assert inside.get("/account/").status_code == 302


def test_being_seen_is_written_every_few_minutes_only(inside, django_assert_num_queries):
    inside.get("/organisation/start/")
    with django_assert_num_queries(2):  # the session and the account: the actor is kept
        inside.get("/organisation/start/")
    age(inside, **{SEEN_AT: 6 * 60})
    AccountSession.objects.update(seen_at=timezone.now() - timedelta(minutes=6))
    inside.get("/organisation/start/")
    assert timezone.now() - AccountSession.objects.get().seen_at < timedelta(minutes=1)
    with django_assert_num_queries(2):
        inside.get("/organisation/start/")


def test_pages_for_everybody_read_no_session_without_a_cookie(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/sign-in/").status_code == 200


def test_signing_out_needs_a_post_and_ends_the_session(inside):
    assert inside.get("/sign-out/").status_code == 405
    assert inside.post("/sign-out/").status_code == 302
    assert inside.get("/account/").status_code == 302
    assert not AccountSession.objects.exists()


def test_one_ends_ones_own_other_session_and_nobody_elses(inside, account):
    other = Client()
    other.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    theirs = AccountSession.objects.order_by("-pk").first()
    with pytest.raises(NotFound):
        actions.end_session(Actor("staff", account.pk + 1, "别人"), theirs.pk, now=timezone.now())
    assert inside.post(f"/account/sessions/{theirs.pk}/end/").status_code == 302
    assert other.get("/account/").status_code == 302
    assert inside.get("/account/").status_code == 200


def test_a_one_time_password_opens_nothing_but_the_page_that_replaces_it(client, account):
    password = actions.reset_password(SYSTEM, account, now=timezone.now())
    client.post("/sign-in/", {"name": "wang", "password": password})
    assert client.get("/account/").headers["Location"] == "/account/password/?next=%2Faccount%2F"
    page = client.post("/account/password/", {"old": password, "new": "short", "again": "short"})
    assert page.status_code == 422
    assert "10" in page.content.decode()
    mistyped = {"old": password, "new": "harbour light 9", "again": "harbour light 8"}
    assert client.post("/account/password/", mistyped).status_code == 422
    good = mistyped | {"again": "harbour light 9", "next": "/account/"}
    assert client.post("/account/password/", good).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert client.get("/account/").content.decode().count("这台") == 1


def test_a_new_password_ends_the_other_sessions(inside, account):
    other = Client()
    other.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    same = {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}
    assert "不一样" in inside.post("/account/password/", same).content.decode()
    change = {"old": PASSWORD, "new": "harbour light 9", "again": "harbour light 9"}
    assert inside.post("/account/password/", change).status_code == 302
    assert other.get("/account/").status_code == 302
    assert inside.get("/account/").status_code == 200


def test_guessing_the_old_password_locks_too(inside):
    guess = {"old": "guessing", "new": "harbour light 9", "again": "harbour light 9"}
    assert [inside.post("/account/password/", guess).status_code for _n in range(5)] == [422] * 4 + [429]


def test_only_whoever_arranges_staff_opens_resets_and_closes_accounts(account):
    nobody, now = actor(account), timezone.now()
    with pytest.raises(NotAllowed):
        actions.add_account(nobody, sign_in_name="li", display_name="李", now=now)
    for refused in (actions.reset_password, actions.unlock, actions.reset_second_factor):
        with pytest.raises(NotAllowed):
            refused(nobody, account, now=now)
    with pytest.raises(NotAllowed):
        actions.set_active(nobody, account, False, now=now)
    with pytest.raises(RuleBroken, match="name_taken"):
        actions.add_account(SYSTEM, sign_in_name="ＷANG", display_name="王二", now=now)


def test_a_closed_account_is_out_at_once(inside, account):
    actions.set_active(SYSTEM, account, False, now=timezone.now())
    assert inside.get("/account/").status_code == 302
    assert inside.post("/sign-in/", {"name": "wang", "password": PASSWORD}).status_code == 422


# The second factor


def enrol(client) -> tuple[str, list[str]]:
    page = client.get("/account/second-factor/").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = seals.unseal(client.session["pending_totp"])
    done = client.post("/account/second-factor/", {"code": pyotp.TOTP(secret).now()})
    assert done.status_code == 200
    return secret, re.findall(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", done.content.decode())


def later_code(secret: str, steps: int = 1) -> str:
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def test_the_second_factor_is_asked_for_after_the_password(inside, account):
    secret, codes = enrol(inside)
    assert len(codes) == 8
    account.refresh_from_db()
    assert secret not in account.totp_secret
    assert inside.get("/account/").status_code == 200  # this session has shown it

    fresh = Client()
    fresh.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    assert fresh.get("/account/").headers["Location"].startswith("/account/code/")
    assert fresh.post("/account/code/", {"code": "000000"}).status_code == 422
    assert fresh.post("/account/code/", {"code": later_code(secret)}).status_code == 302
    assert fresh.get("/account/").status_code == 200
    assert AccountSession.objects.filter(second_factor_at__isnull=False).count() == 2


def test_a_code_works_once(inside, account):
    secret, codes = enrol(inside)
    one, two = Client(), Client()
    for browser in (one, two):
        browser.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    code = later_code(secret)
    assert one.post("/account/code/", {"code": code}).status_code == 302
    assert two.post("/account/code/", {"code": code}).status_code == 422
    assert two.post("/account/code/", {"code": f" {codes[0].lower()} "}).status_code == 302
    third = Client()
    third.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    assert third.post("/account/code/", {"code": codes[0]}).status_code == 422
    assert RecoveryCode.objects.filter(used_at=None).count() == 7


def test_guessing_codes_locks_while_the_password_is_right(inside):
    enrol(inside)
    fresh = Client()
    fresh.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    tried = [fresh.post("/account/code/", {"code": f"{n:06d}"}).status_code for n in range(5)]
    assert tried == [422] * 4 + [429]


def test_switching_off_and_new_paper_codes_need_the_password(inside, account):
    _secret, codes = enrol(inside)
    assert inside.post("/account/second-factor/codes/", {"password": "wrong"}).status_code == 422
    renewed = inside.post("/account/second-factor/codes/", {"password": PASSWORD})
    assert codes[0] not in renewed.content.decode()
    assert inside.post("/account/second-factor/off/", {"password": PASSWORD}).status_code == 302
    account.refresh_from_db()
    assert (account.totp_secret, account.totp_confirmed_at) == ("", None)
    assert not RecoveryCode.objects.exists()
    assert inside.get("/account/").status_code == 200


def test_an_administrator_helps_when_phone_and_paper_are_lost(inside, account):
    enrol(inside)
    actions.reset_second_factor(SYSTEM, account, now=timezone.now())
    assert inside.get("/account/").status_code == 302
    inside.post("/sign-in/", {"name": "wang", "password": PASSWORD})
    assert inside.get("/account/").status_code == 200


def test_too_many_is_said_with_a_time(account, client):
    request = client.get("/sign-in/").wsgi_request
    for _n in range(5):
        with pytest.raises((RuleBroken, TooMany)) as said:
            actions.sign_in(request, "wang", "wrong", now=timezone.now())
    assert "之后再试" in said.value.sentence


def test_a_page_that_refreshes_itself_leads_to_the_sign_in_as_a_whole(client, db):
    """A fragment that is asked for after the session ended must not put a form into the middle of a page."""
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cockpit/wall/?place=3"}
    answer = client.get("/cockpit/", headers=asked)
    assert answer.status_code == 204 and not answer.content
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fcockpit%2Fwall%2F%3Fplace%3D3"
    assert client.get("/cockpit/").url == "/sign-in/?next=%2Fcockpit%2F"
