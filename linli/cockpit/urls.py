"""Addresses of the cockpit."""

from django.urls import path

from linli.cockpit.pages import boards, reports

app_name = "cockpit"
urlpatterns = [
    path("", boards.home, name="home"),
    path("wall/", boards.wall, name="wall"),
    path("day/", reports.day, name="day"),
    path("<int:place_id>/", boards.home, name="place"),
    path("<int:place_id>/pulse/", boards.pulse, name="pulse"),
    path("<int:place_id>/wall/", boards.wall, name="place_wall"),
    path("<int:place_id>/day/", reports.day, name="place_day"),
    path("<int:place_id>/table.csv", reports.table, name="table"),
]
