"""The community's list as a file: with a purpose, without names and phones, written as it is read."""

from collections.abc import Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import Any, cast

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.core.sheets.writing import fill_xlsx, write_csv
from linli.needs import actions
from linli.needs.forms import ExportForm
from linli.needs.models import Need
from linli.needs.pages.desk import VIEW_NAMES
from linli.needs.queries.needs import Asked, desk_communities, narrowed
from linli.needs.rules.times import in_words
from linli.places.models import Place

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 2_000  # rows held in memory, however long the list is


@staff_page(Right.NEED_DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def export(request: Request) -> HttpResponse:
    """GET asks why; POST gives the file. A community that is not one's own cannot be asked for."""
    own = Place.objects.filter(pk__in=desk_communities(request.actor)).order_by("number")
    communities = list(own.values_list("pk", "name"))
    form = ExportForm(
        request.POST or None,
        views=list(VIEW_NAMES.items()),
        communities=communities,
        initial={"view": "running", "community": communities[0][0] if communities else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, form.cleaned_data)
        except RuleBroken as fault:
            form.take_fault(fault)
    return _page(request, form)


def _page(request: Request, form: ExportForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render_page(request, "needs/export.html", context={"form": form}, status=status)


def _file(request: Request, data: dict[str, Any]) -> HttpResponse:
    now, view, community = timezone.now(), data["view"], data["community"]
    actions.note_export(request.actor, community, view=view, purpose=data["purpose"], now=now)
    today = timezone.localdate(now)
    found = narrowed(request.actor, Asked(view=view), today).filter(community=community)
    name = f"linli-needs-{today:%Y%m%d}-{view}"
    rows = _rows(found.order_by("id").iterator(chunk_size=AT_ONCE))
    if request.POST.get("ending") == "csv":
        streamed = StreamingHttpResponse(write_csv(_columns(), rows), content_type="text/csv; charset=utf-8")
        streamed["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return cast(HttpResponse, streamed)  # the guards pass any response on
    book = TemporaryFile()  # noqa: SIM115 (the response closes it)
    fill_xlsx(book, _columns(), rows, title=_("需求"))
    book.seek(0)
    given = FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    return cast(HttpResponse, given)


def _columns() -> list[str]:
    return [
        _("编号"), _("服务"), _("具体"), _("状态"), _("网格"), _("多久一次"),
        _("什么时候"), _("开始"), _("到期"), _("帮忙的人"), _("来自"),
    ]  # fmt: skip


def _rows(needs: Iterator[Need]) -> Iterator[Sequence[str | date]]:
    """Neither name nor phone nor door: those are read one by one, with a purpose."""
    for need in needs:
        yield (
            need.code,
            need.kind.name,
            _("、").join([*need.options, *([need.wish] if need.wish else [])]),
            str(need.get_state_display()),
            need.grid.name if need.grid else "",
            str(need.get_rhythm_display()),
            in_words(need.times),
            need.starts_on,
            need.ends_on,
            need.helper.name if need.helper else "",
            str(need.get_source_display()),
        )
