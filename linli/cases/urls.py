"""Addresses of cases, by face."""

from django.urls import path

from linli.cases.api import books, deeds, files, filing, public, questions
from linli.cases.api import desk as desk_api
from linli.cases.pages import asking, bulk, counter, desk, levels, published, queue, trials, worker
from linli.cases.pages.resident import again, doors, following, reporting
from linli.cases.pages.resident import deeds as own

app_name = "cases"

_resident = [
    path("", doors.home, name="home"),
    path("q/<slug:token>/", doors.door, name="door"),
    path("report/", reporting.report, name="report"),
    path("report/questions/", asking.questions, name="questions"),
    path("find/", doors.find, name="find"),
    path("again/", again.neighbour, name="neighbour"),
    path("exclusions/", published.exclusions, name="exclusions"),
    path("m/<str:key>/", following.progress, name="progress"),
    path("m/<str:key>/receipt/", reporting.receipt, name="receipt"),
    path("m/<str:key>/calendar.ics", following.calendar_file, name="calendar"),
    path("m/<str:key>/readings/", following.readings, name="readings"),
    path("m/<str:key>/add/", own.add, name="add"),
    path("m/<str:key>/remind/", own.remind, name="remind"),
    path("m/<str:key>/withdraw/", own.withdraw, name="withdraw"),
    path("m/<str:key>/rate/", own.rate, name="rate"),
    path("m/<str:key>/again/", again.again, name="again"),
    path("m/<str:key>/answers/", own.answers, name="answers"),
    path("m/<str:key>/edit/", again.edit, name="edit"),
    path("m/<str:key>/object/", own.object_to, name="object"),
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
