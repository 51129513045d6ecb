"""Addresses of call-backs."""

from django.urls import path

from linli.callbacks.pages import calls, own, shares

app_name = "callbacks"
urlpatterns = [
    path("", calls.board, name="board"),
    path("badge/", calls.badge, name="badge"),
    path("<int:call_back_id>/", calls.sheet, name="sheet"),
    path("<int:call_back_id>/number/", calls.number, name="number"),
    path("<int:call_back_id>/answer/", calls.answer, name="answer"),
    path("<int:call_back_id>/attempt/", calls.attempt, name="attempt"),
    path("own/", own.shares, name="own"),
    path("own/cases/", own.behind, name="own_behind"),
    path("shares/", shares.shares, name="shares"),
    path("shares/<int:place_id>/", shares.shares, name="place_shares"),
    path("shares/<int:place_id>/glance/", shares.glance, name="glance"),
    path("shares/<int:place_id>/cases/", shares.behind, name="behind"),
    path("shares/<int:place_id>/table.<str:ending>", shares.table, name="table"),
]
