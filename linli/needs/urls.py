"""Addresses of needs, by face."""

from django.urls import path

from linli.needs.api import public, staff
from linli.needs.pages import desk, export, helpers, helping, leader, raising, referrals, resident

app_name = "needs"

_resident = [
    path("help/", resident.start, name="start"),
    path("help/find/", resident.find, name="find"),
    path("help/<str:kind>/<slug:whom>/", resident.order, name="order"),
    path("n/<str:need_key>/", resident.mine, name="mine"),
    path("n/<str:need_key>/choose/", resident.choose, name="choose"),
    path("n/<str:need_key>/stop/", resident.stop, name="stop"),
    path("n/<str:need_key>/renew/", resident.renew, name="renew"),
    path("n/<str:need_key>/missed/", resident.missed, name="missed"),
    path("n/<str:need_key>/readings/", resident.readings, name="readings"),
    path("n/<str:need_key>/end/<slug:name>/", resident.end, name="end"),
    path("h/<str:helper_key>/", helping.by_link, name="by_link"),
    path("h/<str:helper_key>/asked/<int:match_id>/", helping.match_by_link, name="match_by_link"),
    path("h/<str:helper_key>/tasks/<int:task_id>/", helping.task_by_link, name="task_by_link"),
    path("h/<str:helper_key>/tasks/<int:task_id>/<slug:name>/", helping.do_task_by_link, name="do_by_link"),
]

_desk = [
    path("needs/", desk.needs, name="desk"),
    path("needs/raise/", raising.raise_need, name="raise"),
    path("needs/raised/<str:token>/", raising.raised, name="raised"),
    path("needs/export/", export.export, name="export"),
    path("needs/counts/", leader.counts, name="counts"),
    path("needs/helpers/", helpers.helpers, name="helpers"),
    path("needs/helpers/add/", helpers.add, name="helper_add"),
    path("needs/helpers/<int:helper_id>/", helpers.helper, name="helper"),
    path("needs/helpers/<int:helper_id>/retire/", helpers.retire, name="retire"),
    path("needs/resources/<int:resource_id>/withdraw/", helpers.withdraw, name="withdraw"),
    path("needs/<int:need_id>/", desk.need, name="need"),
    path("needs/<int:need_id>/do/<slug:name>/", desk.do, name="do"),
    path("needs/<int:need_id>/contact/", desk.contact, name="contact"),
]

_worker = [
    path("needs/own/", helpers.own, name="own"),
    path("needs/own/begin/", helpers.begin, name="begin"),
    path("needs/helping/", helping.helping, name="helping"),
    path("needs/helping/asked/<int:match_id>/", helping.match, name="match"),
    path("needs/helping/tasks/<int:task_id>/", helping.task, name="task"),
    path("needs/helping/tasks/<int:task_id>/<slug:name>/", helping.do_task, name="do_task"),
    path("needs/referrals/", referrals.referrals, name="referrals"),
    path("needs/referrals/finish/", referrals.finish, name="referral_finish"),
    path("needs/referrals/new/", referrals.refer, name="refer"),
]

urlpatterns = [*public.urlpatterns, *staff.urlpatterns, *_resident, *_desk, *_worker]
