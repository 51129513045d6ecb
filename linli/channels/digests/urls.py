"""Addresses of the morning's overview; names live in `channels`."""

from django.urls import path

from linli.channels.digests import pages

urlpatterns = [
    path("", pages.digests, name="digests"),
    path("<int:address_id>/", pages.wish, name="digest_wish"),
]
