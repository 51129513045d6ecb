"""Addresses of the house itself."""

from django.urls import path

from linli.core import design, switches
from linli.core.audit import pages as audit_pages

app_name = "core"
urlpatterns = [
    path("switch/language/", switches.switch_language, name="switch_language"),
    path("switch/type/", switches.switch_type, name="switch_type"),
    path("audit/", audit_pages.lines, name="audit"),
    path("design/", design.design, name="design"),
    path("design/<slug:shell>/", design.specimen, name="specimen"),
]
