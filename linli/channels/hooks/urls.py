"""Addresses of subscriptions; names live in `channels`."""

from django.urls import path

from linli.channels.hooks import pages

urlpatterns = [
    path("", pages.hooks, name="hooks"),
    path("<int:hook_id>/", pages.hook, name="hook"),
    path("<int:hook_id>/end/", pages.end, name="hook_end"),
]
