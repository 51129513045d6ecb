"""我的登录: open sessions, the password, the second factor."""

from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.accounts import actions, queries
from linli.accounts.forms import CodeForm, ProofForm
from linli.accounts.models import Account
from linli.accounts.pages.steps import owed, refused, settles
from linli.core.errors import DomainError
from linli.core.pages import Request, render_page, staff_page


@never_cache
@staff_page()
def me(request: Request) -> HttpResponse:
    return _me_page(request, ProofForm())


def _me_page(request: Request, form: ProofForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    account = _account(request)
    context = {
        "account": account,
        "sessions": queries.visible_sessions(request.actor, now),
        "this_key": request.session.session_key,
        "codes_left": queries.recovery_codes_left(account),
        "form": form,
        "now": now,
    }
    return render_page(request, "accounts/me.html", None, context, status=status)


def _account(request: Request) -> Account:
    return get_object_or_404(Account, pk=request.actor.id)


@staff_page()
@require_POST
def end_session(request: Request, session_id: int) -> HttpResponse:
    actions.end_session(request.actor, session_id, now=timezone.now())
    return redirect("accounts:me")


@sensitive_post_parameters("code")
@never_cache
@settles("enrol")
@staff_page()
def second_factor(request: Request) -> HttpResponse:
    """Enrol: scan, type the first code, write down the recovery codes."""
    account = _account(request)
    if account.totp_confirmed_at is not None:
        return redirect("accounts:me")
    form = CodeForm(request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            codes = actions.confirm_enrolment(request, request.actor, code=code, now=timezone.now())
            return _codes_page(request, codes)
        except DomainError as error:
            status = refused(form, error)
    return _enrol_page(request, account, form, status)


def _enrol_page(request: Request, account: Account, form: CodeForm, status: int) -> HttpResponse:
    address = actions.begin_enrolment(request, account)
    context: dict[str, Any] = {
        "form": form,
        "qr": segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff"),
        "secret": actions.pending_secret(request),
        "owed": owed(request) == "enrol",
    }
    return render_page(request, "accounts/second_factor.html", None, context, status=status)


def _codes_page(request: Request, codes: list[str]) -> HttpResponse:
    """Shown once, on paper or not at all."""
    return render_page(request, "accounts/recovery_codes.html", None, {"codes": codes})


@sensitive_post_parameters("password")
@never_cache
@staff_page()
@require_POST
def renew_codes(request: Request) -> HttpResponse:
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _me_page(request, form, status=422)
    try:
        password = form.cleaned_data["password"]
        codes = actions.renew_recovery_codes(request.actor, password=password, now=timezone.now())
    except DomainError as error:
        return _me_page(request, form, status=refused(form, error))
    return _codes_page(request, codes)


@sensitive_post_parameters("password")
@never_cache
@staff_page()
@require_POST
def switch_off(request: Request) -> HttpResponse:
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _me_page(request, form, status=422)
    try:
        actions.switch_off(request, request.actor, password=form.cleaned_data["password"], now=timezone.now())
    except DomainError as error:
        return _me_page(request, form, status=refused(form, error))
    return redirect("accounts:me")
