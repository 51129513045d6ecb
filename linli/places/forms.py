"""Shape of what is typed about places."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.actors import Level
from linli.places.terms import Datum, PlaceKind

LEVEL_WORDS = (
    (Level.SUBDISTRICT.value, _("街道、乡镇")),
    (Level.COMMUNITY.value, _("社区")),
    (Level.GRID.value, _("网格")),
    (Level.MICRO_GRID.value, _("微网格")),
    (Level.ESTATE.value, _("小区")),
    (Level.BUILDING.value, _("楼栋")),
)
KINDS = (
    ("", _("自动识别")),
    ("divisions", _("区划代码表")),
    ("estates", _("小区表")),
    ("buildings", _("楼栋表")),
    ("grids", _("网格边界（GeoJSON）")),
)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("文件"), help_text=_("CSV、Excel（.xlsx）或 GeoJSON，最大 50 MB"))
    kind = forms.ChoiceField(label=_("内容"), choices=KINDS, required=False)
    datum = forms.ChoiceField(
        label=_("经纬度的坐标系"),
        choices=Datum.choices,
        initial=Datum.WGS84,
        help_text=_("从高德、腾讯地图取的坐标选 GCJ-02，系统会换算后保存"),
    )


class RenameForm(forms.Form):
    was = forms.CharField(widget=forms.HiddenInput)  # the name on the page the actor was looking at
    name = forms.CharField(label=_("新名称"), max_length=80)


class RecodeForm(forms.Form):
    was = forms.CharField(widget=forms.HiddenInput)
    code = forms.CharField(label=_("新编码"), max_length=40)
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("例如依据的文件名称和文号"))


class DescribeForm(forms.Form):
    kind = forms.ChoiceField(label=pgettext_lazy("place", "类别"), choices=PlaceKind.choices)
    number = forms.IntegerField(label=_("序号"), min_value=0, max_value=999_999)
    households = forms.IntegerField(label=_("户数"), min_value=0, max_value=1_000_000, required=False)
    phone = forms.CharField(
        label=_("电话"), max_length=20, required=False, help_text=_("社区电话会印在居民看到的每一页上")
    )


class AddForm(forms.Form):
    level = forms.ChoiceField(label=_("层级"), choices=LEVEL_WORDS)
    name = forms.CharField(label=_("名称"), max_length=80)
    code = forms.CharField(
        label=_("编码"), max_length=40, required=False, help_text=_("网格、小区、楼栋不写就自动编")
    )
    households = forms.IntegerField(label=_("户数"), min_value=0, max_value=1_000_000, required=False)
    lon = forms.FloatField(label=_("经度"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("纬度"), min_value=-90, max_value=90, required=False)
