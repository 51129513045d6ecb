"""The two switches at the foot of every page: language and type size. Cookies, no account, no JavaScript."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.core.errors import RuleBroken
from linli.core.pages import Request, public_page
from linli.core.shell import LARGE_TYPE_COOKIE

YEAR_S = 365 * 24 * 3600


@public_page
@require_POST
def switch_language(request: Request) -> HttpResponse:
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise RuleBroken("language_unknown", _("没有这种语言，请从页面底部选择。"))
    return _back_with(request, settings.LANGUAGE_COOKIE_NAME, code)


@public_page
@require_POST
def switch_type(request: Request) -> HttpResponse:
    return _back_with(request, LARGE_TYPE_COOKIE, "1" if request.POST.get("large") == "1" else "0")


def _back_with(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    """Back to the page one came from, if that is one of ours."""
    target = request.POST.get("next", "")
    local = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/")
    response = HttpResponseRedirect(target if local else "/")
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(cookie, value, max_age=YEAR_S, samesite="Lax", secure=secure, httponly=True)
    return response
