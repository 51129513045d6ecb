"""Signing in: who gets in, who does not and learns nothing, what locks."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone

from linli.accounts import actions
from linli.accounts.actions import tries
from linli.accounts.models import Account, AccountSession, FailedTries
from linli.core.actors import SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import TooMany

pytestmark = pytest.mark.django_db
PASSWORD = "a-quiet-lane-17"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
def account() -> Account:
    made = actions.add_account(
        SYSTEM, sign_in_name="wang", display_name="王一", password=PASSWORD, now=timezone.now()
    )
    Account.objects.update(must_change_password=False)
    made.refresh_from_db()
    return made


def sign_in(client, name="wang", password=PASSWORD, **more):
    return client.post(
        "/sign-in/", {"name": name, "password": password, **more}, headers={"User-Agent": PHONE}
    )


def events():
    return list(AuditLine.objects.order_by("pk").values_list("event", flat=True))


def test_the_right_password_opens_a_session_under_a_new_key(client, account):
    client.get("/sign-in/")
    client.session["left_behind"] = "by somebody else"
    before = client.session.session_key
    answer = sign_in(client, name=" WANG ")  # capitals and spaces are forgiven
    assert answer.status_code == 302
    row = AccountSession.objects.get()
    assert row.session_key == client.session.session_key != before
    assert row.device == "Chrome · Android"
    assert "left_behind" not in client.session
    assert events()[-1] == "account.sign_in"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer_and_the_same_work(
    client, account, monkeypatch
):
    Account.objects.create(
        sign_in_name="gone", display_name="离任", password=account.password, is_active=False
    )
    Account.objects.create(sign_in_name="fresh", display_name="新人", password="!nothing")
    hashed: list[str] = []
    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda self, *a, **k: hashed.append("round") or encode(self, *a, **k)
    )
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda self, *a, **k: hashed.append("round") or verify(self, *a, **k)
    )
    answers = {}
    for name in ("wang", "nobody", "gone", "fresh"):
        rounds = len(hashed)
        page = sign_in(client, name=name, password="wrong-and-long").content.decode()
        answers[name] = (page.replace(name, "NAME"), len(hashed) - rounds)
    assert "登录名或密码不对" in answers["wang"][0]
    assert "wrong-and-long" not in answers["wang"][0]
    assert len({work for _page, work in answers.values()}) == 1
    assert len({_without_token(page) for page, _work in answers.values()}) == 1
    assert sign_in(client, name="gone").status_code == 422


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_five_wrong_answers_lock_a_name_whether_anybody_has_it_or_not(client, account):
    for name in ("wang", "nobody"):
        for _try in range(4):
            assert sign_in(client, name=name, password="wrong").status_code == 422
        fifth = sign_in(client, name=name, password="wrong")
        assert fifth.status_code == 429
        assert "之后再试" in fifth.content.decode()
        assert sign_in(client, name=name).status_code == 429  # the right password does not help now
    assert "account.locked" in events()
    assert not AuditLine.objects.filter(event="account.sign_in_failed", detail__contains="nobody").exists()


def test_a_lock_ends_and_the_next_one_is_longer(account, rf, client):
    request = _request(client)
    now = timezone.now()
    for _try in range(5):
        with pytest.raises(Exception, match=r"sign_in_failed|locked"):
            actions.sign_in(request, "wang", "wrong", now=now)
    row = FailedTries.objects.get()
    assert row.locked_until == now + timedelta(minutes=15)

    later = now + timedelta(minutes=16)
    with pytest.raises(Exception, match="locked"):
        actions.sign_in(request, "wang", "wrong", now=later)
    row.refresh_from_db()
    assert row.locked_until == later + timedelta(minutes=30)

    assert actions.sign_in(request, "wang", PASSWORD, now=later + timedelta(minutes=31)) == account
    assert not FailedTries.objects.exists()


def test_an_administrator_unlocks(client, account):
    for _try in range(5):
        sign_in(client, password="wrong")
    actions.unlock(SYSTEM, account, now=timezone.now())
    assert sign_in(client).status_code == 302


def test_only_addresses_of_ours_are_followed_afterwards(client, account):
    for target in (
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "javascript:alert(1)",
        "/\\elsewhere.example",
    ):
        answer = sign_in(Client(), next=target)
        assert answer.headers["Location"].endswith("/start/"), target
    assert sign_in(client, next="/account/?x=1").headers["Location"] == "/account/?x=1"


def test_the_fourth_session_ends_the_oldest(account, settings):
    settings.SESSIONS_PER_ACCOUNT = 3
    browsers = [Client() for _n in range(4)]
    for browser in browsers:
        sign_in(browser)
    assert AccountSession.objects.count() == 3
    assert browsers[0].get("/account/").status_code == 302
    assert all(browser.get("/account/").status_code == 200 for browser in browsers[1:])
    assert "account.session_displaced" in events()


def test_the_demo_shows_its_sign_ins_and_fills_them_in(client, account, settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "demo_sign_ins.json").write_text(
        json.dumps(
            [{"role": "x", "title": "街道调度", "name": "wang", "password": PASSWORD, "start": "/desk/"}]
        )
    )
    assert "街道调度" not in client.get("/sign-in/").content.decode()
    settings.DEMO = True
    assert "街道调度" in client.get("/sign-in/").content.decode()
    filled = client.get("/sign-in/?as=wang").content.decode()
    assert f'value="{PASSWORD}"' in filled
    assert 'value="wang"' in filled


def _request(client):
    request = client.get("/sign-in/").wsgi_request
    return request


def test_a_try_is_counted_before_the_slow_look_at_the_password():
    """So ten guesses at the same moment are ten tries, not one."""
    now = timezone.now()
    under_way = [tries.take_try("password:wang", now=now) for _guess in range(5)]
    assert [taken.locked_until is None for taken in under_way] == [True] * 4 + [False]
    with pytest.raises(TooMany):
        tries.take_try("password:wang", now=now)
    tries.take_try("password:li", now=now)
