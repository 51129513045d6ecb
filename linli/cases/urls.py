"""Addresses of cases, by face."""

from django.urls import path

from linli.cases.api import books, deeds, files, filing, public, questions
from linli.cases.api import desk as desk_api
from linli.cases.pages import (
    again,
    asking,
    bulk,
    counter,
    desk,
    levels,
    published,
    queue,
    resident,
    trials,
    worker,
)

app_name = "cases"

_resident = [
    path("", resident.home, name="home"),
    path("q/<slug:token>/", resident.door, name="door"),
    path("report/", resident.report, name="report"),
    path("report/questions/", asking.questions, name="questions"),
    path("find/", resident.find, name="find"),
    path("again/", again.neighbour, name="neighbour"),
    path("exclusions/", published.exclusions, name="exclusions"),
    path("m/<str:key>/", resident.progress, name="progress"),
    path("m/<str:key>/receipt/", resident.receipt, name="receipt"),
    path("m/<str:key>/calendar.ics", resident.calendar_file, name="calendar"),
    path("m/<str:key>/readings/", resident.readings, name="readings"),
    path("m/<str:key>/add/", resident.add, name="add"),
    path("m/<str:key>/remind/", resident.remind, name="remind"),
    path("m/<str:key>/withdraw/", resident.withdraw, name="withdraw"),
    path("m/<str:key>/rate/", resident.rate, name="rate"),
    path("m/<str:key>/again/", again.again, name="again"),
    path("m/<str:key>/answers/", resident.answers, name="answers"),
    path("m/<str:key>/edit/", again.edit, name="edit"),
    path("m/<str:key>/object/", resident.object_to, name="object"),
]

_desk = [
    path("desk/", queue.queue, name="queue"),
    path("desk/counts/", queue.counts, name="counts"),
    path("desk/raised/", levels.raised, name="raised"),
    path("desk/solved/<int:place_id>/<slug:level>/", levels.solved, name="solved"),
    path("desk/bulk/", bulk.choose, name="bulk"),
    path("desk/intake/", counter.intake, name="intake"),
    path("desk/intake/filed/<str:token>/", counter.filed, name="filed"),
    path("desk/cases/<int:case_id>/", desk.case, name="case"),
    path("desk/cases/<int:case_id>/do/<slug:name>/", desk.deed, name="deed"),
    path("desk/cases/<int:case_id>/fill/<slug:name>/", desk.fill, name="fill"),
    path("desk/cases/<int:case_id>/map.json", desk_api.case_map, name="map"),
    path("desk/cases/<int:case_id>/contact/", desk.read_contact, name="contact"),
    path("desk/cases/<int:case_id>/sheet/", desk.sheet, name="sheet"),
]

_rules = [
    path("rules/trials/<int:trial_id>/", trials.trial, name="trial"),
    path("rules/trials/<int:trial_id>/list.csv", trials.export, name="trial_csv"),
]

_worker = [
    path("today/", worker.today, name="today"),
    path("today/snap/", worker.snap, name="snap"),
    path("today/<int:case_id>/", worker.case, name="task"),
]

_api = [
    *public.urlpatterns,  # they come most often
    *questions.urlpatterns,
    *filing.urlpatterns,
    *files.urlpatterns,
    *deeds.urlpatterns,
    *books.urlpatterns,
]

urlpatterns = [*_api, *_resident, *_desk, *_rules, *_worker]
