"""Addresses of places."""

from django.urls import path

from linli.places.api import public
from linli.places.pages import doors, imports, manage, resident

app_name = "places"
urlpatterns = [
    path("", manage.home, name="home"),
    path("find", resident.find, name="find"),
    path("import/", imports.upload, name="import"),
    path("import/confirm/", imports.confirm, name="import_confirm"),
    path("<int:place_id>/", manage.place, name="place"),
    path("<int:place_id>/rename/", manage.rename, name="rename"),
    path("<int:place_id>/recode/", manage.recode, name="recode"),
    path("<int:place_id>/describe/", manage.describe, name="describe"),
    path("<int:place_id>/add/", manage.add, name="add"),
    path("<int:place_id>/remove/", manage.remove, name="remove"),
    path("<int:place_id>/doors/", doors.sheet, name="doors"),
    path("<int:place_id>/doors/issue/", doors.issue, name="issue_doors"),
    path("doors/<int:door_id>/revoke/", doors.revoke, name="revoke_door"),
    path("basemap.geojson", public.base_map, name="base_map"),
    path("<int:place_id>/grids.geojson", public.grids, name="grids"),
    path("<int:place_id>/outlines.json", public.outlines, name="outlines"),
]
