"""Addresses of the pages for method packs."""

from django.urls import path

from linli.methods import pages

app_name = "methods"
urlpatterns = [
    path("", pages.packs, name="packs"),
    path("new/", pages.new, name="new"),
    path("shipped/<slug:name>/", pages.shipped, name="shipped"),
    path("<int:pack_id>/", pages.pack, name="pack"),
    path("<int:pack_id>/text/", pages.text, name="text"),
    path("<int:pack_id>/activate/", pages.activate, name="activate"),
]
