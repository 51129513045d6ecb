"""Addresses of the pages for method packs."""

from django.urls import path

from linli.methods.pages import packs

app_name = "methods"
urlpatterns = [
    path("", packs.packs, name="packs"),
    path("new/", packs.new, name="new"),
    path("shipped/<slug:name>/", packs.shipped, name="shipped"),
    path("<int:pack_id>/", packs.pack, name="pack"),
    path("<int:pack_id>/text/", packs.text, name="text"),
    path("<int:pack_id>/activate/", packs.activate, name="activate"),
]
