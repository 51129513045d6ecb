"""Shape of what people type to sign in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _password(label: Any, complete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget)


class SignInForm(forms.Form):
    name = forms.CharField(
        label=_("登录名"),
        max_length=80,
        error_messages={"required": _("请输入登录名。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _password(_("密码"), "current-password")


class CodeForm(forms.Form):
    """`code` may be six digits from the phone or a recovery code from paper."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=40,
        error_messages={"required": _("请输入手机上的 6 位验证码。")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class PasswordForm(forms.Form):
    old = _password(_("现在的密码"), "current-password")
    new = _password(_("新密码"), "new-password")
    again = _password(_("再输一次新密码"), "new-password")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不一样，请重新输入。"))
        return data


class ProofForm(forms.Form):
    """One's password again, before something that weakens the account."""

    password = _password(_("您的密码"), "current-password")
