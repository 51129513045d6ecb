"""Addresses of cases, by face."""

from django.urls import path

from linli.cases.pages import resident

app_name = "cases"

_resident = [
    path("", resident.home, name="home"),
    path("q/<slug:token>/", resident.door, name="door"),
    path("report/", resident.report, name="report"),
    path("find/", resident.find, name="find"),
    path("m/<str:key>/", resident.progress, name="progress"),
    path("m/<str:key>/receipt/", resident.receipt, name="receipt"),
    path("m/<str:key>/calendar.ics", resident.calendar_file, name="calendar"),
    path("m/<str:key>/readings/", resident.readings, name="readings"),
    path("m/<str:key>/add/", resident.add, name="add"),
    path("m/<str:key>/remind/", resident.remind, name="remind"),
    path("m/<str:key>/withdraw/", resident.withdraw, name="withdraw"),
    path("m/<str:key>/rate/", resident.rate, name="rate"),
]

urlpatterns = _resident
