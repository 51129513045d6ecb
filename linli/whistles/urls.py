"""Addresses of whistles."""

from django.urls import path

from linli.whistles.pages import blow, home, whistle

app_name = "whistles"

urlpatterns = [
    path("", home.home, name="home"),
    path("mine/", home.waiting, name="mine"),
    path("list/", home.listed, name="list"),
    path("cases/<int:case_id>/", home.panel, name="panel"),
    path("cases/<int:case_id>/blow/", blow.blow, name="blow"),
    path("<int:whistle_id>/", whistle.whistle, name="whistle"),
    path("<int:whistle_id>/do/<slug:name>/", whistle.do, name="do"),
    path("<int:whistle_id>/note/", whistle.note, name="note"),
    path("<int:whistle_id>/review/", whistle.review, name="review"),
]
