"""Addresses of suggestions: fragments that pages of cases ask for."""

from django.urls import path

from linli.triage.pages import desk, resident

app_name = "triage"

urlpatterns = [
    path("cases/<int:case_id>/", desk.suggestions, name="suggestions"),
    path("hints/", resident.hints, name="hints"),
]
