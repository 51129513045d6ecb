"""Addresses of whistles."""

from django.urls import path

from linli.whistles import api
from linli.whistles.pages import blow, home, whistle

app_name = "whistles"

urlpatterns = [
    *api.urlpatterns,
    path("whistles/", home.home, name="home"),
    path("whistles/mine/", home.waiting, name="mine"),
    path("whistles/glance/<int:place_id>/", home.glance, name="glance"),
    path("whistles/list/", home.listed, name="list"),
    path("whistles/cases/<int:case_id>/", home.panel, name="panel"),
    path("whistles/cases/<int:case_id>/blow/", blow.blow, name="blow"),
    path("whistles/<int:whistle_id>/", whistle.whistle, name="whistle"),
    path("whistles/<int:whistle_id>/do/<slug:name>/", whistle.do, name="do"),
    path("whistles/<int:whistle_id>/note/", whistle.note, name="note"),
    path("whistles/<int:whistle_id>/more/", whistle.more, name="more"),
    path("whistles/<int:whistle_id>/review/", whistle.review, name="review"),
]
