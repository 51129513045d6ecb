"""The living page of the look: each component in each state, each shell once. Never where real people are."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.errors import NotFound, RuleBroken
from linli.core.pages import Request, public_page, render_page

NOW = datetime(2026, 5, 8, 6, 30, tzinfo=UTC)  # a fixed Friday, so that pictures of the page do not go stale
SHELLS = ("resident", "report", "progress", "worker", "desk", "wall", "plain", "failure", "order", "qr")
SECTIONS = (
    ("buttons", gettext_lazy("按钮")),
    ("forms", gettext_lazy("表单")),
    ("marks", gettext_lazy("标记")),
    ("timeline", gettext_lazy("进展")),
    ("cards", gettext_lazy("卡片与列表")),
    ("tables", gettext_lazy("表格与翻页")),
    ("navs", gettext_lazy("导航")),
    ("notices", gettext_lazy("提示")),
    ("photos", gettext_lazy("照片")),
    ("maps", gettext_lazy("地图")),
    ("charts", gettext_lazy("图表")),
    ("sheets", gettext_lazy("纸张")),
    ("switches", gettext_lazy("开关")),
    ("icons", gettext_lazy("图标")),
    ("scripts", gettext_lazy("脚本")),
)
KINDS = [
    (gettext_lazy("公共设施"), [("lamp", gettext_lazy("路灯不亮")), ("cover", gettext_lazy("井盖破损"))]),
    (gettext_lazy("环境卫生"), [("waste", gettext_lazy("垃圾没有清运"))]),
]
SCALES = [("small", gettext_lazy("小微")), ("medium", gettext_lazy("中等")), ("major", gettext_lazy("重大"))]
CONTACTS = [
    ("none", gettext_lazy("不用联系")),
    ("phone", gettext_lazy("请打电话")),
    ("text", gettext_lazy("请发短信")),
]


class SampleForm(forms.Form):
    """One field of each widget a page may use."""

    what = forms.CharField(
        label=gettext_lazy("发生了什么？"),
        help_text=gettext_lazy("说清地点和情况就行，几句话就够。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("请写一句发生了什么。")},
    )
    phone = forms.RegexField(
        r"^1\d{10}$",
        label=gettext_lazy("手机号"),
        required=False,
        help_text=gettext_lazy("只用来告诉您结果。"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "tel"}),
        error_messages={"invalid": gettext_lazy("请填 11 位手机号，比如 13900000000。")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=KINDS)
    contact = forms.ChoiceField(
        label=gettext_lazy("要不要我们联系您？"), choices=CONTACTS, widget=forms.RadioSelect
    )
    scale = forms.MultipleChoiceField(
        label=gettext_lazy("规模"), choices=SCALES, widget=forms.CheckboxSelectMultiple, required=False
    )
    on = forms.DateField(
        label=gettext_lazy("哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("我已看过告知"), help_text=gettext_lazy("为什么要这些信息、留多久、谁能看。")
    )
    fixed = forms.CharField(label=gettext_lazy("编号"), disabled=True, required=False, initial="HX-2026-0508")
    photos = forms.FileField(label=gettext_lazy("照片"), required=False)


@public_page
def design(request: Request) -> HttpResponse:
    """The whole catalogue, with a table of contents."""
    return render_page(
        request, "core/design.html", context=_samples() | {"sections": SECTIONS, "shells": SHELLS}
    )


@public_page
def specimen(request: Request, shell: str) -> HttpResponse:
    """One shell with believable content."""
    if shell not in SHELLS:
        raise NotFound("shell_unknown")
    if shell == "failure":
        error = RuleBroken("sample", _("这张照片太大了，请选 20 MB 以内的照片。"))
        return render_page(
            request,
            "core/failure.html",
            context=_samples() | {"title": _("还差一点"), "sentence": error.sentence, "error": error},
        )
    return render_page(request, f"core/design/shell_{shell}.html", context=_samples())


def _samples() -> dict[str, object]:
    if not (settings.DEBUG or settings.DEMO):
        raise NotFound("design_hidden")
    wrong = SampleForm({"what": "", "phone": "一三九", "kind": "waste", "contact": "", "scale": ["small"]})
    hours = {"soon": 3, "later": 30, "late": -26, "hour_ago": -1, "yesterday": -20, "days_ago": -70}
    times = {name: NOW + timedelta(hours=h) for name, h in hours.items()}
    return {
        "form": SampleForm(initial={"contact": "none"}),
        "wrong": wrong,
        "now": NOW,
        "times": times,
        "map_data": MAP,
    }


def _square(lat: float, lon: float, size: float = 0.002) -> dict[str, object]:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


# An invented corner far out at sea, so that no real place carries invented troubles.
MAP = {
    "base": {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"kind": "grid"}, "geometry": _square(20.0, 125.0)},
            {"type": "Feature", "properties": {"kind": "grid"}, "geometry": _square(20.0, 125.002)},
            *(
                {
                    "type": "Feature",
                    "properties": {"kind": "building"},
                    "geometry": _square(20.0003 + 0.0005 * row, 125.0003 + 0.0006 * col, 0.00028),
                }
                for row in range(3)
                for col in range(6)
            ),
            {
                "type": "Feature",
                "properties": {"kind": "road"},
                "geometry": {
                    "type": "LineString",
                    "coordinates": [[124.9995, 20.00205], [125.0045, 20.00205]],
                },
            },
        ],
    },
    "points": [
        {
            "lat": 20.0012,
            "lon": 125.0011,
            "label": "3 号楼：路灯不亮",
            "colour": "yellow",
            "here": True,
            "url": "#maps",
        },
        {"lat": 20.0006, "lon": 125.0026, "label": "5 号楼：电梯困人已救出", "colour": "red", "url": "#maps"},
        {"lat": 20.0016, "lon": 125.0032, "label": "东门：垃圾没有清运", "colour": "green", "url": "#maps"},
    ],
}
