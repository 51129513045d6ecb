"""Addresses of channels."""

from django.urls import include, path

from linli.channels.open311 import views as open311

app_name = "channels"

urlpatterns = [
    path("hotline/", include("linli.channels.hotline.urls")),
    path("open311/<path:asked>", open311.answer, name="open311"),
]
