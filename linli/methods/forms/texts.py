"""A pack's text, typed or from a file."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from linli.methods.terms import PACK_MAX_BYTES


class PackForm(forms.Form):
    """A file goes before the text; whichever came is in `text` afterwards, so that it stays on the page."""

    file = forms.FileField(
        label=_("选一个 TOML 文件"), required=False, widget=forms.FileInput(attrs={"accept": ".toml"})
    )
    text = forms.CharField(
        label=_("或在这里粘贴、修改"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "class": "mono", "autocomplete": "off"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        if upload is not None:
            given["text"] = self._decoded(upload)
        elif not given.get("text", "").strip() and "file" not in self.errors:
            self.add_error("text", _("请选一个文件，或把方法包的内容粘贴进来。"))
        given["text"] = given.get("text", "").replace("\r\n", "\n")
        return given

    def _decoded(self, upload: Any) -> str:
        if upload.size > PACK_MAX_BYTES:
            self.add_error("file", _("文件超过 1 MB，不像是一个方法包，请检查是不是选错了。"))
            return ""
        raw = upload.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return str(raw.decode(encoding))
            except UnicodeDecodeError:
                continue
        self.add_error("file", _("这个文件不是文本，请选 TOML 文件。"))
        return ""

    def filled(self) -> "PackForm":
        """The same errors, with the uploaded text in the box: a browser does not keep a chosen file."""
        if self.is_bound and self.cleaned_data.get("text"):
            self.data = QueryDict(mutable=True)
            self.data["text"] = self.cleaned_data["text"]
        return self
