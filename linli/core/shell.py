"""What every page's frame needs: who is looking, in which language and type size, and where staff may go."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.core.actors import PUBLIC, Actor, Right
from linli.core.addresses import url_if_any

HTML_LANG = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
LARGE_TYPE_COOKIE = "large"


@dataclass(frozen=True, slots=True)
class Entry:
    """A place staff may go to, by the name of its URL, so that no Python import points up."""

    label: str | Promise
    url_name: str
    right: Right | None
    icon: str


DESK = (
    Entry(_("诉求"), "cases:queue", Right.CASE_SEE, "list"),
    Entry(_("登记来件"), "cases:intake", Right.CASE_INTAKE, "phone"),
    Entry(_("回访"), "callbacks:board", Right.CASE_DESK, "chat"),
    Entry(_("需求"), "needs:desk", Right.NEED_DESK, "heart"),
    Entry(_("需求件数"), "needs:counts", Right.NEED_COUNT, "chart"),
    Entry(_("隐患"), "channels:hazards", Right.CASE_SEE, "alert"),
    Entry(_("吹哨"), "whistles:home", Right.CASE_SEE, "whistle"),
    Entry(_("态势"), "cockpit:home", Right.COCKPIT_SEE, "chart"),
    Entry(_("热点"), "triage:topics", Right.COCKPIT_SEE, "chat"),
    Entry(pgettext_lazy("menu", "地方"), "places:home", Right.PLACE_MANAGE, "map"),
    Entry(_("单位与岗位"), "organisation:units", Right.STAFF_SEE, "team"),
    Entry(_("方法包"), "methods:packs", Right.PACK_MANAGE, "sliders"),
    Entry(_("类别建议"), "triage:accuracy", Right.PACK_MANAGE, "check"),
    Entry(_("发出的消息"), "core:outgoing", Right.SERVICE_RUN, "send"),
    Entry(_("后台任务"), "core:tasks", Right.SERVICE_RUN, "sliders"),
    Entry(_("审计"), "core:audit", Right.AUDIT_READ, "eye"),
    Entry(_("消息"), "organisation:notices", None, "bell"),
)
WORKER = (
    Entry(_("今天"), "cases:today", None, "check"),
    Entry(_("随手拍"), "cases:snap", Right.CASE_REPORT, "camera"),
    Entry(_("帮忙"), "needs:helping", Right.NEED_HELP, "heart"),
    Entry(_("我的"), "accounts:me", None, "user"),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """One key in the context, because a context processor overwrites what a page has under the same name."""

    actor: Actor
    here: str  # the path with its query, to come back to after a switch
    large: bool

    @property
    def lang(self) -> str:
        return HTML_LANG.get(get_language() or "", "zh-Hans")

    @property
    def languages(self) -> list[Language]:
        return [Language(code, name, code == get_language()) for code, name in settings.LANGUAGES]

    @property
    def desk(self) -> list[Link]:
        return self._links(DESK)

    @property
    def worker(self) -> list[Link]:
        return self._links(WORKER)

    @property
    def home(self) -> str:
        """Where the logo leads: staff to their own start, everybody else to the front door."""
        return (self.url("organisation:start") if self.actor.is_staff else "") or "/"

    def url(self, name: str) -> str:
        """The address of a page, or nothing while no such page is installed."""
        return url_if_any(name)

    def _links(self, entries: tuple[Entry, ...]) -> list[Link]:
        if not self.actor.is_staff:
            return []
        allowed = [e for e in entries if e.right is None or self.actor.has(e.right)]
        found = [(entry, self.url(entry.url_name)) for entry in allowed]
        path = self.here.partition("?")[0]
        here = max((url for _entry, url in found if url and path.startswith(url)), key=len, default="")
        return [Link(str(e.label), url, e.icon, url == here) for e, url in found if url]


def context(request: HttpRequest) -> dict[str, object]:
    """The template context processor. One form token serves all forms of a page: each costs a random mask."""
    actor = getattr(request, "actor", PUBLIC)
    large = request.COOKIES.get(LARGE_TYPE_COOKIE) == "1"
    return {
        "actor": actor,
        "shell": Shell(actor, request.get_full_path(), large),
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
    }
