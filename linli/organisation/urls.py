"""Addresses of the organisation."""

from django.urls import path

from linli.organisation.pages import start

app_name = "organisation"
urlpatterns = [
    path("start/", start.start, name="start"),
]
