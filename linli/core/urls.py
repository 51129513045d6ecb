"""Addresses of the house itself."""

from django.urls import path

from linli.core import design, switches
from linli.core.api import pages as api_pages
from linli.core.audit import pages as audit_pages
from linli.core.outgoing import pages as outgoing_pages
from linli.core.tasks import pages as task_pages

app_name = "core"
urlpatterns = [
    path("switch/language/", switches.switch_language, name="switch_language"),
    path("switch/type/", switches.switch_type, name="switch_type"),
    path("api/", api_pages.overview, name="api"),
    path("api/v1/openapi.json", api_pages.document, name="openapi"),
    path("audit/", audit_pages.lines, name="audit"),
    path("outgoing/", outgoing_pages.log, name="outgoing"),
    path("outgoing/retry/", outgoing_pages.retry, name="outgoing_retry"),
    path("tasks/", task_pages.failed, name="tasks"),
    path("tasks/retry/", task_pages.retry, name="tasks_retry"),
    path("design/", design.design, name="design"),
    path("design/<slug:shell>/", design.specimen, name="specimen"),
]
