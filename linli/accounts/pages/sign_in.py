"""In, past what the session owes, and out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.accounts import actions, queries
from linli.accounts.forms import CodeForm, PasswordForm, SignInForm
from linli.accounts.pages.steps import owed, refused, settles
from linli.core.errors import DomainError, RuleBroken
from linli.core.pages import Request, public_page, render_page, staff_page


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours that was asked for, else the face that fits the posts."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    local = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if local else reverse("organisation:start")


@sensitive_post_parameters("password")
@never_cache
@public_page
def sign_in(request: Request) -> HttpResponse:
    """A name and a password. In a demo, `?as=` fills in one of the listed sign-ins."""
    if request.actor.is_staff and request.method == "GET":
        return redirect(next_of(request))
    if request.method != "POST":
        return _sign_in_page(request, SignInForm(initial=_demo_choice(request)))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    try:
        actions.sign_in(request, **form.cleaned_data, now=timezone.now())
    except DomainError as error:
        form.add_error(None, error.sentence or _("登录名或密码不对。请检查大小写，再试一次。"))
        return _sign_in_page(request, form, status=error.status)
    return redirect(next_of(request))


def _sign_in_page(request: Request, form: SignInForm, status: int = 200) -> HttpResponse:
    demo = queries.demo_sign_ins()
    if demo:
        form.fields["password"].widget.render_value = True
    context = {"form": form, "next": next_of(request), "demo_sign_ins": demo}
    return render_page(request, "accounts/sign_in.html", None, context, status=status)


def _demo_choice(request: Request) -> dict[str, str]:
    chosen = [row for row in queries.demo_sign_ins() if row["name"] == request.GET.get("as")]
    return {"name": chosen[0]["name"], "password": chosen[0]["password"]} if chosen else {}


@never_cache
@settles("any")
@staff_page()
@require_POST
def sign_out(request: Request) -> HttpResponse:
    actions.sign_out(request, request.actor, now=timezone.now())
    return redirect("accounts:sign_in")


@sensitive_post_parameters("code")
@never_cache
@settles("code")
@staff_page()
def code(request: Request) -> HttpResponse:
    """The second factor of this session: six digits from the phone, or a recovery code."""
    form = CodeForm(request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.show_code(request, request.actor, code=form.cleaned_data["code"], now=timezone.now())
            return redirect(next_of(request))
        except DomainError as error:
            status = refused(form, error)
    context = {"form": form, "next": next_of(request)}
    return render_page(request, "accounts/code.html", None, context, status=status)


@sensitive_post_parameters("old", "new", "again")
@never_cache
@settles("password")
@staff_page()
def password(request: Request) -> HttpResponse:
    """A new password; owed after a reset, possible at any time."""
    form = PasswordForm(request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            old, new = form.cleaned_data["old"], form.cleaned_data["new"]
            actions.change_password(request, request.actor, old=old, new=new, now=timezone.now())
            return redirect(next_of(request))
        except RuleBroken as error:
            status = refused(form, error)
    context = {"form": form, "next": next_of(request), "owed": owed(request) == "password"}
    return render_page(request, "accounts/password.html", None, context, status=status)
