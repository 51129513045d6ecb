"""Addresses of signing in."""

from django.urls import path

from linli.accounts.pages import me, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", me.me, name="me"),
    path("account/code/", sign_in.code, name="code"),
    path("account/password/", sign_in.password, name="password"),
    path("account/second-factor/", me.second_factor, name="second_factor"),
    path("account/second-factor/codes/", me.renew_codes, name="renew_codes"),
    path("account/second-factor/off/", me.switch_off, name="switch_off"),
    path("account/sessions/<int:session_id>/end/", me.end_session, name="end_session"),
]
